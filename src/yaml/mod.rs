//! Text to tree: YAML and JSON read as kubectl reads them, with the exact place of everything.

mod builder;
mod chunks;
mod comments;
mod dialect;
mod duplicates;
mod edit;
mod events;
mod explain;
mod fast;
mod fold;
mod json;
mod lenient;
mod moved;
mod parse;
mod passage;
mod problem;
mod raw;
mod refused;
mod scalar;
mod tree;

pub use builder::MAX_DEPTH;
pub use comments::Comment;
pub use edit::{
    Applicability, Content, Edit, Edits, Fix, drop_last_line_feed, drop_returns, entries_to_items, fill, insert_after,
    insert_before, insert_item_after, insert_item_before, insert_separator, into_list, is_editable, items_to_entries,
    keep_lines, lift_out, move_into, nest, quote, quoted, remove_entry, remove_item, replace_entry, replace_part,
    replace_raw, replace_scalar, surround, wrap_in,
};
pub use moved::{MovedLine, move_lines, parse_moved};
pub use parse::{Document, Parsed, parse, parse_fragment, parse_general};
pub use passage::{EmptyDocuments, Passage};
pub use problem::{Label, Problem, ProblemKind};
pub use scalar::{Scalar, decode_base64, is_boolean_everywhere, resolve};
pub use tree::{Entry, Kind, Node, Place, Style, Tree};
