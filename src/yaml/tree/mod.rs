//! A document as a tree of nodes, which readers build or which is composed from other trees.

mod aligned;
mod arena;
mod certainty;
mod compose;
mod digest;
mod entries;
mod ground;
mod marks;
mod node;
mod pieces;
mod place;
pub(in crate::yaml) mod raw;
pub(in crate::yaml) mod scalar;
mod values;

pub(in crate::yaml) use arena::Properties;
pub use arena::{Cause, Tree};
pub use certainty::{Reading, Step};
pub use compose::Composer;
pub use entries::Entry;
pub use ground::Ground;
pub use node::{Node, NodeId};
pub use place::{InText, Place, Without};
pub use raw::{Kind, Style};
