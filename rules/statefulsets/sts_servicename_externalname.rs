//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-externalname",
        summary: "A `serviceName` that names an ExternalName Service",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some((service, node)) = cx.workspace.governing_service(set) else { return };
    let Some(view) = Service::read(service).filter(|view| view.service_type() == Some("ExternalName")) else { return };
    let Some(kind) = view.spec.get("type") else { return };
    let name = node.text();
    let fact = format!("Service `{name}` is of type `ExternalName`, an alias that never has endpoints");
    cx.report(node, format!("{fact}, so the pods get no DNS names"))
        .related(kind, "only an alias")
        .help("name a Service with `clusterIP: None` and the labels of the pods as selector");
}
