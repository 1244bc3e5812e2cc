//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::items;
use crate::kube::{Kind, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::matches;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "topology-spread",
        summary: "A topology spread constraint that does not count its own pods",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(template) = workspace.template(workload) else { return };
    for constraint in items(template.spec, "topologySpreadConstraints") {
        let Some(selector) = constraint.entry("labelSelector").map(Selector::label_selector) else { continue };
        let is_open = selector.is_empty() || selector.open || !selector.entry.value.is_certain();
        if is_open || !template.labels.is_certain() || matches(&selector, template) != Truth::No {
            continue;
        }
        let effect = "so the constraint does not count the pods that it should spread";
        if let Some(near) = workspace.near_miss(workload, &selector, template) {
            cx.report_near_miss(&near, effect, Severity::Warning);
            continue;
        }
        let message = format!("this selector does not match the labels of the pods themselves, {effect}");
        let report = cx.report(selector.entry, message).help("select labels of these pods");
        if let Some(labels) = template.labels_entry {
            report.related(labels, "the labels of the pods");
        }
    }
}
