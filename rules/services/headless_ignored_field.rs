//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Style, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-ignored-field",
        summary: "A field that does nothing on a headless Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("headless_ignored_field.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    let Some(headless) = view.headless_entry() else { return };
    let set_to = |key, value| view.written(key).filter(|entry| entry.value.as_str() == Some(value));
    let known = |key| view.written(key).filter(|entry| !crate::text::unknown::is_unknown(entry.value.text()));
    let found = [
        (set_to("sessionAffinity", "ClientIP"), Severity::Warning),
        (known("loadBalancerIP"), Severity::Warning),
        (known("externalIPs"), Severity::Warning),
        (set_to("internalTrafficPolicy", "Local"), Severity::Info),
        (known("trafficDistribution"), Severity::Info),
    ];
    for (entry, severity) in found {
        let Some(entry) = entry else { continue };
        let key = entry.key.text();
        let message =
            format!("`{key}` does nothing on a headless Service: clients connect to the pods, not through kube-proxy");
        let report = cx
            .report(entry, message)
            .severity(severity)
            .related(headless.value, "headless")
            .help(format!("remove `{key}`, or give the Service a cluster IP"));
        if let Some(edits) = removal(&view, entry) {
            report.fix(Applicability::Safe, format!("remove `{key}`"), edits);
        }
    }
}

/// Settings of the affinity go with it.
fn removal(view: &Service<'_>, entry: Entry<'_>) -> Option<Vec<crate::diagnostic::Edit>> {
    let config = view.spec.entry("sessionAffinityConfig").filter(|_| entry.key.text() == "sessionAffinity");
    let mut edits = vec![remove_entry(entry)?];
    if let Some(config) = config {
        edits.push(remove_entry(config).filter(|_| view.spec.style() != Style::Flow)?);
    }
    Some(edits)
}
