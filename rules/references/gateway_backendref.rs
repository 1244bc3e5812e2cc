//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Namespace, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing_service};
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "gateway-backendref",
        summary: "A backend of a route that does not exist, or that no grant allows",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service, Kind::Secret], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    if let (Kind::Gateway, Resolution::Found(found)) = (reference.from.kind, resolution) {
        grant(reference, found, cx);
    }
    if reference.from.kind != Kind::Route || reference.fact.role.port.is_none() {
        return;
    }
    let is_found = matches!(resolution, Resolution::Found(_));
    if is_found && reference.fact.port().is_none() {
        let message = "a backend that is a Service needs a `port`, but this one has none: the route reaches nothing";
        cx.report(reference.node(), message)
            .resting_on(reference.fact.holder)
            .help("add `port` with the port of the Service, not its `targetPort`");
        return;
    }
    report_missing_service(reference, resolution, cx);
    if let Resolution::Found(found) = resolution {
        grant(reference, found, cx);
    }
}

/// Checks that a ReferenceGrant allows an object of another namespace.
fn grant<'w>(reference: &Reference<'w>, found: &[(&'w Resource<'w>, Relation)], cx: &mut Cx<'w>) {
    let (Some(node), &[(object, Relation::Same)]) = (reference.namespace(), found) else { return };
    let (Namespace::Named(own), Some(wanted)) = (&reference.from.namespace, known_str(node)) else { return };
    let (kind, from_kind) = (object.kind_name, reference.from.kind_name);
    let grants = || cx.workspace.of_kind(Kind::ReferenceGrant);
    let is_granted = |grant: &Resource<'w>| {
        let text = |node: Node<'w>, key: &str| node.get(key).map(|node| node.text());
        let is_from =
            |from: Node<'w>| text(from, "kind") == Some(from_kind) && text(from, "namespace") == Some(own.as_str());
        let is_to = |to: Node<'w>| {
            text(to, "kind") == Some(kind) && text(to, "name").is_none_or(|name| Some(name) == reference.name)
        };
        items(grant.spec(), "from").any(is_from) && items(grant.spec(), "to").any(is_to)
    };
    let near = grants().find(|grant| grant.namespace == object.namespace);
    // The grant may exist elsewhere, unless another grant is next to the object, or the object is next to the
    // reference.
    let is_close = near.is_some() || cx.workspace.project.closed || cx.workspace.is_nearby(reference.from, object);
    let is_open = || grants().any(|grant| !matches!(grant.namespace, Namespace::Named(_)));
    if own == wanted || grants().any(is_granted) || !is_close || is_open() {
        return;
    }
    let message = format!(
        "the {kind} is in namespace `{wanted}`, but no ReferenceGrant there allows a {from_kind} of `{own}` to use it, so the {} does not work",
        if reference.from.kind == Kind::Gateway { "listener" } else { "backend" }
    );
    let mut report = cx.report(node, message).severity(Severity::Warning);
    let from = format!("{{group: gateway.networking.k8s.io, kind: {from_kind}, namespace: {own}}}");
    let Some(near) = near else {
        let help = format!("add a ReferenceGrant to `{wanted}`, `from` {from} `to` {{group: \"\", kind: {kind}}}");
        report.related(object.head(), format!("the {kind}")).help(help);
        return;
    };
    report = report.related(near.head(), "this grant does not allow it");
    // An item names the kind and the namespace, so the part that differs is the mistake.
    if let [only] = items(near.spec(), "from").collect::<Vec<_>>()[..] {
        for (key, wanted) in [("kind", from_kind), ("namespace", own.as_str())] {
            if let Some(other) = only.get(key).filter(|other| other.text() != wanted) {
                report = report.related(other, format!("not `{wanted}`"));
            }
        }
    }
    report.help(format!("add `{from}` to `from`"));
}
