//! `bowline.ignore/<id>: reason` among the annotations of an object or of a pod template: holds for all of it.

use super::{Directive, Scope};
use crate::source::{Sources, Span};
use crate::yaml::{Entry, Node, Parsed};

/// What stands before the id.
const PREFIX: &str = "bowline.ignore/";

/// Adds the directives of a file.
pub(super) fn directives(sources: &Sources, parsed: &Parsed<'_>, found: &mut Vec<Directive>) {
    if memchr::memmem::find(sources.get(parsed.file).text.as_bytes(), PREFIX.as_bytes()).is_none() {
        return;
    }
    for document in &parsed.documents {
        for key in document.tree.nodes().filter(|node| node.is_key() && node.text().starts_with(PREFIX)) {
            let annotated = key.parent().filter(|node| is_named(*node, "annotations")).and_then(Node::parent);
            let owner = annotated.filter(|node| is_named(*node, "metadata")).and_then(Node::parent);
            let (Some(owner), Some(entry)) = (owner, key.parent().and_then(|node| entry_of(node, key))) else {
                continue;
            };
            let id = &key.text()[PREFIX.len()..];
            let written = Span { end: entry.value.written_span().end.max(key.span().end), ..key.span() };
            found.push(Directive {
                id: id.to_owned(),
                id_span: key.text_span(PREFIX.len()..PREFIX.len() + id.len()),
                written,
                has_reason: entry.value.as_str().is_some_and(|reason| !reason.trim().is_empty()),
                in_broken: document.broken,
                is_annotation: true,
                scope: Scope::Span(owner.span()),
            });
        }
    }
}

fn is_named(node: Node<'_>, name: &str) -> bool {
    node.key().is_some_and(|key| key.text() == name)
}

fn entry_of<'a>(mapping: Node<'a>, key: Node<'a>) -> Option<Entry<'a>> {
    mapping.raw_entries().find(|entry| entry.key.span() == key.span())
}
