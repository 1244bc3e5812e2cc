//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Problem, Shape, WrongType};
use crate::yaml::{Edits, Kind, Node, Style, dashes_to_items, entries_to_items, into_list, items_to_entries};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "list-vs-map",
        summary: "A mapping or a single value in place of a list, or the reverse",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Type(WrongType { node, shape, spot, versions }) = *problem else { return };
    let is_either = matches!(shape, Shape::List { .. }) || node.is_sequence() && shape.is_mapping();
    if !is_either {
        return;
    }
    let (refusal, where_) = (cx.refusal(), cx.in_versions(versions));
    let found = match node.kind() {
        Kind::Mapping => "a mapping",
        Kind::Sequence => "a list",
        Kind::Scalar => "a single value",
    };
    if let Some(dash) = first_dash(node).filter(|_| matches!(shape, Shape::List { .. })) {
        let (key, list) = (dash.key_text(), spot.field.name());
        let message = format!(
            "`{key}` is one word: without a space after its dash it is not an item, so `{list}` is a mapping, not a \
             list, and {refusal}{where_}"
        );
        let report = cx.report(dash, message).help("write a space after each dash");
        report.fix(Applicability::Unsafe, "write a space after each dash", dashes_to_items(node));
        return;
    }
    if let Some(item) = first_dash_of_text(node).filter(|_| matches!(shape, Shape::List { .. })) {
        let list = spot.field.name();
        let message = format!(
            "without a space after its dash, `{item}` is not an item, so `{list}` is a single value, not a list, and \
             {refusal}{where_}"
        );
        cx.report(node, message).help("write a space after each dash");
        return;
    }
    let message = format!("{}, but is {found}, so {refusal}{where_}", spot.wants(shape));
    let report = match node.key() {
        Some(key) => cx.report(key, message),
        None => cx.report(node, message),
    };
    let (help, edits) = match (shape, node.kind()) {
        (Shape::List { item, .. }, Kind::Scalar) if item.shape().is_text() => {
            ("write a list with one item", into_list(node))
        }
        (Shape::List { .. }, Kind::Scalar) => ("write a list with one item", Edits::default()),
        (Shape::List { item, .. }, Kind::Mapping) if is_named_values(item.shape()) => {
            ("write an item with `name` and `value` for each", entries_to_items(node, ("name", "value")))
        }
        (Shape::List { .. }, _) => ("write `- ` before each item", Edits::default()),
        (Shape::Map(_), _) => ("write `key: value` lines without `- `", items_to_entries(node)),
        _ => ("remove the `- ` before the keys", items_to_entries(node)),
    };
    let applicability = if node.kind() == Kind::Scalar { Applicability::Safe } else { Applicability::Unsafe };
    report.help(help).fix(applicability, help, edits);
}

/// The first key, if it is a dash and a word without a space.
fn first_dash(mapping: Node<'_>) -> Option<Node<'_>> {
    let key = mapping.raw_entries().next()?.key;
    let word = key.source_text().strip_prefix('-')?;
    word.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(key)
}

/// The first line of a plain scalar in which each line is a dash and a word. Returns `None` for a single line, which
/// may be a flag.
fn first_dash_of_text(node: Node<'_>) -> Option<&str> {
    let mut lines = node.source_text().lines().map(str::trim).filter(|_| node.style() == Style::Plain);
    let is_item = |line: &str| {
        let word = line.strip_prefix('-').unwrap_or_default();
        word.starts_with(|first: char| first.is_ascii_alphanumeric()) && !line.contains(' ')
    };
    let first = lines.next().filter(|line| is_item(line))?;
    let mut rest = lines.peekable();
    (rest.peek().is_some() && rest.all(is_item)).then_some(first)
}

/// Whether the items have a name and a value, as in `env`.
fn is_named_values(item: Shape<'_>) -> bool {
    let Shape::Record(definition) = item else { return false };
    ["name", "value"].iter().all(|name| definition.field(name).next().is_some())
}
