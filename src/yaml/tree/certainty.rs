//! Marks what may still change before an object is applied: values that may be replaced, keys and items that may be
//! added.
//!
//! A kustomization that is not built marks the trees of its members once. Rules see the marks through the nodes that
//! they read.

use super::arena::Tree;
use super::marks::Marks;
use super::node::{Node, NodeId};

/// What is known about a key of a mapping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading<'a> {
    /// The value, which nothing changes.
    Present(Node<'a>),
    /// The key is missing, and nothing adds it.
    Absent,
    /// The value may be different when the object is applied.
    Unknown,
}

/// A step from a node to nodes below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// All items of a list.
    Items,
    /// The items of a list with this `name`. If there is none, an item is added.
    Named(String),
    /// An item that is added to a list.
    New,
}

impl Tree {
    /// Marks everything that a change may reach: all nodes below the last step of a path that starts at a node. If the
    /// path leads to a node that is not in the tree, the change may add that node.
    pub fn mark_uncertain(&mut self, at: NodeId, path: &[Step]) {
        let mut marks = self.marks.take().unwrap_or_default();
        mark(self.node(at), path, &mut marks);
        self.marks = Some(marks);
    }
}

fn mark(node: Node<'_>, path: &[Step], marks: &mut Marks) {
    let node = node.target();
    let Some((step, rest)) = path.split_first() else {
        return marks.changing.push(node.index()..node.next_index());
    };
    match step {
        Step::Items if node.is_sequence() => node.items().for_each(|item| mark(item, rest, marks)),
        Step::Named(name) if node.is_sequence() => {
            let is_named = |item: &Node<'_>| item.get("name").is_some_and(|node| node.text() == name);
            let mut found = node.items().filter(is_named).peekable();
            match found.peek() {
                Some(_) => found.for_each(|item| mark(item, rest, marks)),
                None => marks.growing.push(node.index()),
            }
        }
        Step::New if node.is_sequence() => marks.growing.push(node.index()),
        Step::Key(key) if node.is_mapping() => match node.entry(key) {
            Some(entry) => mark(entry.value, rest, marks),
            None => marks.gaining.push((node.index(), key.as_str().into())),
        },
        // The existing node is of another kind, so a new value replaces it.
        _ => marks.changing.push(node.index()..node.next_index()),
    }
}

impl<'a> Node<'a> {
    /// Whether nothing changes the node, or anything below it, before the object is applied.
    pub fn is_certain(self) -> bool {
        let Some(marks) = &self.tree().marks else { return true };
        let is_untouched = |node: Node<'_>| {
            let (start, end) = (node.index(), node.next_index());
            let inside = |index: u32| start <= index && index < end;
            !marks.changing.iter().any(|run| run.start < end && start < run.end)
                && !marks.gaining.iter().any(|(index, _)| inside(*index))
                && !marks.growing.iter().any(|index| inside(*index))
        };
        is_untouched(self) && (!self.is_alias() || is_untouched(self.target()))
    }

    /// Whether the node itself may be replaced or removed, with everything below it.
    fn is_changing(self) -> bool {
        let Some(marks) = &self.tree().marks else { return false };
        let holds = |index: u32| marks.changing.iter().any(|run| run.contains(&index));
        holds(self.index()) || holds(self.target().index())
    }

    /// Whether a mapping may get a key that the file does not have.
    pub fn may_gain(self, key: &str) -> bool {
        let Some(marks) = &self.tree().marks else { return false };
        let index = self.target().index();
        self.is_changing() || marks.gaining.iter().any(|(at, name)| *at == index && **name == *key)
    }

    /// The keys that a mapping may get in addition to the keys in the file.
    pub fn gains(self) -> impl Iterator<Item = &'a str> {
        let index = self.target().index();
        let marks = self.tree().marks.as_deref().into_iter();
        marks.flat_map(|marks| &marks.gaining).filter(move |(at, _)| *at == index).map(|(_, key)| &**key)
    }

    /// Whether a collection may get entries or items that the file does not have.
    pub fn may_grow(self) -> bool {
        let Some(marks) = &self.tree().marks else { return false };
        let index = self.target().index();
        self.is_changing() || marks.growing.contains(&index) || marks.gaining.iter().any(|(at, _)| *at == index)
    }

    /// Reads a key. A null counts as absent, as in the API server.
    pub fn read(self, key: &str) -> Reading<'a> {
        match self.entry(key) {
            Some(entry) if !entry.value.is_certain() => Reading::Unknown,
            Some(entry) if !entry.value.is_null() => Reading::Present(entry.value),
            _ if self.may_gain(key) => Reading::Unknown,
            _ => Reading::Absent,
        }
    }

    /// Whether nothing changes the value at the end of a path of keys, or adds it if it is missing.
    pub fn is_certain_at(self, path: &[&str]) -> bool {
        match path.split_first() {
            None => self.is_certain(),
            Some((key, rest)) => match self.get(key) {
                Some(value) => value.is_certain_at(rest),
                None => !self.may_gain(key),
            },
        }
    }
}
