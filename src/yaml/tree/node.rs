//! Handles on the nodes of a tree: their kinds, their places in the text, their nesting.

use std::sync::Arc;

use super::arena::{Cause, Properties, Tree};
use super::raw::{Kind, Raw, RawKind, Style};
use crate::source::{Source, Span};

/// How many nodes before a node are searched for its parent, before the parents of all nodes are computed.
const NEAR: u32 = 64;

/// The number of a node in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

impl Tree {
    /// The node with a number, which must be a number of this tree.
    pub(super) fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, index: id.0 }
    }

    /// The root. Returns `None` if the document is empty.
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node { tree: self, index: 0 })
    }

    /// Every node as written, in order of the text, keys among them; aliases are not followed.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|index| Node { tree: self, index })
    }
}

/// A handle on one node. Every method follows an alias, except methods that say otherwise, such as
/// [`Node::written_span`].
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree,
    index: u32,
}

impl std::fmt::Debug for Node<'_> {
    /// Never prints the text, because it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl<'a> Node<'a> {
    #[inline]
    pub(super) fn raw(self) -> &'a Raw {
        &self.tree.nodes[self.index as usize]
    }

    /// The number of the node in its tree.
    pub fn id(self) -> NodeId {
        NodeId(self.index)
    }

    pub(in crate::yaml) fn index(self) -> u32 {
        self.index
    }

    /// The index after the subtree.
    pub(in crate::yaml) fn next_index(self) -> u32 {
        self.raw().next
    }

    /// Whether the node is a mapping with merge keys or repeated keys.
    pub(in crate::yaml) fn is_irregular(self) -> bool {
        self.raw().is_irregular()
    }

    /// Whether the source continues with `text` after the node.
    pub(in crate::yaml) fn source_goes_on(self, text: &str) -> bool {
        let span = self.written_span();
        self.written_source().text[span.end as usize..].starts_with(text)
    }

    /// Returns another node of the same tree.
    #[inline]
    pub(in crate::yaml) fn at(self, index: u32) -> Node<'a> {
        Node { tree: self.tree, index }
    }

    /// The node itself, or the target if it is an alias.
    #[inline]
    pub(super) fn target(self) -> Node<'a> {
        match self.raw().kind {
            RawKind::Alias => self.at(self.raw().value),
            _ => self,
        }
    }

    /// The kind of the node.
    #[inline]
    pub fn kind(self) -> Kind {
        match self.target().raw().kind {
            RawKind::Mapping => Kind::Mapping,
            RawKind::Sequence => Kind::Sequence,
            RawKind::Scalar | RawKind::Alias => Kind::Scalar,
        }
    }

    /// The style in which the node is written.
    #[inline]
    pub fn style(self) -> Style {
        self.target().raw().style()
    }

    /// Whether the node is an alias, `*name`.
    #[inline]
    pub fn is_alias(self) -> bool {
        self.raw().kind == RawKind::Alias
    }

    /// Whether the node is the key of an entry.
    #[inline]
    pub fn is_key(self) -> bool {
        self.raw().is_key()
    }

    /// Whether a tag is written before the node, such as `!!str`.
    pub fn has_tag(self) -> bool {
        self.tree.tag(self.target().index).is_some()
    }

    /// Whether an alias refers to the node itself, so that an edit of the node also changes other places.
    pub fn is_repeated(self) -> bool {
        // Few trees have an alias, and a tree without rare parts has none.
        let Some(rare) = &self.tree.rare else { return false };
        let aliases = || self.tree.nodes.iter().filter(|node| node.kind == RawKind::Alias);
        rare.shared.contains(&self.index)
            || rare.repeated.get_or_init(|| aliases().map(|alias| alias.value).collect()).contains(&self.index)
    }

    /// The place to edit: for an alias, the place of its target.
    pub fn span(self) -> Span {
        self.target().written_span()
    }

    /// The place where the node itself is written: for an alias, the place of `*name`.
    pub fn written_span(self) -> Span {
        let raw = self.raw();
        Span::new(self.written_source().id(), raw.start, raw.end)
    }

    /// The place of the node's tag, with its `!`. Returns `None` for every alias.
    pub fn tag_span(self) -> Option<Span> {
        self.property_span(self.tree.rare.as_ref()?.properties.get(&self.index)?.tag)
    }

    /// The place of the node's anchor, with its `&`. Returns `None` for every alias.
    pub fn anchor_span(self) -> Option<Span> {
        self.property_span(self.tree.rare.as_ref()?.properties.get(&self.index)?.anchor)
    }

    fn property_span(self, place: Option<(u32, u32)>) -> Option<Span> {
        place.map(|(start, end)| Span::new(self.written_source().id(), start, end))
    }

    /// The text between the ends of the node, with its quotes.
    pub fn source_text(self) -> &'a str {
        self.source().slice(self.span())
    }

    /// The tag in its long form, such as `tag:yaml.org,2002:str`; for an alias, the tag of its target.
    pub fn tag(self) -> Option<&'a str> {
        self.tree.tag(self.target().index)
    }

    /// The tree that contains the node.
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// The value after a key, if both are in the text.
    pub(in crate::yaml) fn entry_value(self) -> Option<Node<'a>> {
        self.raw().is_key().then(|| self.at(self.raw().next))
    }

    /// The mapping or sequence that contains the node in the text.
    pub fn parent(self) -> Option<Node<'a>> {
        let near = self.index.saturating_sub(NEAR)..self.index;
        let found = near.rev().map(|index| self.at(index)).find(|node| node.raw().next > self.index);
        found.or_else(|| Some(self.at(*self.tree.parents().get(self.index.checked_sub(1)? as usize)?)))
    }

    /// The source that contains the node itself.
    #[inline]
    pub fn written_source(self) -> &'a Arc<Source> {
        self.tree.pieces.source(self.index)
    }

    /// The source of the place to edit: for an alias, the source of its target.
    pub fn source(self) -> &'a Arc<Source> {
        self.target().written_source()
    }

    /// The other places that changed the node. Empty if one file determines the node.
    pub fn causes(self) -> &'a [Cause] {
        let Some(rare) = self.tree.rare.as_ref().filter(|rare| !rare.causes.is_empty()) else { return &[] };
        let mut at = Some(self);
        while let Some(node) = at {
            if let Some(causes) = rare.causes.get(&node.index) {
                return causes;
            }
            at = node.key_before().filter(|key| rare.causes.contains_key(&key.index)).or_else(|| node.parent());
        }
        &[]
    }

    /// The causes of the first node below this one that has any.
    pub(super) fn first_cause_below(self) -> &'a [Cause] {
        let all = self.tree.rare.iter().flat_map(|rare| &rare.causes);
        let below = all.filter(|(index, _)| (self.index..self.next_index()).contains(*index));
        below.min_by_key(|(index, _)| **index).map_or(&[], |(_, causes)| causes)
    }

    /// The causes of the node itself.
    pub(super) fn own_causes(self) -> &'a [Cause] {
        let causes = self.tree.rare.as_ref().and_then(|rare| rare.causes.get(&self.index));
        causes.map_or(&[], Vec::as_slice)
    }

    /// Where the tag and the anchor of the node are written.
    pub(super) fn properties(self) -> Option<Properties> {
        self.tree.rare.as_ref()?.properties.get(&self.index).copied()
    }

    /// The node before a value, which is its key if the key is a scalar.
    fn key_before(self) -> Option<Node<'a>> {
        self.raw().is_value().then(|| self.at(self.index - 1)).filter(|node| node.raw().is_key())
    }

    /// Whether the text of the node is exactly the text in the file, so that an edit there changes it.
    pub fn is_literal(self) -> bool {
        !self.causes().iter().any(|cause| cause.is_made)
    }

    /// The node and all nodes below it as written, in order of the text. Aliases are not followed.
    pub fn descendants(self) -> impl Iterator<Item = Node<'a>> {
        (self.index..self.raw().next).map(move |index| self.at(index))
    }

    #[inline]
    pub(super) fn children(self) -> Children<'a> {
        let node = self.target();
        Children { tree: node.tree, at: node.index + 1, end: node.raw().next }
    }
}

pub(super) struct Children<'a> {
    pub(super) tree: &'a Tree,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    #[inline]
    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, index: self.at };
        self.at = node.raw().next;
        Some(node)
    }
}
