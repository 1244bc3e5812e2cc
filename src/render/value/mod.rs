//! A document during a build. Each value knows the place where it is written and the causes that changed it.
//!
//! A value starts as a handle on a node of a parsed tree, with everything below it. The first change below it turns it
//! into a collection of handles, one level at a time. So the cost of a document depends on what is changed in it.
//! Clones share what they can.

mod change;
mod compose;

use std::borrow::Cow;
use std::sync::Arc;

use crate::yaml::{Cause, Kind, Node, Scalar, Style, resolve};

/// A part of a document, or the whole of it.
#[derive(Debug, Clone)]
pub struct Value<'a> {
    content: Content<'a>,
    at: Node<'a>,
    causes: Option<Arc<Vec<Cause>>>,
}

#[derive(Clone)]
enum Content<'a> {
    /// The node at the place and everything below it, as written.
    Written,
    /// The text of a scalar and its style: a plain scalar may be a number.
    Scalar(Arc<str>, Style),
    Mapping(Arc<Vec<Pair<'a>>>),
    Sequence(Arc<Vec<Value<'a>>>),
}

impl std::fmt::Debug for Content<'_> {
    /// Prints no text, because it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Content::Written => f.write_str("Written"),
            Content::Scalar(..) => f.write_str("Scalar"),
            Content::Mapping(pairs) => f.debug_list().entries(pairs.iter()).finish(),
            Content::Sequence(items) => f.debug_list().entries(items.iter()).finish(),
        }
    }
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Pair<'a> {
    /// The key.
    pub key: Key<'a>,
    /// The value.
    pub value: Value<'a>,
}

/// The key of an entry.
#[derive(Debug, Clone)]
pub struct Key<'a> {
    text: Cow<'a, str>,
    at: Node<'a>,
}

impl<'a> Key<'a> {
    /// A key as it is written.
    pub fn written(node: Node<'a>) -> Self {
        Key { text: Cow::Borrowed(node.text()), at: node }
    }

    /// A key that no file has in this place. `at` is the node that requests it.
    pub fn made(text: impl Into<Cow<'a, str>>, at: Node<'a>) -> Self {
        Key { text: text.into(), at }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The node that the key is written at.
    pub fn at(&self) -> Node<'a> {
        self.at
    }
}

impl<'a> Value<'a> {
    /// A value that is a node and everything below it, as written.
    pub fn written(node: Node<'a>) -> Self {
        Value { content: Content::Written, at: node, causes: None }
    }

    /// A string that no file has in this place. `at` is the node that it was made from.
    pub fn string(text: impl Into<Arc<str>>, at: Node<'a>) -> Self {
        Self::scalar_as(text, Style::DoubleQuoted, at)
    }

    /// A plain scalar that no file has in this place, such as a number.
    pub fn plain(text: impl Into<Arc<str>>, at: Node<'a>) -> Self {
        Self::scalar_as(text, Style::Plain, at)
    }

    fn scalar_as(text: impl Into<Arc<str>>, style: Style, at: Node<'a>) -> Self {
        Value { content: Content::Scalar(text.into(), style), at, causes: None }
    }

    /// A mapping that no file has in this place.
    pub fn mapping(pairs: Vec<Pair<'a>>, at: Node<'a>) -> Self {
        Value { content: Content::Mapping(Arc::new(pairs)), at, causes: None }
    }

    /// A list that no file has in this place.
    pub fn sequence(items: Vec<Value<'a>>, at: Node<'a>) -> Self {
        Value { content: Content::Sequence(Arc::new(items)), at, causes: None }
    }

    /// The value with one more cause.
    pub fn because(mut self, cause: Cause) -> Self {
        self.blame(cause);
        self
    }

    /// The node that the value is written at.
    pub fn at(&self) -> Node<'a> {
        self.at
    }

    /// The causes that changed the value.
    pub fn causes(&self) -> &[Cause] {
        self.causes.as_deref().map_or(&[], Vec::as_slice)
    }

    /// The node, if nothing in the value is changed.
    pub fn as_written(&self) -> Option<Node<'a>> {
        matches!(self.content, Content::Written).then_some(self.at)
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        match &self.content {
            Content::Written => self.at.kind(),
            Content::Scalar(..) => Kind::Scalar,
            Content::Mapping(_) => Kind::Mapping,
            Content::Sequence(_) => Kind::Sequence,
        }
    }

    /// Whether the value is a mapping.
    pub fn is_mapping(&self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether the value is a list.
    pub fn is_sequence(&self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether the value is null, in a file or made by a build.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Scalar && self.scalar() == Scalar::Null
    }

    /// Whether the value is a scalar in quotes or in a block, which is always a string.
    pub fn is_quoted(&self) -> bool {
        match &self.content {
            Content::Written => self.at.kind() == Kind::Scalar && self.at.style() != Style::Plain,
            Content::Scalar(_, style) => *style != Style::Plain,
            _ => false,
        }
    }

    /// The text of a scalar; empty for a collection.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Written => self.at.text(),
            Content::Scalar(text, _) => text,
            _ => "",
        }
    }

    /// The value of a scalar as kubectl resolves it; null for a collection.
    pub fn scalar(&self) -> Scalar<'_> {
        match &self.content {
            Content::Written => self.at.scalar(),
            Content::Scalar(text, Style::Plain) => resolve(text),
            Content::Scalar(text, _) => Scalar::Str(text),
            _ => Scalar::Null,
        }
    }

    /// The text of a string. Returns `None` for numbers, booleans, nulls and collections.
    pub fn as_str(&self) -> Option<&str> {
        match self.scalar() {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn pairs(&self) -> Cow<'_, [Pair<'a>]> {
        match &self.content {
            Content::Written => Cow::Owned(written_pairs(self.at)),
            Content::Mapping(pairs) => Cow::Borrowed(pairs),
            _ => Cow::Borrowed(&[]),
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> Cow<'_, [Value<'a>]> {
        match &self.content {
            Content::Written => Cow::Owned(self.at.items().map(Value::written).collect()),
            Content::Sequence(items) => Cow::Borrowed(items),
            _ => Cow::Borrowed(&[]),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        match &self.content {
            Content::Written => written_value(self.at, key),
            Content::Mapping(pairs) => pairs.iter().find(|pair| pair.key.text == key).map(|pair| pair.value.clone()),
            _ => None,
        }
    }

    /// The value at the end of a path of keys.
    pub fn find(&self, path: &[&str]) -> Option<Value<'a>> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.get(first)?, |value, key| value.get(key))
    }

    /// The text of the scalar at the end of a path of keys; empty if there is none.
    pub fn text_at(&self, path: &[&str]) -> &str {
        let Some((first, rest)) = path.split_first() else { return self.text() };
        match &self.content {
            Content::Written => {
                let found = path.iter().try_fold(self.at, |node, key| written_node(node, key));
                found.map_or("", Node::text)
            }
            Content::Mapping(pairs) => {
                pairs.iter().find(|pair| pair.key.text == *first).map_or("", |pair| pair.value.text_at(rest))
            }
            _ => "",
        }
    }

    /// Whether the value is null, `""`, `{}` or `[]`.
    pub fn is_empty(&self) -> bool {
        match &self.content {
            Content::Written => self.at.is_empty(),
            Content::Scalar(..) => self.is_null() || self.text().is_empty(),
            Content::Mapping(pairs) => pairs.is_empty(),
            Content::Sequence(items) => items.is_empty(),
        }
    }

    /// Whether the value is nested deeper than a number of levels. An unchanged part counts as one level, because it
    /// was read.
    pub fn is_deeper_than(&self, levels: usize) -> bool {
        let Some(below) = levels.checked_sub(1) else { return true };
        match &self.content {
            Content::Mapping(pairs) => pairs.iter().any(|pair| pair.value.is_deeper_than(below)),
            Content::Sequence(items) => items.iter().any(|item| item.is_deeper_than(below)),
            _ => false,
        }
    }

    /// The number of values in this one, including itself. Counting stops at `most`.
    pub fn weight(&self, most: usize) -> usize {
        let add = |sum: usize, value: &Value<'_>| if sum >= most { sum } else { sum + value.weight(most - sum) };
        match &self.content {
            Content::Written => self.at.descendants().take(most).count(),
            Content::Scalar(..) => 1,
            Content::Mapping(pairs) => pairs.iter().fold(1, |sum, pair| add(sum, &pair.value)),
            Content::Sequence(items) => items.iter().fold(1, add),
        }
    }

    /// Whether two values are the same to the API server: scalars by their type and value, mappings in any order.
    pub fn is_same(&self, other: &Value<'_>) -> bool {
        match (self.kind(), other.kind()) {
            (Kind::Scalar, Kind::Scalar) => self.scalar() == other.scalar(),
            (Kind::Sequence, Kind::Sequence) => {
                let (one, other) = (self.items(), other.items());
                one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| one.is_same(other))
            }
            (Kind::Mapping, Kind::Mapping) => {
                let pairs = self.pairs();
                let is_there =
                    |pair: &Pair<'_>| other.get(pair.key.text()).is_some_and(|value| pair.value.is_same(&value));
                pairs.len() == other.pairs().len() && pairs.iter().all(is_there)
            }
            _ => false,
        }
    }
}

/// The value of a key by its text. kubectl turns a plain `y` into another text.
fn written_value<'a>(node: Node<'a>, key: &str) -> Option<Value<'a>> {
    written_node(node, key).map(Value::written)
}

fn written_node<'a>(node: Node<'a>, key: &str) -> Option<Node<'a>> {
    let found = match resolve(key) {
        Scalar::Str(_) => node.entry(key),
        _ => node.entries().find(|entry| entry.key.text() == key),
    };
    found.map(|entry| entry.value)
}

fn written_pairs(node: Node<'_>) -> Vec<Pair<'_>> {
    node.entries().map(|entry| Pair { key: Key::written(entry.key), value: Value::written(entry.value) }).collect()
}
