//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ingress-backend-kind",
        summary: "A backend of an Ingress that not every controller reaches",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let (Kind::Ingress, Some(service)) = (reference.from.kind, resolution.target()) else { return };
    let Some(view) = Service::read(service) else { return };
    let (place, fact, label) = match (view.is_external_name(), view.headless_entry()) {
        (true, _) => (view.written("type"), "is an ExternalName, which has no endpoints", "no endpoints"),
        (false, headless @ Some(_)) => (headless, "is headless, so it has no address of its own", "headless"),
        (false, None) => return,
    };
    let Some(place) = place else { return };
    let message = format!("{} {fact}: not every Ingress controller reaches such a backend", service.title());
    cx.report(reference.node(), message)
        .related(place.value, label)
        .help("name a Service with a cluster IP, or check that the controller accepts this one");
}
