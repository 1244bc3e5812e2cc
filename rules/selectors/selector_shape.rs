//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::source::Span;
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, Style, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-shape",
        summary: "A selector with `matchLabels` where a plain map belongs, or the reverse",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("selector_shape.md"),
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

/// A plain map that holds a LabelSelector's fields.
fn nested<'w>(selector: Node<'w>, resource: &Resource<'w>, cx: &mut Cx<'w>) {
    let mut fields = selector.entries().filter(|entry| FIELDS.contains(&entry.key.text()) && !is_scalar(entry.value));
    let Some(field) = fields.next() else { return };
    let (kind, key) = (resource.kind_name, field.key.text());
    let message = format!(
        "the selector of a {kind} is a plain map of labels, here it has `{key}`, so the API server refuses the {kind}"
    );
    let report = cx.report(field, message).help("write the labels directly under `selector`");
    if key == "matchLabels"
        && selector.raw_entries().count() == 1
        && let Some(edits) = flatten(field)
    {
        report.fix(Applicability::Safe, "write the labels directly", edits);
    }
}

/// A LabelSelector with other fields than its own.
fn flat<'w>(selector: Entry<'w>, resource: &Resource<'w>, cx: &mut Cx<'w>) {
    // Another rule speaks of a key with more below it that belongs elsewhere, as far as the API is known.
    let is_known = cx.workspace.api(resource).is_some();
    let foreign = |entry: &Entry<'w>| {
        let key = entry.key.key_text();
        let may_be_label = is_scalar(entry.value) || FIELDS.into_iter().any(|field| is_slip(&key, field));
        !FIELDS.contains(&&*key) && (may_be_label || !is_known)
    };
    let Some(first) = selector.value.entries().find(foreign) else { return };
    let (key, name) = (first.key.key_text(), selector.key.text());
    // A monitor's `selector` may be templated in whole.
    if is_unknown(&key) {
        return;
    }
    let kind = resource.kind_name;
    let effect = format!("so the API server refuses the {kind}, or drops the field and the selector is empty");
    let message = format!("`{key}` is no field of a label selector, {effect}");
    let near = FIELDS.into_iter().find(|field| is_slip(&key, field) && selector.value.get(field).is_none());
    let report = cx.report(first, message);
    if let Some(field) = near.filter(|_| !is_scalar(first.value)) {
        let edit = replace_scalar(first.key, field);
        report.help(format!("write `{field}`")).fix(Applicability::Safe, format!("write `{field}`"), edit);
        return;
    }
    let report = report.help(format!("write the labels under `{name}.matchLabels`"));
    let labels = selector.value.raw_entries().all(|entry| is_scalar(entry.value) && entry.key.text() != "<<");
    if labels && !selector.value.is_alias() {
        report.fix(Applicability::Safe, "wrap the labels in `matchLabels`", wrap(selector.value));
    }
}

fn is_scalar(node: Node<'_>) -> bool {
    node.kind() == crate::yaml::Kind::Scalar
}

/// Puts a map's entries under a `matchLabels` of their own, comments and all.
fn wrap(labels: Node<'_>) -> Vec<Edit> {
    let span = labels.span();
    let insert = |at: u32, text: String| Edit { span: Span::new(span.file, at, at), text };
    if labels.style() == Style::Flow {
        let json = labels.source_text().contains('"');
        let open = if json { "{\"matchLabels\": " } else { "{matchLabels: " };
        return vec![insert(span.start, open.to_owned()), insert(span.end, "}".to_owned())];
    }
    let pad = |entry: &Entry<'_>| " ".repeat(column(*entry));
    let each = labels.raw_entries().enumerate().map(|(index, entry)| {
        let text = if index == 0 { format!("matchLabels:\n{}  ", pad(&entry)) } else { "  ".to_owned() };
        insert(entry.key.span().start, text)
    });
    each.collect()
}

/// Lifts a map's entries to the place of the key above them.
fn flatten(field: Entry<'_>) -> Option<Vec<Edit>> {
    let mut entries = field.value.raw_entries().peekable();
    let first = *entries.peek()?;
    let (outer, inner) = (field.key.span(), first.key.span());
    let source = field.key.source();
    let between = &source.text[field.key.span().end as usize..inner.start as usize];
    if field.value.is_alias()
        || between.contains('#')
        || field.value.raw_entries().any(|entry| entry.key.text() == "<<")
    {
        return None;
    }
    if field.value.style() == Style::Flow {
        let span = field.value.span();
        let in_flow = field.value.parent()?.style() == Style::Flow;
        // `{matchLabels: {…}}` loses its inner braces; below a key, the braces stay as the whole value.
        let text = source.text[span.start as usize..span.end as usize].trim_matches(['{', '}']).trim().to_owned();
        return in_flow.then(|| vec![Edit { span: Span::new(outer.file, outer.start, span.end), text }]);
    }
    let shift = column(first).checked_sub(column(field)).filter(|shift| *shift > 0)? as u32;
    let lift = |(index, entry): (usize, Entry<'_>)| {
        let start = entry.key.span().start;
        let from = if index == 0 { outer.start } else { start - shift };
        Edit { span: Span::new(outer.file, from, start), text: String::new() }
    };
    Some(entries.enumerate().map(lift).collect())
}

fn column(entry: Entry<'_>) -> usize {
    let span = entry.key.span();
    entry.key.source().position(span.start).column as usize - 1
}
