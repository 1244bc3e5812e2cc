//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Content, fill};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-empty",
        summary: "A workload with an empty selector",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::MUST_SELECT, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(selector) = workload_selector(workload) else { return };
    let Some(template) = workspace.template(workload).filter(|template| template.is_whole()) else { return };
    if workload.api_version != "apps/v1" || !selector.is_empty() {
        return;
    }
    let message = format!("the selector is empty, so the API server rejects the {}", workload.kind_name);
    let mut report = cx
        .report(selector.entry, message)
        .resting_on(selector.entry.without("matchLabels"))
        .help("under `selector`, write `matchLabels` with labels of the pod template");
    if let Some(labels) = template.labels_entry {
        report = report.related(labels, "the labels of the pods");
    }
    let wanted = template.labels.as_content().map(|labels| Content::map([("matchLabels", labels)]));
    let edit = wanted.and_then(|wanted| fill(selector.entry.value, wanted));
    report.fix(Applicability::Safe, "select by the pod template's labels", edit);
}
