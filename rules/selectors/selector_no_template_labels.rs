//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::labels::Found;
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Labels, PodTemplate, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::yaml::{Content, fill, insert_before};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-no-template-labels",
        summary: "A workload with a selector whose pod template has no labels",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Pods),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::SELECTING, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let (Some(selector), Some(template)) = (workload_selector(workload), workspace.template(workload)) else { return };
    let manual = workload.spec().and_then(|spec| spec.get("manualSelector")).and_then(|node| node.as_bool());
    if !template.has_no_labels()
        || !template.is_whole()
        || workload.kind == Kind::Job && manual != Some(true)
        || selector.matches(|key| template.written_label(key)) != Truth::No
        || !selector.entry.value.is_certain()
    {
        return;
    }
    let kind = &workload.kind_name;
    let first = selector.requirements.first().and_then(|term| term.key.as_deref().zip(term.single_value()));
    let asks = first.map_or_else(|| "labels".to_owned(), |(key, value)| format!("`{key}: {value}`"));
    let message = format!(
        "the selector requires {asks}, but the pod template has no labels, so the API server rejects the {kind}"
    );
    let outer = workload.root.find(&["metadata", "labels"]);
    let on_workload = Labels::read(outer);
    let find = |key: &str| on_workload.get(key).and_then(|label| label.value).map_or(Found::Absent, Found::Value);
    let report = match (template.labels_entry, template.metadata, template.entry) {
        (Some(labels), ..) => cx.report(labels, message),
        (None, Some(metadata), _) => cx.report_missing(metadata.without("labels"), message),
        (None, None, Some(template)) => cx.report_missing(template.without("metadata"), message),
        (None, None, None) => return,
    };
    let mut report = report.related(selector.entry, "must match the pods");
    report = match outer.filter(|_| selector.matches(find) == Truth::Yes) {
        Some(outer) => report
            .related(outer.key().unwrap_or(outer), format!("label the {kind}, not its pods"))
            .help("also write the labels under `template.metadata.labels`"),
        None => report.help("write the selector's labels under `template.metadata.labels`"),
    };
    // Other selectors miss these pods for the same reason.
    for term in &selector.requirements {
        report = report.explaining_lack(template.without_label(term.key.as_deref().unwrap_or_default()));
    }
    report.fix(Applicability::Safe, "label the pods", add_labels(&selector, template));
}

fn add_labels(selector: &Selector<'_>, template: &PodTemplate<'_>) -> Option<Edit> {
    template.entry?;
    let terms = selector.requirements.iter().map(|term| Some((term.key.as_deref()?, term.single_value()?)));
    let labels = Content::map(terms.collect::<Option<Vec<_>>>()?);
    if let Some(entry) = template.labels_entry {
        return fill(entry.value, labels);
    }
    if let Some(metadata) = template.metadata {
        return match metadata.value.raw_entries().next() {
            Some(first) => insert_before(first, "labels", labels),
            None => fill(metadata.value, Content::map([("labels", labels)])),
        };
    }
    let first = template.node.raw_entries().next()?;
    insert_before(first, "metadata", Content::map([("labels", labels)]))
}
