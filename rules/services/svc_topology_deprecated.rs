//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::deprecated::{SERVICE_FIELDS, TOPOLOGY_MODE};
use crate::kube::{Kind, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-topology-deprecated",
        summary: "A Service that prefers nearby endpoints by a deprecated name",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
const MODE: &str = "service.kubernetes.io/topology-mode";

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    if first >= TOPOLOGY_MODE {
        hints(service, cx);
    }
    if first >= SERVICE_FIELDS {
        distribution(service, cx);
    }
}

fn hints<'w>(service: &Resource<'w>, cx: &mut Cx<'w>) {
    let Some(annotations) = service.root.find(&["metadata", "annotations"]) else { return };
    let Some(entry) = annotations.entry(HINTS) else { return };
    let message = format!("the annotation `{HINTS}` has been deprecated since Kubernetes {TOPOLOGY_MODE}");
    let twice = annotations.entry(MODE).is_some();
    let edit = if twice { None } else { replace_scalar(entry.key, MODE) };
    let report = cx.report(entry, message).help(format!("write `{MODE}`"));
    report.fix(Applicability::Safe, format!("write `{MODE}`"), edit);
}

fn distribution<'w>(service: &Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    // Another rule reports the field if it is ignored.
    let has_address = view.headless() == Truth::No && view.service_type().is_some_and(|kind| kind != "ExternalName");
    let entry = view.written("trafficDistribution").filter(|entry| entry.value.as_str() == Some("PreferClose"));
    if let Some(entry) = entry.filter(|_| has_address) {
        let message = "`trafficDistribution: PreferClose` is deprecated: it is now called `PreferSameZone`";
        let report = cx.report(entry.value, message).help("write `PreferSameZone`");
        let edit = replace_scalar(entry.value, "PreferSameZone");
        report.fix(Applicability::Safe, "write `PreferSameZone`", edit);
    }
}
