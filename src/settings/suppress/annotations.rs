//! Directives in annotations of an object or of a pod template: `bowline.ignore/<id>: reason`. A directive applies to
//! the whole object or template. It also applies to each other object that gets the annotation by an alias or a merge
//! key.

use std::collections::HashMap;

use super::{Directive, Scope};
use crate::source::Span;
use crate::yaml::{Document, Entry, Parsed};

/// The part of the key before the id.
const PREFIX: &str = "bowline.ignore/";

/// Adds the directives of a file.
pub(super) fn directives(parsed: &Parsed, found: &mut Vec<Directive>) {
    if memchr::memmem::find(parsed.source.text.as_bytes(), PREFIX.as_bytes()).is_none() {
        return;
    }
    for document in &parsed.documents {
        // An annotation that is written once is one directive. The reader limits the number of repetitions by aliases.
        let mut known: HashMap<Span, usize> = HashMap::new();
        for owner in document.tree.nodes().filter(|node| !node.is_alias() && node.is_mapping()) {
            let Some(annotations) = owner.find(&["metadata", "annotations"]) else { continue };
            for entry in annotations.entries() {
                let Some(id) = entry.key.text().strip_prefix(PREFIX) else { continue };
                let index = *known.entry(entry.key.span()).or_insert_with(|| {
                    found.push(directive(document, &entry, id));
                    found.len() - 1
                });
                if let Some(Scope::Spans(owners)) = found.get_mut(index).map(|directive| &mut directive.scope) {
                    owners.push(owner.span());
                }
            }
        }
    }
}

fn directive(document: &Document, entry: &Entry<'_>, id: &str) -> Directive {
    Directive {
        id: id.to_owned(),
        id_span: entry.key.text_span(PREFIX.len()..PREFIX.len() + id.len()),
        written: Span { end: entry.value.written_span().end.max(entry.key.span().end), ..entry.key.span() },
        has_reason: entry.value.as_str().is_some_and(|reason| !reason.trim().is_empty()),
        in_broken: document.broken,
        is_annotation: true,
        scope: Scope::Spans(Vec::new()),
    }
}
