//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, lift_out, replace_scalar, wrap_in};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-shape",
        summary: "A selector with `matchLabels` in place of a plain map, or the reverse",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Structure),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

const FIELDS: [&str; 2] = ["matchLabels", "matchExpressions"];

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for selector in &cx.workspace.facts(resource).selectors {
        match selector.is_flat {
            false => flat(selector.entry, resource, cx),
            true if selector.selects == Some(Kind::Node) => {}
            true => nested(selector.entry.value, resource, cx),
        }
    }
}

/// Checks a plain map that contains fields of a LabelSelector.
fn nested<'w>(selector: Node<'w>, resource: &Resource<'w>, cx: &mut Cx<'w>) {
    let mut fields = selector.entries().filter(|entry| FIELDS.contains(&entry.key.text()) && !is_scalar(entry.value));
    let Some(field) = fields.next() else { return };
    let (kind, key) = (resource.kind_name, field.key.text());
    let message = format!(
        "the selector of a {kind} must be a plain map of labels, but it has `{key}`, so the API server rejects the {kind}"
    );
    let report = cx.report(field, message).explaining(selector).help("write the labels directly under `selector`");
    if key == "matchLabels" && selector.raw_entries().count() == 1 {
        report.fix(Applicability::Safe, "write the labels directly", lift_out(field));
    }
}

/// Checks a LabelSelector that contains other fields.
fn flat<'w>(selector: Entry<'w>, resource: &Resource<'w>, cx: &mut Cx<'w>) {
    // Another rule reports a nested key that belongs elsewhere, if the API is known.
    let is_known = cx.workspace.api(resource).is_some();
    let foreign = |entry: &Entry<'w>| {
        let key = entry.key.key_text();
        let may_be_label = is_scalar(entry.value) || FIELDS.into_iter().any(|field| is_slip(&key, field));
        !FIELDS.contains(&&*key) && (may_be_label || !is_known)
    };
    let Some(first) = selector.value.entries().find(foreign) else { return };
    let (key, name) = (first.key.key_text(), selector.key.text());
    // The whole `selector` of a monitor may come from a template.
    if is_unknown(&key) {
        return;
    }
    let kind = resource.kind_name;
    let effect = format!("so the API server rejects the {kind}, or drops the field and the selector is empty");
    let message = format!("`{key}` is not a field of a label selector, {effect}");
    let near = FIELDS.into_iter().find(|field| is_slip(&key, field) && selector.value.get(field).is_none());
    let foreign = selector.value.entries().filter(foreign);
    let report = foreign.fold(cx.report(first, message), |report, entry| report.explaining(entry.value));
    if let Some(field) = near.filter(|_| !is_scalar(first.value)) {
        let edit = replace_scalar(first.key, field);
        report.help(format!("write `{field}`")).fix(Applicability::Safe, format!("write `{field}`"), edit);
        return;
    }
    let report = report.help(format!("write the labels under `{name}.matchLabels`"));
    let labels = selector.value.raw_entries().all(|entry| is_scalar(entry.value) && entry.key.text() != "<<");
    if labels {
        report.fix(Applicability::Safe, "wrap the labels in `matchLabels`", wrap_in(selector.value, "matchLabels"));
    }
}

fn is_scalar(node: Node<'_>) -> bool {
    node.kind() == crate::yaml::Kind::Scalar
}
