//! Finds the place where a misplaced key belongs.

mod frame;
pub(super) mod search;

use super::spelling::Slip;
use crate::yaml::{Entry, Node};

/// The place where keys belong.
#[derive(Debug, Clone)]
pub struct Placement<'w> {
    /// Neighbours that belong in the same place, in order, including the misplaced key itself.
    pub keys: Vec<Entry<'w>>,
    /// The path of the place: from the mapping that contains the keys if the place is below it, otherwise from the
    /// object. Empty for the object itself.
    pub path: String,
    /// The node at the place: the key above it, or the first key of an item.
    pub there: Option<Node<'w>>,
    /// The target to which the keys can be moved.
    pub target: Target<'w>,
    /// All entries that move, each with the number of levels below the keys of the place.
    pub moved: Vec<(Entry<'w>, usize)>,
    /// Whether the schema names each key, so that no key is in a map with free keys.
    pub is_exact: bool,
}

/// The target to which keys can be moved.
#[derive(Debug, Clone, Copy)]
pub enum Target<'w> {
    /// The entry before the keys has no value; they become its value.
    Below(Entry<'w>),
    /// An existing mapping.
    Into(Node<'w>),
    /// Nothing is written at the place, or several items are.
    Apart,
    /// The whole item that contains the keys is left of the list that it belongs to. The path is the key of that list.
    Left,
}

/// The intended meaning of a key that its mapping may not have.
#[derive(Debug, Clone)]
pub enum Meant<'w> {
    /// Another key of the mapping.
    Name(Slip<'w>),
    /// No single field, but this advice.
    Told(&'static str),
    /// Another place for a key of this name.
    Place(Box<Placement<'w>>),
    /// The meaning is unknown.
    Unclear,
}
