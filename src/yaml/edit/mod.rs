//! Edits that keep a person's hand: quoting style, indentation, line endings, comments.
//!
//! An edit changes the one thing that its helper names; the rest of the document, comments included, stays byte for byte
//! and keeps its meaning. A helper that finds anything on its way that it does not know for sure (a tag, an anchor, an
//! explicit `? key`, a tab before a key) returns none.

mod content;
mod fill;
mod insert;
mod lines;
mod place;
mod quoting;
mod reindent;
mod relocate;
mod remove;
mod scalars;

pub use content::Content;
pub use fill::fill;
pub use insert::{insert_after, insert_before, insert_item_after, insert_item_before};
pub use quoting::{quoted, surround};
pub use reindent::{reindent, shift_lines};
pub use relocate::{move_into, nest};
pub use remove::{remove_entry, remove_item};
pub use scalars::{quote, replace_raw, replace_scalar};

use crate::diagnostic::Edit;
use crate::yaml::tree::Node;

/// Makes one edit of insertions at one place, in their order: several new entries after one.
pub fn join_insertions(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.iter_mut().find(|other| other.span == edit.span && edit.span.is_empty()) {
            Some(other) => other.text.push_str(&edit.text),
            None => joined.push(edit),
        }
    }
    joined
}

/// The file's text that holds a node.
fn text_of<'a>(node: Node<'a>) -> &'a str {
    &node.written_source().text
}

/// True where the text of a node, which is about to go, defines an anchor that something else uses.
fn is_used_elsewhere(node: Node<'_>, start: usize, end: usize) -> bool {
    let file = node.written_span().file;
    let inside =
        |span: crate::source::Span| span.file == file && start <= span.start as usize && span.end as usize <= end;
    // Only a text with an ampersand is worth the walk over the whole tree.
    text_of(node)[start..end].contains('&')
        && node.tree().nodes().any(|other| other.is_alias() && inside(other.span()) && !inside(other.written_span()))
}
