//! A document as a flat arena of nodes in pre-order. The arena shares the ownership of its text.
//!
//! Aliases and merge keys are followed when they are read, and never copied, so a tree is as large as its text. Nodes
//! of one tree may come from several files, so each run of nodes knows its source.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::marks::Marks;
use super::pieces::Pieces;
use super::raw::{BORROWED, Cooked, Raw, RawKind, Role, Style};
use crate::source::{Source, Span};

/// One document.
#[derive(Debug, Clone)]
pub struct Tree {
    pub(in crate::yaml) nodes: Vec<Raw>,
    pub(in crate::yaml) cooked: Cooked,
    pub(super) pieces: Pieces,
    /// Data that few trees have.
    pub(super) rare: Option<Box<Rare>>,
    /// Marks on nodes that may still change. `None` if no node may.
    pub(super) marks: Option<Box<Marks>>,
    parents: OnceLock<Vec<u32>>,
}

/// Rare data about nodes, by the index of the node.
#[derive(Debug, Clone, Default)]
pub(in crate::yaml) struct Rare {
    /// Tags in their long form.
    pub(in crate::yaml) tags: HashMap<u32, String>,
    /// The places where tags and anchors are written.
    pub(in crate::yaml) properties: HashMap<u32, Properties>,
    /// The other places that changed nodes.
    pub(in crate::yaml) causes: HashMap<u32, Vec<Cause>>,
    /// Nodes whose text other places of the document repeat.
    pub(in crate::yaml) shared: HashSet<u32>,
    /// The nodes that aliases refer to, computed on first use.
    pub(super) repeated: OnceLock<HashSet<u32>>,
}

/// The starts and ends of the tag and the anchor of a node. Few nodes have any.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::yaml) struct Properties {
    pub(in crate::yaml) tag: Option<(u32, u32)>,
    pub(in crate::yaml) anchor: Option<(u32, u32)>,
}

/// A place that added or changed a node: a patch, an entry of `images:`, a generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The place where a person wrote the change.
    pub span: Span,
    /// The change, in words that complete "this …", such as `patch sets the value`.
    pub what: String,
    /// Whether the text of the node was made from several texts, so that no edit of one place changes it.
    pub is_made: bool,
}

impl Tree {
    /// Creates a tree without nodes for a source.
    pub(in crate::yaml) fn new(source: &Arc<Source>) -> Self {
        Self {
            nodes: Vec::new(),
            cooked: Cooked::default(),
            pieces: Pieces::of(source),
            rare: None,
            marks: None,
            parents: OnceLock::new(),
        }
    }

    /// Creates a mapping from parts of a text that is not YAML. Each entry is the bytes of the key and of the value,
    /// which are strings.
    pub fn of_parts(source: &Arc<Source>, entries: impl Iterator<Item = (Range<usize>, Range<usize>)>) -> Self {
        let mut tree = Self::new(source);
        let all = source.text.len() as u32;
        tree.nodes.push(Raw::new(0, 0, all, RawKind::Mapping, Style::Block, Role::Item, BORROWED));
        for (key, value) in entries {
            for (part, role) in [(key, Role::Key), (value, Role::Value)] {
                let text = tree.cooked.add(source.text.get(part.clone()).unwrap_or_default());
                let (index, start, end) = (tree.nodes.len() as u32, part.start as u32, part.end as u32);
                tree.nodes.push(Raw::new(index, start, end, RawKind::Scalar, Style::DoubleQuoted, role, text));
            }
        }
        tree.nodes[0].next = tree.nodes.len() as u32;
        tree
    }

    /// Moves the places of the nodes into another source.
    pub(in crate::yaml) fn moved(self, source: &Arc<Source>, place: impl Fn(u32, u32) -> (u32, u32)) -> Tree {
        let Tree { mut nodes, cooked, mut rare, .. } = self;
        for node in &mut nodes {
            (node.start, node.end) = place(node.start, node.end);
        }
        for Properties { tag, anchor } in rare.iter_mut().flat_map(|rare| rare.properties.values_mut()) {
            *tag = tag.map(|(start, end)| place(start, end));
            *anchor = anchor.map(|(start, end)| place(start, end));
        }
        Tree { nodes, cooked, rare, ..Tree::new(source) }
    }

    /// Copies every text out of the source, so that the nodes can get other places.
    pub(in crate::yaml) fn cook(&mut self) {
        for index in 0..self.nodes.len() {
            let raw = self.nodes[index];
            if raw.kind == RawKind::Scalar && raw.value == BORROWED {
                let source = self.pieces.source(index as u32);
                let text = source.text.get(raw.start as usize..raw.end as usize).unwrap_or_default();
                let text = match raw.style() {
                    Style::SingleQuoted | Style::DoubleQuoted => {
                        text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
                    }
                    _ => text,
                };
                self.nodes[index].value = self.cooked.add(text);
            }
        }
    }

    /// Frees the memory that was reserved for further nodes, because trees are kept.
    pub(in crate::yaml) fn shrink_to_fit(&mut self) {
        self.nodes.shrink_to_fit();
        self.cooked.shrink_to_fit();
        self.pieces.shrink_to_fit();
    }

    /// Whether all nodes come from one source and have no tag, anchor, alias or cause.
    pub(super) fn is_uniform(&self) -> bool {
        self.rare.is_none() && self.pieces.are_of_one_source()
    }

    /// The source of the root.
    pub fn source(&self) -> &Arc<Source> {
        self.pieces.first()
    }

    pub(in crate::yaml) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(super) fn tag(&self, index: u32) -> Option<&str> {
        self.rare.as_ref()?.tags.get(&index).map(String::as_str)
    }

    /// The parents of all nodes except the root, by index minus one, computed on first use.
    pub(super) fn parents(&self) -> &[u32] {
        self.parents.get_or_init(|| {
            let mut open: Vec<u32> = Vec::new();
            let mut parents = Vec::with_capacity(self.nodes.len());
            for (index, node) in self.nodes.iter().enumerate() {
                while open.last().is_some_and(|&last| self.nodes[last as usize].next as usize <= index) {
                    open.pop();
                }
                parents.extend(open.last());
                if node.next as usize > index + 1 {
                    open.push(index as u32);
                }
            }
            parents
        })
    }
}
