//! The places of literal secrets in a file: no report may show them, whatever rules are selected.
//!
//! A place is judged by the names around it, not by what the value looks like. Generous on purpose: a masked word too
//! many costs little, a password in a CI log cannot be taken back.

use std::collections::HashSet;
use std::ops::Range;

use super::found::{Found, Secret};
use super::names::{is_credential, is_like, is_name, is_value};
use super::plain::Plain;
use super::spots::{in_operations, spots_with};
use super::text::{in_text, in_text_of, is_too_short, private_keys};
use super::words::Words;
use super::written::in_comment;
use super::{lines, objects, patches};
use crate::source::Span;
use crate::yaml::{Document, Kind, Node, Parsed, ProblemKind};

/// Of more equal keys in one mapping, the rest is not looked at.
const MAX_NAMES: usize = 10;

/// All places of one file, what is written between its documents included.
pub fn places(parsed: &Parsed) -> Vec<Secret> {
    places_with(parsed, &mut Plain::default())
}

/// All places of one of several files that are looked at one after the other.
pub fn places_with<'p>(parsed: &'p Parsed, plain: &mut Plain<'p>) -> Vec<Secret> {
    let source = &parsed.source;
    let mut found = Found::default();
    let mut spans = Vec::new();
    let mut at = 0;
    let mut in_secret = false;
    for document in &parsed.documents {
        let before = Span::new(parsed.file(), at, document.span.start.max(at));
        in_secret = lines::in_document(source, before, in_secret, &mut spans);
        in_secret = in_document(document, in_secret, plain, &mut found, &mut spans);
        at = document.span.end.max(at);
    }
    let end = source.text.len() as u32;
    lines::in_document(source, Span::new(parsed.file(), at.min(end), end), in_secret, &mut spans);
    // A key that lost its indentation lies in several nodes.
    let keys = private_keys(&source.text).into_iter();
    spans.extend(keys.map(|key| Span::new(parsed.file(), key.start as u32, key.end as u32)));
    found.places.extend(spans.into_iter().map(|span| Secret { span, text: None }));
    found.places
}

/// Returns whether the document is a Secret: text without a kind after it may have been cut off from it.
fn in_document<'p>(
    document: &'p Document,
    after_secret: bool,
    plain: &mut Plain<'p>,
    found: &mut Found,
    spans: &mut Vec<Span>,
) -> bool {
    let source = document.tree.source();
    let first = found.places.len();
    if let Some(root) = document.tree.root() {
        // Schemas have fields by any name, and no values.
        let is_schema = root.get("kind").is_some_and(|kind| kind.text() == "CustomResourceDefinition");
        root.descendants().for_each(|node| {
            match node.kind() {
                Kind::Scalar => in_scalar(node, plain, found),
                _ => in_node(node, is_schema, found),
            }
            patches::in_operation(node, true, found);
            patches::in_text(node, found);
        });
        objects::in_secrets(root, found);
        // What rules report.
        let reported = spots_with(root, plain).into_iter().chain(in_operations(root));
        reported.for_each(|spot| found.part(spot.node, spot.written.credential.secret));
    }
    let ends: HashSet<u32> = found.places[first..].iter().map(|secret| secret.span.end).collect();
    for comment in &document.comments {
        lines::in_line(source, comment.span, spans);
        // A number sign in a value without quotes.
        let before = source.text[..comment.span.start as usize].trim_end_matches([' ', '\t']).len() as u32;
        if ends.contains(&before) && source.slice(comment.span)[1..].starts_with(|c: char| c.is_alphanumeric()) {
            spans.push(comment.span);
        }
        let at = |part: Range<usize>| {
            Span::new(comment.span.file, comment.span.start + part.start as u32, comment.span.start + part.end as u32)
        };
        spans.extend(in_text(source.slice(comment.span)).into_iter().map(at));
        let written = in_comment(source.slice(comment.span)).into_iter();
        spans.extend(written.map(|written| at(written.credential.secret)));
    }
    // After an end mark there is text that is in no tree.
    let dropped = document.problems.iter().any(|problem| problem.kind == ProblemKind::Dropped);
    match document.broken || dropped {
        true => lines::in_document(source, document.span, after_secret, spans),
        false => lines::is_secret(source, document.span),
    }
}

/// What a node has in it, but for the nodes below.
pub(super) fn in_node(node: Node<'_>, is_schema: bool, found: &mut Found) {
    match node.kind() {
        _ if node.is_alias() => {}
        Kind::Mapping if !is_schema => in_mapping(node, found),
        Kind::Mapping => in_schema(node, found),
        Kind::Sequence => {
            in_sequence(node, found);
            in_literals(node, found);
        }
        Kind::Scalar => found.parts(node, in_text_of(key_of(node), node.text())),
    }
}

/// What a scalar has in it, unless one of its key and text was looked at.
fn in_scalar<'p>(node: Node<'p>, plain: &mut Plain<'p>, found: &mut Found) {
    let text = node.text();
    if node.is_alias() || is_too_short(text) {
        return;
    }
    let key = key_of(node);
    if plain.for_reports.has(key, text) {
        return;
    }
    match in_text_of(key, text) {
        parts if parts.is_empty() => plain.for_reports.add(key, text),
        parts => found.parts(node, parts),
    }
}

/// The key of a scalar. Empty if it has none, or is one.
fn key_of(node: Node<'_>) -> &str {
    node.key().filter(|_| !node.is_key()).map(Node::text).unwrap_or_default()
}

/// The default of a field of a custom resource that is named as a credential.
fn in_schema(node: Node<'_>, found: &mut Found) {
    for field in node.raw_entries() {
        if !found.is_credential(field.key.text()) {
            continue;
        }
        let values = ["default", "example"].into_iter().filter_map(|key| field.value.get(key));
        let is_told = |value: &Node<'_>| !value.is_empty() && value.as_bool().is_none();
        values.filter(is_told).for_each(|value| found.values(value));
    }
}

fn in_mapping(node: Node<'_>, found: &mut Found) {
    let mut item: Option<Node<'_>> = None;
    for entry in node.raw_entries() {
        let key = entry.key.text();
        if found.is_credential(key) {
            found.named(entry);
        } else if entry.value.kind() == Kind::Scalar {
            found.judged(key, entry.value);
        }
        // `value: y` after `- name: X` that lost its indentation.
        let is_lost = item.filter(|_| is_value(key)).and_then(|item| item.get("name"));
        if is_lost.is_some_and(|name| is_credential(name.text())) {
            found.whole(entry.value);
        }
        item = entry.value.items().last();
    }
    // `name: X` and `value: y`, wherever they are; of equal keys, all.
    let has_value = is_pair(node);
    let names = node.raw_entries().filter(|entry| has_value || is_name(entry.key.text()));
    for name in names.map(|entry| entry.value.text()).filter(|name| !name.is_empty()).take(MAX_NAMES) {
        let is_variable = is_credential(name) && is_variable_of_container(node);
        for entry in node.raw_entries().filter(|entry| entry.value.text() != name) {
            match is_value(entry.key.text()) {
                _ if is_variable => found.item(entry),
                true if is_credential(name) => found.below(entry.value),
                true => found.judged(name, entry.value),
                false => {}
            }
        }
    }
}

/// Whether a mapping has a value, so that one of its other keys is to name it.
fn is_pair(node: Node<'_>) -> bool {
    node.raw_entries().any(|entry| is_value(entry.key.text()))
}

/// Whether a mapping is an item of `env`.
fn is_variable_of_container(node: Node<'_>) -> bool {
    let list = node.parent().filter(|parent| parent.is_sequence());
    let key = list.or_else(|| node.parent()).and_then(Node::key);
    key.is_some_and(|key| is_like(key.text(), "env"))
}

/// `key=value` of the Secrets that a kustomization makes.
fn in_literals(node: Node<'_>, found: &mut Found) {
    let generators = || node.key()?.parent()?.parent()?.key();
    if node.key().is_none_or(|key| !is_like(key.text(), "literals"))
        || generators().is_none_or(|key| !is_like(key.text(), "secretGenerator"))
    {
        return;
    }
    for item in node.items() {
        match item.text().find('=').filter(|_| item.kind() == Kind::Scalar) {
            Some(sign) => found.part(item, sign + 1..item.text().len()),
            None => found.below(item),
        }
    }
}

fn in_sequence(node: Node<'_>, found: &mut Found) {
    let items: Vec<Node<'_>> = node.items().collect();
    let mut words = Words::default();
    if let Some(command) =
        node.key().filter(|key| key.text() == "args").and_then(Node::parent).and_then(|owner| owner.get("command"))
    {
        // Its own secrets are found where it is read itself.
        for item in command.items() {
            words.next(item.text());
        }
    }
    let mut flag = "";
    for item in &items {
        if let Some(part) = words.next(item.text()) {
            found.part(*item, part);
        } else if flag.starts_with('-') && is_credential(flag.trim_start_matches('-')) && !item.text().starts_with('-')
        {
            // No text is there by mistake: a tag, an anchor, a key.
            found.below(*item);
        }
        flag = item.text();
    }
    // An item that was torn in two: `- name: X` and `- value: y`.
    for pair in items.windows(2) {
        for (named, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            if name_of(other).is_none()
                && other.is_mapping()
                && !is_pair(named)
                && name_of(named).is_some_and(is_credential)
            {
                other
                    .raw_entries()
                    .filter(|entry| is_value(entry.key.text()))
                    .for_each(|entry| found.below(entry.value));
            }
        }
    }
}

fn name_of(item: Node<'_>) -> Option<&str> {
    item.raw_entries().find(|entry| is_name(entry.key.text())).map(|entry| entry.value.text())
}
