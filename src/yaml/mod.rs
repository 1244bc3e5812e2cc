//! Text to tree: YAML and JSON read as kubectl reads them, with the exact place of everything.

mod edit;
mod problem;
mod read;
mod tree;

pub use edit::{
    Content, fill, insert_after, insert_before, insert_item_after, insert_item_before, join_insertions, move_into,
    nest, quote, quoted, reindent, remove_entry, remove_item, replace_raw, replace_scalar, shift_lines, surround,
};
pub use problem::{MAX_DEPTH, Problem, ProblemKind};
pub use read::comments::Comment;
pub use read::moved::{MovedLine, move_lines, parse_moved};
pub use read::{Document, Parsed, parse, parse_fragment, parse_general};
pub use tree::scalar::{Scalar, decode_base64, is_boolean_everywhere, resolve};
pub use tree::{Cause, Composer, Entry, Kind, Node, Place, Reading, Style, Tree};
