//! The grounds of findings, by which two findings can be compared: the same value, or the same key of the same mapping.

use super::entries::Entry;
use super::node::Node;
use crate::source::Span;

/// A part of a document that a finding is about, or that it depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ground {
    /// A value with everything below it.
    Value(Span),
    /// A key that is written in a mapping.
    Key {
        /// The mapping.
        mapping: Span,
        /// The key as kubectl reads it.
        key: String,
    },
    /// A key that a mapping does not have.
    Lack {
        /// The mapping.
        mapping: Span,
        /// The key as kubectl reads it.
        key: String,
    },
}

impl Ground {
    /// The value. Returns `None` for a key.
    pub fn value(&self) -> Option<Span> {
        match self {
            Ground::Value(span) => Some(*span),
            Ground::Key { .. } | Ground::Lack { .. } => None,
        }
    }
}

impl Node<'_> {
    /// The node as a value, and the key of this value. A key represents its entry.
    pub(super) fn grounds(self) -> Vec<Ground> {
        match (self.entry_value(), self.key()) {
            (Some(value), _) => Entry { key: self, value }.grounds(),
            (None, Some(key)) => Entry { key, value: self }.grounds(),
            (None, None) => vec![Ground::Value(self.span())],
        }
    }

    /// A key that the mapping does not have.
    pub(super) fn lack(self, key: &str) -> Ground {
        Ground::Lack { mapping: self.span(), key: key.to_owned() }
    }
}

impl Entry<'_> {
    /// The value of the entry, and its key.
    pub(super) fn grounds(self) -> Vec<Ground> {
        let value = Ground::Value(self.value.span());
        let mapping = self.key.parent().map(Node::span);
        let key = mapping.map(|mapping| Ground::Key { mapping, key: self.key.key_text().into_owned() });
        std::iter::once(value).chain(key).collect()
    }
}
