//! `bowline.ignore/<id>: reason` among the annotations of an object or of a pod template: holds for all of it.

use super::{Directive, Scope};
use crate::source::{Sources, Span};
use crate::yaml::{Node, Parsed};

/// What stands before the id.
const PREFIX: &str = "bowline.ignore/";

/// Adds the directives of a file.
pub(super) fn directives(sources: &Sources, parsed: &Parsed<'_>, found: &mut Vec<Directive>) {
    if memchr::memmem::find(sources.get(parsed.file).text.as_bytes(), PREFIX.as_bytes()).is_none() {
        return;
    }
    for document in &parsed.documents {
        let mappings = document.tree.nodes().filter(|node| !node.is_alias() && node.is_mapping());
        for annotations in mappings.filter(|node| is_named(*node, "annotations")) {
            let metadata = annotations.parent().filter(|node| is_named(*node, "metadata"));
            let Some(owner) = metadata.and_then(Node::parent) else { continue };
            let directives =
                annotations.raw_entries().filter_map(|entry| Some((entry.key.text().strip_prefix(PREFIX)?, entry)));
            found.extend(directives.map(|(id, entry)| Directive {
                id: id.to_owned(),
                id_span: entry.key.text_span(PREFIX.len()..PREFIX.len() + id.len()),
                written: Span { end: entry.value.written_span().end.max(entry.key.span().end), ..entry.key.span() },
                has_reason: entry.value.as_str().is_some_and(|reason| !reason.trim().is_empty()),
                in_broken: document.broken,
                is_annotation: true,
                scope: Scope::Span(owner.span()),
            }));
        }
    }
}

fn is_named(node: Node<'_>, name: &str) -> bool {
    node.key().is_some_and(|key| key.text() == name)
}
