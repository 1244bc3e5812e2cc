//! Text to tree: YAML and JSON read as kubectl reads them, with the exact place of everything.

mod builder;
mod chunks;
mod comments;
mod dialect;
mod edit;
mod events;
mod explain;
mod fold;
mod json;
mod lenient;
mod parse;
mod problem;
mod refused;
mod scalar;
mod tree;

pub use builder::MAX_DEPTH;
pub use comments::Comment;
pub use edit::{
    fill_entry, insert_before, insert_entry, insert_string, join_insertions, quoted, remove_entry, replace_raw,
    replace_scalar,
};
pub use parse::{Document, MAX_LINE, Parsed, parse, parse_fragment};
pub use problem::{Problem, ProblemKind};
pub use scalar::Scalar;
pub use tree::{Entry, Kind, Node, Place, Style, Tree};
