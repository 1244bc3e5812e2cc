//! Text to tree: YAML and JSON read as kubectl reads them, with the exact place of everything.

mod builder;
mod chunks;
mod comments;
mod edit;
mod events;
mod explain;
mod json;
mod lenient;
mod parse;
mod scalar;
mod tree;

pub use builder::{MAX_DEPTH, Problem, ProblemKind};
pub use comments::Comment;
pub use edit::{
    fill_entry, insert_before, insert_entry, insert_string, join_insertions, quoted, remove_entry, replace_raw,
    replace_scalar, surround,
};
pub use parse::{Document, MAX_LINE, Parsed, parse, parse_fragment};
pub use scalar::{Scalar, is_boolean_everywhere};
pub use tree::{Entry, Kind, Node, Place, Style, Tree};
