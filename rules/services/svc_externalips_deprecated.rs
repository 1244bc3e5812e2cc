//! See the card.

use crate::diagnostic::Severity;
use crate::kube::deprecated::SERVICE_FIELDS;
use crate::kube::{Kind, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-externalips-deprecated",
        summary: "A Service with `externalIPs`, which are deprecated",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    // Another rule reports the field if it is ignored.
    let has_address = view.headless() == Truth::No && view.service_type().is_some_and(|kind| kind != "ExternalName");
    let Some(entry) = view.written("externalIPs").filter(|entry| entry.value.is_sequence() && has_address) else {
        return;
    };
    if cx.workspace.project.versions.first >= SERVICE_FIELDS {
        let message = "`externalIPs` is deprecated, and some clusters no longer route traffic for these addresses";
        cx.report(entry, message).help("use a Service of type `LoadBalancer`, or the Gateway API");
    }
}
