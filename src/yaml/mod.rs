//! Reads text into trees: YAML and JSON as kubectl reads them, with the exact place of every node.

mod edit;
mod passage;
mod problem;
mod read;
mod tree;

pub use edit::{
    Applicability, Content, Edit, Edits, Fix, break_line_before, dashes_to_items, drop_last_line_feed, drop_returns,
    entries_to_items, fill, insert_after, insert_before, insert_item_after, insert_item_before, insert_separator,
    into_list, is_editable, items_to_entries, keep_lines, lift_out, lines_to_items, move_into, nest, quote, quoted,
    remove_entry, remove_item, replace_entry, replace_in_comment, replace_part, replace_raw, replace_scalar,
    split_item, surround, wrap_in,
};
pub use passage::{EmptyDocuments, Passage};
pub use problem::{Label, MAX_DEPTH, Problem, ProblemKind};
pub use read::comments::Comment;
pub use read::embedded::{parse_embedded, parse_embedded_stream};
pub use read::moved::{MovedLine, move_lines, parse_moved};
pub use read::template;
pub use read::{Document, Parsed, parse, parse_general};
pub use tree::scalar::{
    Scalar, decode_any_base64, decode_base64, decode_base64_text, encode_base64, is_boolean_everywhere, resolve,
};
pub use tree::{
    Cause, Composer, Entry, Ground, InText, Kind, Node, NodeId, Place, Reading, Step, Style, Tree, Without,
};
