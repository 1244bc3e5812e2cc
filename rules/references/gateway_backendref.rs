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
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
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

/// Checks that a ReferenceGrant allows a backend in another namespace.
fn grant<'w>(reference: &Reference<'w>, found: &[(&'w Resource<'w>, Relation)], cx: &mut Cx<'w>) {
    let (Some(node), &[(service, Relation::Same)]) = (reference.namespace(), found) else { return };
    let (Namespace::Named(own), Some(wanted)) = (&reference.from.namespace, known_str(node)) else { return };
    let grants = || cx.workspace.of_kind(Kind::ReferenceGrant);
    let is_granted = |grant: &Resource<'w>| {
        let text = |node: Node<'w>, key: &str| node.get(key).map(|node| node.text());
        let is_from = |from: Node<'w>| {
            text(from, "kind") == Some(reference.from.kind_name) && text(from, "namespace") == Some(own)
        };
        let is_to = |to: Node<'w>| {
            text(to, "kind") == Some("Service") && text(to, "name").is_none_or(|name| Some(name) == reference.name)
        };
        items(grant.spec(), "from").any(is_from) && items(grant.spec(), "to").any(is_to)
    };
    // A ReferenceGrant that is not written next to the Service may come from elsewhere.
    let here = |grant: &&'w Resource<'w>| grant.namespace == service.namespace;
    if own == wanted || grants().any(is_granted) || !grants().any(|grant| here(&grant)) {
        return;
    }
    let message = format!(
        "the Service is in namespace `{wanted}`, but no ReferenceGrant there allows a {} of `{own}` to use it, so the route \
         reaches nothing",
        reference.from.kind_name
    );
    let Some(near) = grants().find(here) else { return };
    let mut report = cx.report(node, message).severity(Severity::Warning);
    report = report.related(near.head(), "this grant does not allow it");
    // An item names the kind and the namespace, so the one that differs is the mistake.
    if let [only] = items(near.spec(), "from").collect::<Vec<_>>()[..] {
        for (key, wanted) in [("kind", reference.from.kind_name), ("namespace", own.as_str())] {
            if let Some(other) = only.get(key).filter(|other| other.text() != wanted) {
                report = report.related(other, format!("not `{wanted}`"));
            }
        }
    }
    report.help(format!(
        "add `{{group: gateway.networking.k8s.io, kind: {}, namespace: {own}}}` to `from`",
        reference.from.kind_name
    ));
}
