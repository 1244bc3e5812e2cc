//! Entries and items, as written and as kubectl sees them after merge keys and repeated keys.

use std::borrow::Cow;
use std::collections::HashMap;

use super::node::{Children, Node};
use super::raw::{Kind, RawKind, Style};
use super::scalar;

/// How deep merge keys may nest. Deeper ones are left out.
const MAX_MERGE_DEPTH: u32 = 32;

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value. A null with an empty span if no value is written.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The key of the entry whose value is the node, in the text.
    pub fn key(self) -> Option<Node<'a>> {
        if !self.raw().is_value() {
            return None;
        }
        // Keys are nearly always scalars, so the key is the node before; otherwise look it up.
        let before = self.at(self.index() - 1);
        if matches!(before.raw().kind, RawKind::Scalar | RawKind::Alias) && before.raw().is_key() {
            return Some(before);
        }
        let parent = self.parent()?;
        parent.raw_entries().find(|entry| entry.value.index() == self.index()).map(|entry| entry.key)
    }

    /// The entries as written, in order, with merge keys and repeated keys. Empty if the node is not a mapping.
    pub fn raw_entries(self) -> impl Iterator<Item = Entry<'a>> {
        let mut children = match self.kind() {
            Kind::Mapping => self.children(),
            _ => Children { tree: self.tree(), at: 0, end: 0 },
        };
        std::iter::from_fn(move || Some(Entry { key: children.next()?, value: children.next()? }))
    }

    /// The entries as kubectl sees them: merge keys are applied, and the last of a repeated key wins. Empty if the node
    /// is not a mapping.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> {
        let (written, effective) = match self.target().raw().is_irregular() {
            false => (usize::MAX, Vec::new()),
            true => (0, self.effective_entries(0)),
        };
        self.raw_entries().take(written).chain(effective)
    }

    /// The entry of a key.
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        // kubectl keeps a key that is not a string different from every string, so it is equal only if the text is.
        let is_string = scalar::is_string(key);
        let has_key = |entry: &Entry<'a>| match is_string {
            true => entry.key.has_text(key),
            false => *entry.key.key_text() == *key,
        };
        let raw = self.target().raw();
        match (raw.kind, raw.is_irregular()) {
            (_, true) => self.effective_entries(0).into_iter().find(has_key),
            (RawKind::Mapping, false) => {
                let mut children = self.children();
                while let (Some(key), Some(value)) = (children.next(), children.next()) {
                    let entry = Entry { key, value };
                    if has_key(&entry) {
                        return Some(entry);
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// The entry of a key. Returns `None` also for a null, because the API server treats it as a missing field.
    pub fn written(self, key: &str) -> Option<Entry<'a>> {
        self.entry(key).filter(|entry| !entry.value.is_null())
    }

    /// The value of a key.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn find(self, path: &[&str]) -> Option<Node<'a>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a sequence. Empty for any other node.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        match self.kind() {
            Kind::Sequence => self.children(),
            _ => Children { tree: self.tree(), at: 0, end: 0 },
        }
    }

    /// Applies merge keys at their place, as kubectl's reader does (go-yaml v2): later entries win.
    fn effective_entries(self, depth: u32) -> Vec<Entry<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let mut set = |entry: Entry<'a>| {
            let place = *places.entry(entry.key.key_text()).or_insert(entries.len());
            match entries.get_mut(place) {
                Some(old) => *old = entry,
                None => entries.push(entry),
            }
        };
        for entry in self.raw_entries() {
            if !entry.key.is_merge_key() {
                set(entry);
            } else if depth < MAX_MERGE_DEPTH {
                let merged: Vec<Node<'a>> = match entry.value.kind() {
                    Kind::Sequence => entry.value.items().collect(),
                    _ => vec![entry.value],
                };
                // The first mapping of a list wins, so it is applied last.
                merged.iter().rev().flat_map(|node| node.effective_entries(depth + 1)).for_each(&mut set);
            }
        }
        entries
    }

    pub(in crate::yaml) fn is_merge_key(self) -> bool {
        let raw = self.raw();
        raw.kind == RawKind::Scalar && raw.style() == Style::Plain && self.text() == "<<"
    }

    /// The text that kubectl uses for a key: `on` becomes `true`, `0777` becomes `511`.
    pub fn key_text(self) -> Cow<'a, str> {
        let text = self.text();
        match self.style() {
            Style::Plain if !scalar::is_surely_string(text) => scalar::key_text(text).unwrap_or(Cow::Borrowed(text)),
            _ => Cow::Borrowed(text),
        }
    }
}
