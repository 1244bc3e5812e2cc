//! Checks schemas in `allOf`, `anyOf`, `oneOf` and `not`. They may only restrict values, and only those of fields that
//! are described outside of them.

use super::keywords::Keywords;
use super::{Context, Level, Walk, is_empty};
use crate::yaml::Node;

/// Keywords that describe a value.
const DESCRIBES: &[&str] = &[
    "type",
    "default",
    "title",
    "description",
    "additionalProperties",
    "nullable",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
];

impl<'w> Walk<'w> {
    /// Checks the schemas in the junctors of a schema that describes a value.
    pub(super) fn junctors(&mut self, schema: &Keywords<'w>, level: Level, depth: usize) {
        // The API server requires only in the whole object that nested fields are described.
        self.parts(schema, Some(schema).filter(|_| level == Level::Root), depth, true);
    }

    /// Checks the schemas in junctors. `of` describes the value of the parts, if that matters. `may_be_both` says
    /// whether an integer or a string is allowed here.
    fn parts(&mut self, schema: &Keywords<'w>, of: Option<&Keywords<'w>>, depth: usize, may_be_both: bool) {
        for key in ["allOf", "anyOf", "oneOf"] {
            let Some(list) = schema.get(key) else { continue };
            if key == "anyOf" && may_be_both && is_int_or_string(list.value) {
                continue;
            }
            if list.value.items().nth(1).is_some() && list.value.items().all(|part| only_type(part).is_some()) {
                let fact = format!("`type` cannot be in `{key}`, but for an integer or a string");
                self.at(list, fact).help = Some("write `anyOf: [{type: integer}, {type: string}]`, in this order");
                continue;
            }
            for (index, part) in list.value.items().enumerate() {
                self.part(part, of, depth + 1, may_be_both && key == "allOf" && index == 0);
            }
        }
        if let Some(not) = schema.get("not") {
            self.part(not.value, of, depth + 1, false);
        }
    }

    fn part(&mut self, node: Node<'w>, of: Option<&Keywords<'w>>, depth: usize, may_be_both: bool) {
        let Some(schema) = self.read(node, depth) else { return };
        self.common(&schema, Context { depth, ..Context::default() });
        for (key, entry) in schema.iter().filter(|(key, _)| DESCRIBES.contains(key)) {
            let says_nothing = is_empty(entry.value) && key != "additionalProperties";
            if says_nothing || entry.value.as_bool() == Some(false) {
                continue;
            }
            let fault = self.at(entry, format!("`{key}` cannot be in `allOf`, `anyOf`, `oneOf` or `not`"));
            fault.help = Some("write it in the schema outside of these");
        }
        self.parts(&schema, of, depth, may_be_both);
        for (key, property) in schema.properties() {
            if key == "metadata" {
                if let Some(entry) = schema.get("properties").and_then(|list| list.value.entry(key)) {
                    self.at(entry, "`metadata` cannot be in `allOf`, `anyOf`, `oneOf` or `not`");
                }
                continue;
            }
            let described = of.map(|of| of.properties().find(|(name, _)| *name == key).map(|(_, schema)| schema));
            if let Some(None) = described
                && let Some(entry) = schema.get("properties").and_then(|list| list.value.entry(key))
            {
                let fault =
                    self.at(entry, format!("nothing outside of `allOf`, `anyOf`, `oneOf` and `not` describes `{key}`"));
                fault.help = Some("describe it in `properties` next to these");
            }
            let described = described.flatten().and_then(|schema| self.read(schema, depth));
            self.part(property, described.as_ref(), depth + 1, false);
        }
        if let Some(items) = schema.get("items") {
            let described = of.and_then(|of| of.get("items")).and_then(|items| self.read(items.value, depth));
            if described.is_none() && of.is_some_and(|of| of.get("items").is_none()) {
                self.at(items, "nothing outside of `allOf`, `anyOf`, `oneOf` and `not` describes the items");
            }
            self.part(items.value, described.as_ref(), depth + 1, false);
        }
    }
}

/// Whether a list is that of `x-kubernetes-int-or-string`: `{type: integer}`, then `{type: string}`.
fn is_int_or_string(list: Node<'_>) -> bool {
    list.items().map(only_type).eq([Some("integer"), Some("string")])
}

/// The type in a schema. Returns `None` if the schema has any other keyword.
fn only_type(schema: Node<'_>) -> Option<&str> {
    let mut entries = schema.entries();
    let only = entries.next().filter(|entry| entry.key.text() == "type" && entries.next().is_none());
    only.and_then(|entry| entry.value.as_str())
}
