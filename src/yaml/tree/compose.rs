//! Composes a tree from nodes of other trees. Each node keeps the place where it was written.
//!
//! Code that renders manifests needs only three operations: copy a node, write a scalar that no file has, and say what
//! caused either.

use std::sync::Arc;

use super::arena::{Cause, Tree};
use super::node::Node;
use super::raw::{BORROWED, Cooked, Kind, Raw, RawKind, Role, Style};
use crate::source::Source;
use crate::yaml::problem::MAX_DEPTH;

/// A tree that is not complete yet. Nodes are added in the order of the document, and key and value of a mapping in
/// turn.
#[derive(Debug)]
pub struct Composer {
    tree: Tree,
    open: Vec<Open>,
    /// The causes of the next node.
    causes: Vec<Cause>,
}

/// A collection that is not closed yet.
#[derive(Debug)]
struct Open {
    index: u32,
    is_mapping: bool,
    expects_value: bool,
}

impl Composer {
    /// Creates an empty composer. Nodes may come from any source; this one is the source of the root if no node says
    /// otherwise.
    pub fn new(source: &Arc<Source>) -> Self {
        Self { tree: Tree::new(source), open: Vec::new(), causes: Vec::new() }
    }

    /// Adds a place that adds or changes the next node.
    pub fn because(&mut self, cause: Cause) -> &mut Self {
        self.causes.push(cause);
        self
    }

    /// Opens a collection with the kind, the style and the place of another one.
    pub fn open(&mut self, like: Node<'_>) -> &mut Self {
        let kind = if like.is_sequence() { Kind::Sequence } else { Kind::Mapping };
        self.open_as(kind, like)
    }

    /// Opens a collection of a kind at the place of a node, which may be of another kind.
    pub fn open_as(&mut self, kind: Kind, at: Node<'_>) -> &mut Self {
        let at = at.target();
        let (kind, style) = match kind {
            Kind::Sequence => (RawKind::Sequence, at.style()),
            _ => (RawKind::Mapping, at.style()),
        };
        let style = if at.kind() == Kind::Scalar { Style::Block } else { style };
        let index = self.push(at, kind, style, BORROWED);
        self.open.push(Open { index, is_mapping: kind == RawKind::Mapping, expects_value: false });
        self
    }

    /// Closes the innermost collection.
    pub fn close(&mut self) -> &mut Self {
        if let Some(Open { index, .. }) = self.open.pop() {
            self.tree.nodes[index as usize].next = self.tree.nodes.len() as u32;
        }
        self
    }

    /// Copies a node and everything below it. Aliases are replaced by their targets.
    pub fn copy(&mut self, node: Node<'_>) -> &mut Self {
        self.copy_at(node, 0);
        self
    }

    /// Writes a scalar at the place of another node, with a text that the file does not have at that place.
    pub fn scalar(&mut self, text: &str, at: Node<'_>, cause: Cause) -> &mut Self {
        // The quotes make sure that YAML reads the text as a string.
        self.because(Cause { is_made: true, ..cause }).text(text, Style::DoubleQuoted, at)
    }

    /// Writes a scalar at the place of another node. YAML decides the type of a plain one, such as a number.
    pub fn text(&mut self, text: &str, style: Style, at: Node<'_>) -> &mut Self {
        let cooked = self.tree.cooked.add(text);
        self.push(at.target(), RawKind::Scalar, style, cooked);
        self
    }

    /// Returns the tree. Open collections are closed.
    pub fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.close();
        }
        self.tree.shrink_to_fit();
        self.tree
    }

    fn copy_at(&mut self, node: Node<'_>, depth: usize) {
        if node.tree().is_uniform() {
            return self.copy_run(node);
        }
        let is_shared = node.is_alias() || node.is_repeated();
        let node = node.target();
        let value = match node.raw().kind {
            RawKind::Scalar if node.raw().value != BORROWED => self.tree.cooked.add(node.text()),
            _ => BORROWED,
        };
        self.causes.extend(node.own_causes().iter().cloned());
        let index = self.push(node, node.raw().kind, node.style(), value);
        if let Some(tag) = node.tag() {
            self.tree.rare_mut().tags.insert(index, tag.to_owned());
        }
        if let Some(properties) = node.properties() {
            self.tree.rare_mut().properties.insert(index, properties);
        }
        if is_shared {
            self.tree.rare_mut().shared.insert(index);
        }
        if depth < MAX_DEPTH {
            let is_mapping = node.is_mapping();
            self.open.push(Open { index, is_mapping, expects_value: false });
            if node.is_irregular() {
                self.tree.nodes[index as usize].set_irregular();
            }
            for child in node.children() {
                self.copy_at(child, depth + 1);
            }
            self.close();
        }
    }

    /// Copies a node and everything below it as one run of nodes. Its tree must come from one file, without aliases and
    /// tags.
    fn copy_run(&mut self, node: Node<'_>) {
        let from = node.index() as usize;
        let run = &node.tree().nodes[from..node.next_index() as usize];
        let value = |raw: &Raw, cooked: &mut Cooked| match (raw.kind, raw.value) {
            (RawKind::Scalar, index) if index != BORROWED => cooked.add(node.tree().cooked.get(index)),
            _ => BORROWED,
        };
        let first = value(&run[0], &mut self.tree.cooked);
        let to = self.push(node, run[0].kind, node.style(), first) as usize;
        let root = &mut self.tree.nodes[to];
        root.next = (to + run.len()) as u32;
        if run[0].is_irregular() {
            root.set_irregular();
        }
        self.tree.nodes.reserve(run.len() - 1);
        for raw in &run[1..] {
            let value = value(raw, &mut self.tree.cooked);
            let next = (raw.next as usize - from + to) as u32;
            self.tree.nodes.push(Raw { next, value, ..*raw });
        }
    }

    /// Adds a node at the place of another one.
    fn push(&mut self, like: Node<'_>, kind: RawKind, style: Style, value: u32) -> u32 {
        let index = self.tree.nodes.len() as u32;
        let role = match self.open.last_mut() {
            Some(open) if open.is_mapping => {
                open.expects_value = !open.expects_value;
                if open.expects_value { Role::Key } else { Role::Value }
            }
            _ => Role::Item,
        };
        self.tree.pieces.push(index, like.written_source());
        let raw = like.raw();
        self.tree.nodes.push(Raw::new(index, raw.start, raw.end, kind, style, role, value));
        if !self.causes.is_empty() {
            let causes = std::mem::take(&mut self.causes);
            self.tree.rare_mut().causes.insert(index, causes);
        }
        index
    }
}
