//! The marks on nodes that may still change in one tree, by the numbers of the nodes.

use std::ops::Range;

/// The marks of one tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Runs of nodes that may be replaced or removed.
    pub(super) changing: Vec<Range<u32>>,
    /// Mappings that may get a key, with this key.
    pub(super) gaining: Vec<(u32, Box<str>)>,
    /// Collections that may get entries or items.
    pub(super) growing: Vec<u32>,
}
