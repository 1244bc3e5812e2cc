//! Edits that keep a person's hand: quoting style, indentation, line endings, comments.
//!
//! An edit changes the one thing that its helper names; the rest of the document, comments included, stays byte for byte
//! and keeps its meaning. A helper that finds anything on its way that it does not know for sure (a tag, an anchor, an
//! explicit `? key`, a tab before a key) returns none.

mod content;
mod fill;
mod fix;
mod insert;
mod lines;
mod lists;
mod page;
mod place;
mod quoting;
mod relocate;
mod remove;
mod rows;
mod scalars;
mod texts;
mod wrap;

pub use content::Content;
pub use fill::{fill, replace_entry};
pub use fix::{Applicability, Edit, Edits, Fix};
pub use insert::{insert_after, insert_before, insert_item_after, insert_item_before};
pub use lists::{dashes_to_items, entries_to_items, into_list, items_to_entries, lines_to_items, split_item};
pub use page::is_editable;
pub use quoting::quoted;
pub use relocate::{move_into, nest};
pub use remove::{remove_entry, remove_item};
pub use scalars::{quote, replace_raw, replace_scalar};
pub use texts::{
    break_line_before, drop_last_line_feed, drop_returns, insert_separator, keep_lines, replace_in_comment,
    replace_part, surround,
};
pub use wrap::{lift_out, wrap_in};

use crate::yaml::tree::Node;

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
