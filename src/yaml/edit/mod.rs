//! Edits that keep the style of a person: quotes, indentation, line endings, comments.
//!
//! An edit changes only the part that its helper names. The rest of the document stays the same byte for byte, with its
//! comments and its meaning. A helper returns no edit if it meets anything that it does not know for certain: a tag, an
//! anchor, an explicit `? key`, a tab before a key.

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

/// The text of the file that contains a node.
fn text_of<'a>(node: Node<'a>) -> &'a str {
    &node.written_source().text
}

/// Whether the text of a node that will be removed defines an anchor that is used elsewhere.
fn is_used_elsewhere(node: Node<'_>, start: usize, end: usize) -> bool {
    let file = node.written_span().file;
    let inside =
        |span: crate::source::Span| span.file == file && start <= span.start as usize && span.end as usize <= end;
    // The walk over the whole tree is only needed if the text contains an ampersand.
    text_of(node)[start..end].contains('&')
        && node.tree().nodes().any(|other| other.is_alias() && inside(other.span()) && !inside(other.written_span()))
}
