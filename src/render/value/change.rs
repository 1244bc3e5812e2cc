//! Changes of a value. A written value becomes a collection of handles when a part of it is changed.

use std::sync::Arc;

use super::{Content, Key, Pair, Value, written_pairs};
use crate::yaml::{Cause, Kind, Node, Style};

impl<'a> Value<'a> {
    /// Adds a cause of the value.
    pub fn blame(&mut self, cause: Cause) {
        Arc::make_mut(self.causes.get_or_insert_default()).push(cause);
    }

    /// The entries, for changes. Anything but a mapping becomes an empty one.
    pub fn pairs_mut(&mut self) -> &mut Vec<Pair<'a>> {
        if !matches!(self.content, Content::Mapping(_)) {
            let pairs = if self.is_mapping() { written_pairs(self.at) } else { Vec::new() };
            self.content = Content::Mapping(Arc::new(pairs));
        }
        match &mut self.content {
            Content::Mapping(pairs) => Arc::make_mut(pairs),
            _ => unreachable!("the content is a mapping now"),
        }
    }

    /// The items, to be changed. Anything but a list becomes an empty one.
    pub fn items_mut(&mut self) -> &mut Vec<Value<'a>> {
        if !matches!(self.content, Content::Sequence(_)) {
            let items = match self.is_sequence() {
                true => self.at.items().map(Value::written).collect(),
                false => Vec::new(),
            };
            self.content = Content::Sequence(Arc::new(items));
        }
        match &mut self.content {
            Content::Sequence(items) => Arc::make_mut(items),
            _ => unreachable!("the content is a list now"),
        }
    }

    /// The value of a key, for changes. Returns `None`, and changes nothing, if the key is missing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value<'a>> {
        let index = match &self.content {
            Content::Written => self.at.entries().position(|entry| entry.key.text() == key)?,
            Content::Mapping(pairs) => pairs.iter().position(|pair| pair.key.text == key)?,
            _ => return None,
        };
        self.pairs_mut().get_mut(index).map(|pair| &mut pair.value)
    }

    /// The value at the end of a path of keys, for changes. Returns `None`, and changes nothing, if it does not exist.
    pub fn find_mut(&mut self, path: &[&str]) -> Option<&mut Value<'a>> {
        match path {
            [] => Some(self),
            [key, rest @ ..] => {
                self.find(path)?;
                self.get_mut(key)?.find_mut(rest)
            }
        }
    }

    /// The value of a key. It is made if it is missing or null. Anything but a mapping becomes a mapping.
    pub fn get_or_insert(&mut self, key: Key<'a>, make: impl FnOnce() -> Value<'a>) -> &mut Value<'a> {
        let pairs = self.pairs_mut();
        let index = match pairs.iter().position(|pair| pair.key.text == key.text) {
            Some(index) if pairs[index].value.is_null() => {
                pairs[index] = Pair { key, value: make() };
                index
            }
            Some(index) => index,
            None => {
                pairs.push(Pair { key, value: make() });
                pairs.len() - 1
            }
        };
        &mut pairs[index].value
    }

    /// Sets the value of a key. Anything but a mapping becomes a mapping.
    pub fn set(&mut self, key: Key<'a>, value: Value<'a>) {
        let pairs = self.pairs_mut();
        match pairs.iter_mut().find(|pair| pair.key.text == key.text) {
            Some(pair) => *pair = Pair { key, value },
            None => pairs.push(Pair { key, value }),
        }
    }

    /// Removes a key, and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value<'a>> {
        self.get(key)?;
        let pairs = self.pairs_mut();
        let index = pairs.iter().position(|pair| pair.key.text == key)?;
        Some(pairs.remove(index).value)
    }

    /// Sets a new text for a scalar. The scalar keeps its place. The cause says what else the text was made from.
    pub fn rewrite(&mut self, text: impl Into<Arc<str>>, cause: Cause) {
        let style = match &self.content {
            Content::Written if self.at.kind() == Kind::Scalar => self.at.style(),
            Content::Scalar(_, style) => *style,
            _ => Style::DoubleQuoted,
        };
        // A string stays a string.
        let style = if self.as_str().is_some() { Style::DoubleQuoted } else { style };
        self.content = Content::Scalar(text.into(), style);
        self.blame(Cause { is_made: true, ..cause });
    }

    /// Moves the value to another place, unless it is still as written.
    pub fn placed_at(self, at: Node<'a>) -> Self {
        match self.content {
            Content::Written => self,
            _ => Value { at, ..self },
        }
    }
}
