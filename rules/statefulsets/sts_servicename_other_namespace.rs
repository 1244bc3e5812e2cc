//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Namespace, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule, namespace_place};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-other-namespace",
        summary: "A `serviceName` that only a Service in another namespace has",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let (workspace, set, node) = (cx.workspace, reference.from, reference.node());
    let Resolution::Missing(missing) = resolution else { return };
    let Some(wanted) = reference.name.filter(|_| reference.is_governing()) else { return };
    // A Service that is far away, or that governs another set, probably belongs to another application.
    let mut near = missing
        .elsewhere
        .iter()
        .filter(|service| workspace.is_nearby(set, service) && workspace.stateful_sets_governed_by(service).is_empty());
    let Some(service) = near.next() else { return };
    let (Namespace::Named(own), Namespace::Named(other)) = (&set.namespace, &service.namespace) else { return };
    // An operator may also create a Service of this name, unless the Service in the other namespace selects these pods.
    let is_meant = workspace.selects(service, set) == Truth::Yes || !workspace.has_custom_resource_nearby(set);
    let severity = if is_meant { Severity::Warning } else { Severity::Info };
    let (place, here) = (namespace_place(service), namespace_place(set));
    let fact = format!("Service `{wanted}` is in namespace `{other}`, but this StatefulSet is in `{own}`");
    cx.report(node, format!("{fact}: a Service governs only pods in its own namespace, so they get no DNS names"))
        .severity(severity)
        .related(place, format!("the Service is in `{other}`"))
        .related(here, format!("the StatefulSet is in `{own}`"))
        .sharing_namespace(service, own)
        .sharing_namespace(set, other)
        .help(format!(
            "put the Service and the StatefulSet into one namespace, or add a headless Service `{wanted}` to `{own}`"
        ));
}
