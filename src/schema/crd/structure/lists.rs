//! Checks lists that are sets, and lists that are maps by keys of their items.

use super::keywords::Keywords;
use super::{Walk, is_empty};
use crate::yaml::Node;

const LIST_TYPE: &str = "x-kubernetes-list-type";
const LIST_KEYS: &str = "x-kubernetes-list-map-keys";
const MAP_TYPE: &str = "x-kubernetes-map-type";

impl<'w> Walk<'w> {
    pub(super) fn lists(&mut self, schema: &Keywords<'w>) {
        let keys = schema.get(LIST_KEYS).filter(|entry| !is_empty(entry.value));
        let Some(entry) = schema.get(LIST_TYPE) else {
            if keys.is_some() {
                self.lack(schema.node, LIST_TYPE, format!("`{LIST_KEYS}` needs `{LIST_TYPE}: map`"));
            }
            return;
        };
        self.wants_type(schema, "array", LIST_TYPE);
        let items = schema.get("items").and_then(|items| self.read(items.value, 0));
        if let Some(items) = &items
            && matches!(schema.text(LIST_TYPE), Some("set" | "map"))
            && let Some(nullable) = items.is_true("nullable")
        {
            self.at(nullable, "the items of a set or a map cannot be `nullable`");
        }
        match schema.text(LIST_TYPE) {
            Some("atomic" | "set") if keys.is_some() => {
                self.at(entry, format!("`{LIST_KEYS}` needs `{LIST_TYPE}: map`"));
            }
            Some("set") => {
                if let Some(items) = items {
                    self.set(&items);
                }
            }
            Some("map") => self.map(schema, items.as_ref()),
            Some(found) if found != "atomic" => {
                self.at(entry, format!("`{LIST_TYPE}` must be `atomic`, `set` or `map`, not `{found}`"));
            }
            _ => {}
        }
    }

    /// Checks the items of a set, which are compared as a whole.
    fn set(&mut self, items: &Keywords<'w>) {
        let (key, is_default) = match items.text("type") {
            Some("array") => (LIST_TYPE, true),
            Some("object") => (MAP_TYPE, false),
            _ => return,
        };
        let fact = format!("the items of a set must have `{key}: atomic`");
        match items.get(key) {
            Some(entry) if items.text(key).is_some_and(|found| found != "atomic") => {
                self.at(entry, fact);
            }
            None if !is_default => {
                self.lack(items.node, MAP_TYPE, fact);
            }
            _ => {}
        }
    }

    /// Checks the keys of the items of a map. They must always exist and be plain values.
    fn map(&mut self, schema: &Keywords<'w>, items: Option<&Keywords<'w>>) {
        let keys = schema.get(LIST_KEYS).filter(|entry| !is_empty(entry.value));
        if keys.is_none() {
            self.lack(schema.node, LIST_KEYS, format!("`{LIST_TYPE}: map` needs `{LIST_KEYS}`"));
        }
        let Some(items) = items else {
            if schema.get("items").is_none() {
                self.lack(schema.node, "items", format!("`{LIST_TYPE}: map` needs a schema of the items"));
            }
            return;
        };
        match items.get("type") {
            Some(entry) if items.text("type").is_some_and(|found| found != "object") => {
                self.at(entry, "the items of a map must have `type: object`");
                return;
            }
            _ if items.text("type") != Some("object") => return,
            _ => {}
        }
        let list = keys.map(|entry| entry.value);
        let mut seen: Vec<&str> = Vec::new();
        for node in list.into_iter().flat_map(Node::items) {
            let Some(key) = node.as_str() else { continue };
            if seen.contains(&key) {
                if let Some(keys) = keys {
                    self.at(keys, format!("`{key}` appears twice in `{LIST_KEYS}`"));
                }
                continue;
            }
            seen.push(key);
            self.map_key(key, schema, items);
        }
    }

    fn map_key(&mut self, key: &'w str, schema: &Keywords<'w>, items: &Keywords<'w>) {
        let Some((_, property)) = items.properties().find(|(name, _)| *name == key) else {
            if let Some(keys) = schema.get(LIST_KEYS) {
                self.at(keys, format!("`{key}` in `{LIST_KEYS}` is not a property of the items"));
            }
            return;
        };
        let Some(property) = self.read(property, 0) else { return };
        if let Some(entry) = property.get("type").filter(|_| matches!(property.text("type"), Some("array" | "object")))
        {
            self.at(entry, format!("`{key}` is a key of the list, so it must be a plain value"));
        }
        if let Some(entry) = property.is_true("nullable") {
            self.at(entry, format!("`{key}` is a key of the list, so it cannot be `nullable`"));
        }
        let required = items.get("required").map(|entry| entry.value);
        let is_required = required.into_iter().flat_map(Node::items).any(|name| name.as_str() == Some(key));
        if !is_required && property.get("default").is_none() {
            let fact = format!("`{key}` is a key of the list, so it must be in `required` or have a `default`");
            self.lack(property.node, "default", fact);
        }
    }
}
