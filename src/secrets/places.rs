//! Finds the places of literal secrets in a file. No report may show them, whatever rules are selected.
//!
//! Names around a place decide, not the form of the value. The search is generous on purpose: to mask a harmless word
//! costs little, but a password in a CI log stays there.

use std::collections::HashSet;
use std::ops::Range;

use super::found::{Found, Secret};
use super::nodes::{in_node, key_of};
use super::plain::Plain;
use super::spots::{in_operations, spots_with};
use super::text::{in_text, in_text_of, is_too_short, private_keys};
use super::written::in_comment;
use super::{lines, objects, patches};
use crate::source::Span;
use crate::yaml::{Document, Kind, Node, Parsed, ProblemKind};

/// All places of one file, also those between its documents.
pub fn places(parsed: &Parsed) -> Vec<Secret> {
    places_with(parsed, &mut Plain::default())
}

/// All places of a file. `plain` keeps what was learnt from the files before it.
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
    // The lines of a key that lost its indentation are in several nodes.
    let keys = private_keys(&source.text).into_iter();
    spans.extend(keys.map(|key| Span::new(parsed.file(), key.start as u32, key.end as u32)));
    found.spans(spans);
    found.places
}

/// Finds the places in a document. Returns whether it is a Secret: text without a kind after it may have been a part of
/// it.
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
        // Schemas have fields with any name, but no values.
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
        // The secrets that rules report.
        let reported = spots_with(root, plain).into_iter().chain(in_operations(root));
        reported.for_each(|spot| found.part(spot.node, spot.written.credential.secret));
    }
    let ends: HashSet<u32> = found.places[first..].iter().map(|secret| secret.span.end).collect();
    for comment in &document.comments {
        lines::in_line(source, comment.span, spans);
        // A number sign in an unquoted value, which makes a comment of the rest.
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
    // Text after an end mark is in no tree.
    let dropped = document.problems.iter().any(|problem| problem.kind == ProblemKind::Dropped);
    match document.broken || dropped {
        true => lines::in_document(source, document.span, after_secret, spans),
        false => lines::is_secret(source, document.span),
    }
}

/// Finds the secrets in a scalar, unless a scalar with the same key and text was already read.
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
