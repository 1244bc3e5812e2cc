//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Edits, Entry, Style, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-ignored-field",
        summary: "A field that has no effect on a headless Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
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
            format!("`{key}` has no effect on a headless Service: clients connect to the pods, not through kube-proxy");
        let report = cx
            .report(entry, message)
            .severity(severity)
            .related(headless.value, "headless")
            .help(format!("remove `{key}`, or give the Service a cluster IP"));
        report.fix(Applicability::Safe, format!("remove `{key}`"), removal(&view, entry));
    }
}

/// Removes the entry. With `sessionAffinity`, also removes its settings.
fn removal(view: &Service<'_>, entry: Entry<'_>) -> Edits {
    let config = view.spec.entry("sessionAffinityConfig").filter(|_| entry.key.text() == "sessionAffinity");
    let edit = remove_entry(entry);
    match config {
        Some(config) => Edits::both(edit, remove_entry(config).filter(|_| view.spec.style() != Style::Flow)),
        None => edit.into(),
    }
}
