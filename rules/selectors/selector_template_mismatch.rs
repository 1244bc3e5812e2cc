//! See the card.

use crate::diagnostic::{Applicability, Edits, Severity};
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Label, Labels, PodTemplate, Requirement, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::similar::is_slip;
use crate::yaml::{insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-template-mismatch",
        summary: "A workload whose selector does not match its own pod template",
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
    if selector.open || template.has_no_labels() || workload.kind == Kind::Job && manual != Some(true) {
        return;
    }
    let failing = selector.failing(|key| template.written_label(key));
    let Some(&first) = failing.first() else { return };
    let refused = format!("so the API server rejects the {}", workload.kind_name);
    let written = first.key.as_deref().and_then(|key| template.labels.get(key).or_else(|| misspelt(first, template)));
    let message = match (first.single_value().zip(first.key.as_deref()), written) {
        (Some((value, key)), Some(Label { key: other_key, value: Some(other), .. })) => {
            format!(
                "the selector requires `{key}: {value}`, but the pod template has `{other_key}: {other}`, {refused}"
            )
        }
        (Some((value, key)), _) => {
            format!("the selector requires `{key}: {value}`, but the pod template has no label `{key}`, {refused}")
        }
        (None, _) => format!("the labels of the pod template do not match this term of the selector, {refused}"),
    };
    let (help, fix) = cure(workload, &failing, template);
    // Whether to change the label of the template, and not the selector.
    let is_of_template = written.is_none_or(|label| !speaks_for(workload, label, first));
    let mut report = match (written, template.labels_entry.zip(first.key.as_deref())) {
        (Some(label), _) if is_of_template => {
            cx.report(label.entry.value, message).related(first.node, "the selector requires it here")
        }
        (Some(label), _) => cx.report(first.node, message).related(label.entry, "the label of the pods"),
        (None, Some((labels, key))) => {
            let missing = labels.value.without(key).shown_at(labels.key);
            cx.report(missing, message).related(first.node, "the selector requires it here").resting_on(labels)
        }
        (None, None) => cx.report(first.node, message),
    };
    report = report.help(help);
    for other in &failing[1..] {
        report = report.related(other.node, "also does not match");
    }
    // Other selectors with this label miss the pods for the same reason.
    for term in &failing {
        let key = term.key.as_deref().unwrap_or_default();
        report = match template.labels.get(key) {
            Some(label) => report.explaining(label.entry.value),
            None => report.explaining_lack(template.without_label(key)),
        };
    }
    if let Some((applicability, edits)) = fix {
        report.fix(applicability, "make the two equal", edits);
    }
}

/// The label that has the required value under a mistyped key.
fn misspelt<'a, 'w>(term: &Requirement<'_>, template: &'a PodTemplate<'w>) -> Option<&'a Label<'w>> {
    let (key, value) = (term.key.as_deref()?, term.single_value()?);
    template.labels.list.iter().find(|label| is_slip(&label.key, key) && label.value == Some(value))
}

/// Whether the labels or the name of the workload agree with the pods' label rather than with the selector.
fn speaks_for(workload: &Resource<'_>, label: &Label<'_>, term: &Requirement<'_>) -> bool {
    let outer = Labels::below(workload.root);
    let agrees = outer.get(&label.key).is_some_and(|outer| outer.value == label.value);
    label.value.is_some() && (agrees || workload.name == label.value && term.key.as_deref() == Some(&*label.key))
}

/// Makes the labels equal to the selector, or the selector equal to a label that the workload itself also has.
fn cure(
    workload: &Resource<'_>,
    failing: &[&Requirement<'_>],
    template: &PodTemplate<'_>,
) -> (String, Option<(Applicability, Edits)>) {
    let (mut edits, mut words, mut applicability) = (Vec::new(), Vec::new(), Applicability::Safe);
    for term in failing {
        let Some(((key, value), pair)) = term.key.as_deref().zip(term.single_value()).zip(term.pair) else {
            return ("make the pod template's labels and the selector equal".to_owned(), None);
        };
        let other = template.labels.get(key).or_else(|| misspelt(term, template));
        let Some(label) = other else {
            words.push(("pod template's labels", format!("`{key}: {value}`")));
            edits.push(template.labels.list.last().and_then(|last| insert_after(last.entry, key, value)));
            continue;
        };
        let Some(written) = label.value else { return (String::new(), None) };
        applicability = Applicability::Unsafe;
        let (place, from, to) = match speaks_for(workload, label, term) {
            true => ("selector", pair, (&*label.key, written)),
            false => ("pod template's labels", label.entry, (key, value)),
        };
        words.push((place, format!("`{}: {}`", to.0, to.1)));
        edits.push(match label.key == key {
            true => replace_scalar(from.value, to.1),
            false => replace_scalar(from.key, to.0),
        });
    }
    let help: Vec<String> = words
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|group| {
            let pairs: Vec<&str> = group.iter().map(|(_, pair)| pair.as_str()).collect();
            Some(format!("{} in the {}", pairs.join(", "), group.first()?.0))
        })
        .collect();
    let fix = (applicability, edits.into_iter().collect());
    (format!("write {}", help.join(", ")), Some(fix))
}
