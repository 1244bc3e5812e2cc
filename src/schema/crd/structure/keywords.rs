//! The keywords of one schema.

use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Kind, Node};

/// The keywords of a schema, without nulls, which Go reads as absent.
pub(super) struct Keywords<'w> {
    pub(super) node: Node<'w>,
    entries: Vec<(&'w str, Entry<'w>)>,
}

impl<'w> Keywords<'w> {
    /// Reads a schema. Returns `None` if it is not a mapping, or if a template fills in keywords. Null is an empty
    /// schema.
    pub(super) fn read(node: Node<'w>) -> Option<Self> {
        if !(node.is_mapping() || node.is_null()) {
            return None;
        }
        // Few schemas have more keywords.
        let mut entries = Vec::with_capacity(6);
        for entry in node.entries() {
            let key = entry.key.text();
            if entry.key.kind() != Kind::Scalar || !key.starts_with('$') && is_unknown(key) {
                return None;
            }
            if !entry.value.is_null() {
                entries.push((key, entry));
            }
        }
        Some(Keywords { node, entries })
    }

    pub(super) fn get(&self, key: &str) -> Option<Entry<'w>> {
        self.iter().find(|(name, _)| *name == key).map(|(_, entry)| entry)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'w str, Entry<'w>)> + '_ {
        self.entries.iter().copied()
    }

    /// Whether a schema has only a type, prose and fields, and no other condition, as most schemas do.
    pub(super) fn has_only_type(&self) -> bool {
        self.iter().all(|(key, _)| matches!(key, "description" | "type" | "properties" | "required" | "format"))
    }

    /// The text of a keyword. Returns `None` if its value is not a text, or is unknown.
    pub(super) fn text(&self, key: &str) -> Option<&'w str> {
        self.get(key)?.value.as_str().filter(|text| !is_unknown(text))
    }

    /// The entry of a keyword. Returns `None` if its value is not true.
    pub(super) fn is_true(&self, key: &str) -> Option<Entry<'w>> {
        self.get(key).filter(|entry| entry.value.as_bool() == Some(true))
    }

    /// The fields and their schemas.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'w str, Node<'w>)> + use<'w> {
        let properties = self.get("properties").map(|entry| entry.value);
        properties.into_iter().flat_map(Node::entries).map(|entry| (entry.key.text(), entry.value))
    }

    /// The name of the field that the schema describes, for messages.
    pub(super) fn name(&self) -> String {
        match self.node.key().map(|key| key.key_text()) {
            Some(key) if *key == *"openAPIV3Schema" => "the whole object".to_owned(),
            Some(key) if *key == *"items" => "the items of a list".to_owned(),
            Some(key) if *key == *"additionalProperties" => "the values of a map".to_owned(),
            Some(key) => format!("`{key}`"),
            None => "a value".to_owned(),
        }
    }
}
