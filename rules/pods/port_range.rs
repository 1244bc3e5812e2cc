//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{PortFact, PortOwner, owner};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "port-range",
        summary: "A port outside of 1 to 65535",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).ports {
        let key = place.entry.key.text();
        let Some(number) = place.entry.value.as_i64() else { continue };
        if (1..=65535).contains(&number) {
            if key == "endPort" {
                end_port(resource, place, number, cx);
            }
        } else if number != 0 || !means_none_at_zero(resource, place) {
            let kind = resource.kind_name;
            let message = format!("`{key}: {number}` is outside 1 to 65535, so the API server rejects the {kind}");
            cx.report(place.entry.value, message).help("write a port number from 1 to 65535");
        }
    }
    missing(resource, cx);
}

/// Whether 0 means the same as an absent value for a field (core defaults).
fn means_none_at_zero(resource: &Resource<'_>, port: &PortFact<'_>) -> bool {
    port.role.owner == PortOwner::Node || !port.role.declares && resource.kind == Kind::Service
}

/// Checks `endPort` of a NetworkPolicy, which ends a range that a number in `port` starts.
fn end_port<'w>(resource: &'w Resource<'w>, place: &PortFact<'w>, end: i64, cx: &mut Cx<'w>) {
    let Some(rule) = place.entry.value.parent() else { return };
    let refused = format!("so the API server rejects the {}", resource.kind_name);
    let Some(port) = rule.get("port").filter(|port| !port.is_null()) else {
        let message = format!("`endPort: {end}` has no `port` that starts its range, {refused}");
        cx.report_missing(place.entry.value, message).help("write the first port of the range as `port`");
        return;
    };
    if let Some(start) = port.as_i64() {
        if (1..=65535).contains(&start) && end < start {
            let message = format!("`endPort: {end}` is below `port: {start}`, {refused}");
            let report = cx.report(place.entry.value, message).related(port, "the range starts here");
            report.help("write the last port of the range as `endPort`");
        }
    } else if let Some(name) = crate::kube::resource::known_str(port).filter(|text| text.parse::<i64>().is_err()) {
        let message =
            format!("`endPort: {end}` belongs to a named port, `{name}`, but a range needs numbers, {refused}");
        let report = cx.report(place.entry.value, message).related(port, "a name");
        report.help("write a number as `port`, or remove `endPort`");
    }
}

fn missing<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(resource) else { return };
    let kind = resource.kind_name;
    for port in template.containers().flat_map(|container| container.ports()) {
        let first = port.node.entries().next().map(|entry| entry.key).or(port.node.is_mapping().then_some(port.node));
        let written = port.node.get("containerPort").is_some_and(|number| !number.is_null());
        let unknown = port.node.entries().any(|entry| crate::text::unknown::is_unknown(&entry.key.key_text()));
        if let Some(first) = first.filter(|_| !written && !unknown) {
            let (port_owner, container) = (owner(port.node, kind), owner(port.container.node, kind));
            let message =
                format!("{port_owner} of {container} has no `containerPort`, so the API server rejects the {kind}");
            let place = port.node.without("containerPort").shown_at(first);
            let report = cx.report_missing(place, message).given(port.node.is_certain());
            report.help("write the port that the container listens on as `containerPort`");
        }
    }
}
