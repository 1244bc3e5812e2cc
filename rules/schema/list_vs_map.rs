//! See the card.

use std::collections::HashSet;

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Problem, Shape, WrongType};
use crate::source::Span;
use crate::yaml::{Entry, Kind, Node, Style, quote};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "list-vs-map",
        summary: "A mapping or a single value where a list belongs, or the reverse",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("list_vs_map.md"),
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Type(WrongType { node, shape, spot, versions }) = *problem else { return };
    let is_either = matches!(shape, Shape::List { .. }) || node.is_sequence() && shape.is_mapping();
    if !is_either {
        return;
    }
    let (kind, where_) = (resource.kind_name, cx.in_versions(versions));
    let found = match node.kind() {
        Kind::Mapping => "a mapping",
        Kind::Sequence => "a list",
        Kind::Scalar => "a single value",
    };
    let message = format!(
        "{} is {}, here it is {found}, so the API server refuses the {kind}{where_}",
        spot.describe(),
        shape.noun()
    );
    let report = match node.key() {
        Some(key) => cx.report(key, message),
        None => cx.report(node, message),
    };
    let (help, edits) = match (shape, node.kind()) {
        (Shape::List { item, .. }, Kind::Scalar) => ("write a list with one item", one_item(node, item.shape())),
        (Shape::List { item, .. }, Kind::Mapping) if is_named_values(item.shape()) => {
            ("write an item with `name` and `value` for each", named_values(node))
        }
        (Shape::List { .. }, _) => ("write `- ` before each item", None),
        (Shape::Map(_), _) => ("write `key: value` lines without `- `", without_dashes(node)),
        _ => ("remove the `- ` before the keys", without_dashes(node)),
    };
    let applicability = if node.kind() == Kind::Scalar { Applicability::Safe } else { Applicability::Unsafe };
    let edits = edits.filter(|_| !node.is_repeated() && !node.is_alias());
    report.help(help).fix(applicability, help, edits.unwrap_or_default());
}

/// `[value]` of a single value. Only signs are inserted, so the edits never repeat a secret.
fn one_item(node: Node<'_>, item: Shape<'_>) -> Option<Vec<Edit>> {
    let text = node.as_str().filter(|text| item.is_text() && !text.contains(['\n', '"', '\\']))?;
    let (open, close) = match node.style() {
        Style::Plain => ("[\"", "\"]"),
        Style::SingleQuoted | Style::DoubleQuoted => ("[", "]"),
        _ => return None,
    };
    let span = node.span();
    let insert = |at: u32, text: &str| Edit { span: Span::new(span.file, at, at), text: text.to_owned() };
    // A text of several lines, or with a tag, stays for a person.
    let is_simple = node.style() != Style::Plain || node.source_text() == text;
    is_simple.then(|| vec![insert(span.start, open), insert(span.end, close)]).filter(|_| !node.has_tag())
}

/// True for items such as those of `env`.
fn is_named_values(item: Shape<'_>) -> bool {
    let Shape::Record(definition) = item else { return false };
    ["name", "value"].iter().all(|name| definition.field(name).next().is_some())
}

/// A list of names and values of a mapping, each on lines of its own.
fn named_values(node: Node<'_>) -> Option<Vec<Edit>> {
    if node.style() != Style::Block {
        return None;
    }
    let mut edits = Vec::new();
    for entry in node.raw_entries() {
        let (key, value) = (entry.key.span(), entry.value.span());
        let source = node.source();
        let position = source.position(key.start);
        let on_one_line = source.position(value.end).line == position.line && !value.is_empty();
        if entry.value.kind() != Kind::Scalar || !on_one_line || entry.key.text() == "<<" || entry.value.is_alias() {
            return None;
        }
        let pad = " ".repeat(position.column as usize - 1);
        edits.push(Edit { span: Span::new(key.file, key.start, key.start), text: "- name: ".to_owned() });
        edits.push(Edit { span: Span::new(key.file, key.end, value.start), text: format!("\n{pad}  value: ") });
        // What is no string there is none in a list either.
        if entry.value.as_str().is_none() {
            edits.push(quote(entry.value)?);
        }
    }
    Some(edits)
}

/// A mapping of a list whose items are mappings with different keys: the dashes go.
fn without_dashes(node: Node<'_>) -> Option<Vec<Edit>> {
    if node.style() != Style::Block {
        return None;
    }
    let (mut edits, mut seen) = (Vec::new(), HashSet::new());
    for item in node.items() {
        let first = item.raw_entries().next().filter(|_| item.style() == Style::Block)?;
        let one_line = |entry: Entry<'_>| entry.value.kind() == Kind::Scalar && entry.key.text() != "<<";
        if item.raw_entries().count() != 1 || !one_line(first) || !seen.insert(first.key.text()) {
            return None;
        }
        let key = first.key.span();
        let before = &node.source().text[..key.start as usize];
        let dash = before.trim_end_matches(' ').len().checked_sub(1).filter(|&at| before.as_bytes()[at] == b'-')?;
        edits.push(Edit { span: Span::new(key.file, dash as u32, key.start), text: String::new() });
    }
    Some(edits)
}
