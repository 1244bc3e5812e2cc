//! What may still change in one tree, by the numbers of its nodes.

use std::ops::Range;

/// The marks of one tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Runs of nodes that may become others, or go away.
    pub(super) changing: Vec<Range<u32>>,
    /// Mappings with a key that may be added.
    pub(super) gaining: Vec<(u32, Box<str>)>,
    /// Collections with entries or items that may be added.
    pub(super) growing: Vec<u32>,
}
