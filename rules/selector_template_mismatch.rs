//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::labels::Found;
use crate::kube::selecting::workload_selector;
use crate::kube::similar::is_slip;
use crate::kube::{Kind, PodTemplate, Requirement, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{insert_entry, quoted, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-template-mismatch",
        summary: "A workload whose selector does not match the labels of its own pod template",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("selector_template_mismatch.md"),
    },
    check: Check::Resource(Kind::SELECTING, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let (Some(selector), Some(template)) = (workload_selector(workload), workspace.template(workload)) else { return };
    let manual = workload.spec().and_then(|spec| spec.get("manualSelector")).and_then(|node| node.as_bool());
    let changes = ["spec.selector", "spec.template.metadata.labels"];
    if selector.open
        || template.has_no_labels()
        || workload.kind == Kind::Job && manual != Some(true)
        || changes.iter().any(|path| workspace.may_change(workload, path))
    {
        return;
    }
    let failing = selector.failing(|key| template.written_label(key));
    let Some(&first) = failing.first() else { return };
    let refused = format!("so the API server refuses the {}", workload.kind_name);
    let message = match first.single_value().zip(first.key.as_deref()) {
        Some((value, key)) => match template.written_label(key) {
            Found::Value(other) => {
                format!("the selector asks for `{key}: {value}`, the pod template has `{key}: {other}`, {refused}")
            }
            _ => format!("the selector asks for `{key}: {value}`, the pod template has no label `{key}`, {refused}"),
        },
        None => format!("the labels of the pod template do not match this term of the selector, {refused}"),
    };
    let (help, fix) = cure(&failing, template);
    let mut report = cx.report(first.node, message).help(help);
    for other in &failing[1..] {
        report = report.related(other.node, "does not match either");
    }
    report = match first.key.as_deref().and_then(|key| template.labels.get(key)) {
        Some(label) => report.related(label.entry.value, "the label of the pods"),
        None => match template.labels_entry {
            Some(labels) => report.related(labels, "the labels of the pods"),
            None => report,
        },
    };
    if let Some((applicability, title, edits)) = fix {
        report.fix(applicability, title, edits);
    }
}

type Cure = (Applicability, String, Vec<Edit>);

/// Brings the labels in line with the selector: what pods are called is easier to change than what is asked for.
fn cure(failing: &[&Requirement<'_>], template: &PodTemplate<'_>) -> (String, Option<Cure>) {
    let mut edits = Vec::new();
    let mut words = Vec::new();
    let mut certain = true;
    for term in failing {
        let Some((key, value)) = term.key.as_deref().zip(term.single_value()) else {
            return ("bring the pod template's labels and the selector in line".to_owned(), None);
        };
        words.push(format!("`{key}: {value}`"));
        // A label of the same value under a misspelt key is renamed, not doubled.
        let misspelt = template.labels.list.iter().find(|label| is_slip(&label.key, key) && label.value == Some(value));
        edits.push(match (template.labels.get(key), misspelt, template.labels.list.last()) {
            (Some(label), ..) => {
                certain = false;
                replace_scalar(label.entry.value, value)
            }
            (None, Some(label), _) => {
                certain = false;
                replace_scalar(label.entry.key, key)
            }
            (None, None, Some(last)) => insert_entry(last.entry, key, &quoted(value)),
            (None, None, None) => return (String::new(), None),
        });
    }
    let words = words.join(", ");
    let help = format!("write {words} in `template.metadata.labels` too, or change the selector");
    let applicability = if certain { Applicability::Safe } else { Applicability::Unsafe };
    // Edits at one place would have no order.
    let at_one_place = edits.len() > 1 && edits.windows(2).any(|pair| pair[0].span == pair[1].span);
    let aliased = template.labels_entry.is_none_or(|entry| entry.value.is_alias());
    let fix = (!at_one_place && !aliased).then(|| (applicability, format!("label the pods {words}"), edits));
    (help, fix)
}
