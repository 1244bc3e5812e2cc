//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::names;
use crate::kube::{Kind, Resource, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar;
use crate::workspace::{Relation, governing_name};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-not-found",
        summary: "A `serviceName` that no Service has",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("sts_servicename_not_found.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let (Some(name), Some((wanted, node))) = (set.name, governing_name(set)) else { return };
    let known = workspace.named(Kind::Service, wanted).next().is_some();
    if known || names::dns1123_label(wanted).is_err() {
        return;
    }
    if workspace.has_unread_nearby(set) || workspace.is_external(set, "Service", wanted) {
        return;
    }
    let closed = workspace.project.closed;
    let around = workspace.nearby(Kind::Service, set);
    let services = || around.iter().copied().filter(|other| workspace.relation(set, other) == Relation::Same);
    // A Service whose name is filled in later may be the one.
    if services().any(|service| service.name.is_none()) || services().next().is_none() && !closed {
        return;
    }
    let near = |service: &&Resource<'w>| {
        service.name.is_some_and(|name| similar::is_near_service_name(name, wanted))
            && workspace.selects(service, set) != Truth::No
    };
    let candidate = services().find(near).or_else(|| {
        let mut headless = workspace.headless_services_of(set);
        headless.next().filter(|_| headless.next().is_none())
    });
    // The controller of a custom resource may make the Service.
    let lowered = workspace.has_custom_resource_nearby(set);
    let severity = match (candidate, lowered) {
        _ if closed => Severity::Error,
        (Some(_), false) => Severity::Warning,
        (Some(_), true) | (None, false) => Severity::Info,
        (None, true) => return,
    };
    let effect = format!("without it `{name}-0.{wanted}` does not resolve");
    let message = match closed {
        true => format!("there is no Service `{wanted}`, and {effect}"),
        false => format!("no Service `{wanted}` is among the linted files, and {effect}"),
    };
    let report = cx.report(node, message).severity(severity);
    match candidate.and_then(|service| service.name.map(|name| (service, name))) {
        Some((service, found)) => {
            report
                .related(service.head(), "this Service selects the pods")
                .help(format!("write `serviceName: {found}`, or add a headless Service `{wanted}`"))
                .fix(Applicability::Unsafe, "name this Service", replace_scalar(node, found));
        }
        None => {
            report.help(format!(
                "add a Service `{wanted}` with `clusterIP: None` and the labels of the pods as selector"
            ));
        }
    }
}
