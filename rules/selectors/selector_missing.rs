//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Content, fill, insert_before};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-missing",
        summary: "A workload without a selector",
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
    let selector = workload.spec_entry("selector");
    if workload.api_version != "apps/v1"
        || selector.is_some_and(|entry| !entry.value.is_null())
        || !workload.root.is_certain_at(&["spec", "selector"])
    {
        return;
    }
    let Some(spec) = workload.root.entry("spec") else { return };
    // An incomplete workload is a patch that something merges.
    let whole = |template: &&PodTemplate<'w>| template.is_whole() && !template.has_no_labels();
    let Some(template) = workspace.template(workload).filter(whole) else { return };
    let title = &workload.kind_name;
    let message = format!("no `selector` in the spec of this {title}, so the API server rejects it");
    let labels = template.labels.as_content();
    let help = "write a `selector` with `matchLabels` that the pod template's labels match";
    let mut report = match selector {
        Some(entry) => cx.report_missing(entry, message).resting_on(spec.without("selector")),
        None => cx.report_missing(spec.without("selector"), message),
    };
    report = report.help(help);
    if let Some(labels_entry) = template.labels_entry {
        report = report.related(labels_entry, "the labels that it could select");
    }
    let value = labels.map(|labels| Content::map([("matchLabels", labels)]));
    let edit = value.and_then(|value| match selector {
        Some(entry) => fill(entry.value, value),
        None => insert_before(template.entry?, "selector", value),
    });
    report.fix(Applicability::Safe, "select the pod template's labels", edit);
}
