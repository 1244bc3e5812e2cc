//! The place of a node in its document, as people and reports need it.

use std::ops::Range;

use super::arena::Cause;
use super::entries::Entry;
use super::ground::Ground;
use super::node::Node;
use super::raw::RawKind;
use crate::source::{Source, Span};

impl Node<'_> {
    /// The path of the node in its document, like `spec.ports[0].targetPort`.
    pub fn path(self) -> String {
        let mut path = String::new();
        let mut at = self.at(0);
        while at.index() != self.index() {
            let step = match at.raw().kind {
                RawKind::Mapping => at.raw_entries().find_map(|entry| {
                    let holds = entry.key.index() <= self.index() && self.index() < entry.value.raw().next;
                    holds.then(|| (key_step(&entry.key.key_text(), path.is_empty()), entry))
                }),
                RawKind::Sequence => {
                    let found = at.items().enumerate().find(|(_, item)| self.index() < item.raw().next);
                    found.map(|(index, item)| (format!("[{index}]"), Entry { key: item, value: item }))
                }
                _ => None,
            };
            let Some((text, entry)) = step else { break };
            path.push_str(&text);
            if self.index() < entry.value.index() {
                break;
            }
            at = entry.value;
        }
        path
    }
}

/// A step of a path: bare if that is readable, otherwise in brackets.
fn key_step(key: &str, first: bool) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    match (bare, first) {
        (true, true) => key.to_owned(),
        (true, false) => format!(".{key}"),
        (false, _) => format!("['{key}']"),
    }
}

/// A place that a finding can point at.
pub trait Place {
    /// The bytes of the place.
    fn span(&self) -> Span;
    /// The path of the place in the document.
    fn path(&self) -> String;
    /// Whether nothing changes the value at the place before the object is applied.
    fn is_certain(&self) -> bool;
    /// The nodes or entries at the place, to compare them with those of other findings.
    fn grounds(&self) -> Vec<Ground>;
    /// The other places that changed the value.
    fn causes(&self) -> &[Cause] {
        &[]
    }
    /// The causes of the place, otherwise the causes of the first part of it that has any.
    fn causes_inside(&self) -> &[Cause] {
        self.causes()
    }
}

/// A part of a text that is not YAML, such as a line of a file with variables.
#[derive(Debug, Clone)]
pub struct InText<'a> {
    /// The text.
    pub source: &'a Source,
    /// The bytes of the part.
    pub part: Range<usize>,
    /// The name of the part.
    pub name: &'a str,
}

/// A mapping as the place of an entry that it lacks.
#[derive(Debug, Clone, Copy)]
pub struct Without<'a, 'k> {
    mapping: Node<'a>,
    key: &'k str,
    shown: Option<Node<'a>>,
}

/// One of several entries that a mapping does not have.
#[derive(Debug, Clone, Copy)]
pub struct WithoutEach<'a, 'k> {
    mapping: Node<'a>,
    keys: &'k [&'k str],
    shown: Node<'a>,
}

impl<'a> Entry<'a> {
    /// The key of a mapping as the place of an entry that the mapping does not have.
    pub fn without<'k>(self, key: &'k str) -> Without<'a, 'k> {
        self.value.without(key)
    }
}

impl<'a> Node<'a> {
    /// A mapping as the place of an entry that it does not have: its key, or the mapping if it has no key.
    pub fn without<'k>(self, key: &'k str) -> Without<'a, 'k> {
        Without { mapping: self, key, shown: None }
    }

    /// A mapping as the place of entries, all of which it lacks. A report shows the node `shown`.
    pub fn without_each<'k>(self, keys: &'k [&'k str], shown: Node<'a>) -> WithoutEach<'a, 'k> {
        WithoutEach { mapping: self, keys, shown }
    }
}

impl<'a> Without<'a, '_> {
    /// Sets the node to show for the mapping, such as the name of an object or the first key of an item.
    pub fn shown_at(self, node: Node<'a>) -> Self {
        Self { shown: Some(node), ..self }
    }
}

impl Place for InText<'_> {
    fn span(&self) -> Span {
        Span::new(self.source.id(), self.part.start as u32, self.part.end as u32)
    }

    fn path(&self) -> String {
        key_step(self.name, true)
    }

    fn grounds(&self) -> Vec<Ground> {
        Vec::new()
    }

    fn is_certain(&self) -> bool {
        true
    }
}

impl Place for Without<'_, '_> {
    fn span(&self) -> Span {
        match self.shown {
            Some(node) => Place::span(&node),
            None => self.mapping.key().unwrap_or(self.mapping).span(),
        }
    }

    /// The path of the missing entry.
    fn path(&self) -> String {
        let mut path = self.mapping.path();
        path.push_str(&key_step(self.key, path.is_empty()));
        path
    }

    fn grounds(&self) -> Vec<Ground> {
        vec![self.mapping.lack(self.key)]
    }

    /// Whether nothing adds the entry before the object is applied.
    fn is_certain(&self) -> bool {
        self.mapping.is_certain_at(&[self.key])
    }
}

impl Place for WithoutEach<'_, '_> {
    fn span(&self) -> Span {
        Place::span(&self.shown)
    }

    /// The path of the mapping, because no single entry is the missing one.
    fn path(&self) -> String {
        self.mapping.path()
    }

    fn grounds(&self) -> Vec<Ground> {
        self.keys.iter().map(|key| self.mapping.lack(key)).collect()
    }

    /// Whether nothing adds any of the entries before the object is applied.
    fn is_certain(&self) -> bool {
        self.keys.iter().all(|key| self.mapping.is_certain_at(&[key]))
    }
}

impl Place for Node<'_> {
    /// The span of the node, or of its key if no value is written.
    fn span(&self) -> Span {
        let span = Node::span(*self);
        match self.key() {
            Some(key) if span.is_empty() => key.span(),
            _ => span,
        }
    }

    fn path(&self) -> String {
        Node::path(*self)
    }

    fn grounds(&self) -> Vec<Ground> {
        Node::grounds(*self)
    }

    /// Whether the value is certain: a key is as certain as its value.
    fn is_certain(&self) -> bool {
        self.entry_value().map_or_else(|| Node::is_certain(*self), Node::is_certain)
    }

    fn causes(&self) -> &[Cause] {
        Node::causes(*self)
    }

    fn causes_inside(&self) -> &[Cause] {
        match Node::causes(*self) {
            [] => self.first_cause_below(),
            causes => causes,
        }
    }
}

impl Place for Entry<'_> {
    /// The span of the key, or of the value if another file sets it.
    fn span(&self) -> Span {
        let is_elsewhere = self.value.written_source().id() != self.key.written_source().id();
        match is_elsewhere && self.value.raw().kind == RawKind::Scalar {
            true => Place::span(&self.value),
            false => self.key.span(),
        }
    }

    fn path(&self) -> String {
        self.value.path()
    }

    fn grounds(&self) -> Vec<Ground> {
        Entry::grounds(*self)
    }

    fn is_certain(&self) -> bool {
        self.value.is_certain()
    }

    fn causes(&self) -> &[Cause] {
        self.value.causes()
    }
}
