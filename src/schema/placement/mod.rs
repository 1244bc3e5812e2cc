//! Where a misplaced key belongs.

mod frame;
pub(super) mod search;

use super::spelling::Slip;
use crate::yaml::{Entry, Node};

/// Where keys belong.
#[derive(Debug, Clone)]
pub struct Placement<'w> {
    /// Neighbours that belong in the same place, in order; the key that was asked about is among them.
    pub keys: Vec<Entry<'w>>,
    /// The place as a path: from the mapping that contains the keys if it is below, otherwise from the object. Empty
    /// for the object itself.
    pub path: String,
    /// What is written where they belong: the key above, or the first key of an item.
    pub there: Option<Node<'w>>,
    /// Where they can be moved.
    pub target: Target<'w>,
    /// All that moves, and how many levels deeper than the keys of the place.
    pub moved: Vec<(Entry<'w>, usize)>,
    /// Whether the schema names each key, so that no map with free keys took it.
    pub is_exact: bool,
}

/// What to move keys to.
#[derive(Debug, Clone, Copy)]
pub enum Target<'w> {
    /// The entry before them has no value: they are its value.
    Below(Entry<'w>),
    /// A mapping that is written.
    Into(Node<'w>),
    /// Nothing is written there, or several items are.
    Apart,
    /// The whole item that contains them is to the left of the list that it belongs to; the path is the key of that
    /// list.
    Left,
}

/// What a key was meant to be that its mapping may not have.
#[derive(Debug, Clone)]
pub enum Meant<'w> {
    /// Another key of the mapping.
    Name(Slip<'w>),
    /// No field alone, but this is what to write instead.
    Told(&'static str),
    /// Another place for a key of this name.
    Place(Box<Placement<'w>>),
    /// Nobody knows.
    Unclear,
}
