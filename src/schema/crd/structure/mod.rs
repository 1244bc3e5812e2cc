//! Checks that the schema in a custom resource definition is structural, as the API server requires.
//!
//! Source: `ValidateCustomResourceDefinitionOpenAPISchema` in apiextensions-apiserver
//! (`pkg/apis/apiextensions/validation/validation.go`), `ValidateStructural` (`pkg/apiserver/schema/validation.go`) and
//! the checks of nested schemas (`pkg/apiserver/schema/complete.go`).

mod keywords;
mod lists;
mod metadata;
mod nested;
mod path;

use std::collections::HashMap;

use keywords::Keywords;
pub use path::{Followed, follow};

use crate::schema::limit::refusal_by_re2;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Kind, Node};

/// The depth below which a schema is not read, and the number of schemas that are read. Aliases may repeat schemas
/// without end.
const MAX_DEPTH: usize = 60;
const MAX_SCHEMAS: usize = 200_000;

/// A part of a schema that makes the API server reject the definition.
#[derive(Debug)]
pub struct Fault<'w> {
    /// The place of the fault.
    pub spot: FaultSpot<'w>,
    /// The mistake, as a sentence without its period.
    pub fact: String,
    /// The advice.
    pub help: Option<&'static str>,
}

/// The place of a fault.
#[derive(Debug, Clone, Copy)]
pub enum FaultSpot<'w> {
    /// At a keyword.
    At(Entry<'w>),
    /// At a schema that lacks a keyword.
    Lack(Node<'w>, &'static str),
}

/// The results of checking a schema.
#[derive(Debug, Default)]
pub struct Structure<'w> {
    /// The faults of the schema.
    pub faults: Vec<Fault<'w>>,
    /// A fault that exists only because the version has the subresource `status`.
    pub fault_of_status: Option<Fault<'w>>,
    /// The nested schemas whose `default` the API server checks.
    pub with_default: Vec<Node<'w>>,
}

/// Checks the schemas of all versions of a definition. Empty for the old API, which accepted other schemas.
pub fn structures(definition: Node<'_>) -> Vec<Structure<'_>> {
    if definition.get("apiVersion").and_then(Node::as_str) != Some("apiextensions.k8s.io/v1") {
        return Vec::new();
    }
    let versions = definition.find(&["spec", "versions"]).into_iter().flat_map(Node::items);
    versions.filter_map(|version| Some(structure(version.find(&["schema", "openAPIV3Schema"])?, version))).collect()
}

/// Checks the schema of a version.
fn structure<'w>(schema: Node<'w>, version: Node<'w>) -> Structure<'w> {
    let mut walk = Walk { found: Structure::default(), left: MAX_SCHEMAS, patterns: HashMap::new() };
    if let Some(root) = walk.read(schema, 0) {
        walk.root(&root);
        let has_status = version.get("subresources").and_then(|all| all.written("status")).is_some();
        walk.found.fault_of_status = has_status.then(|| fault_of_status(&root)).flatten();
        walk.structural(&root, Level::Root, Context::default());
    }
    walk.found
}

/// The keyword that the schema of the whole object cannot have if the version has the subresource `status`.
fn fault_of_status<'w>(root: &Keywords<'w>) -> Option<Fault<'w>> {
    let mut said = FORBIDDEN_WITH_STATUS.iter().filter_map(|key| Some((key, root.get(key)?)));
    let (key, entry) = said.find(|(_, entry)| !is_empty(entry.value))?;
    Some(Fault {
        spot: FaultSpot::At(entry),
        fact: format!(
            "`{key}` cannot be in the schema of the whole object if the version has the subresource `status`"
        ),
        help: Some("write it in the schema of a field, such as `spec`"),
    })
}

/// The level of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Field,
}

/// The requirements on a schema because of its place.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    depth: usize,
    /// Whether the schema is about `apiVersion`, `kind` or `metadata` of the whole object.
    is_in_own_metadata: bool,
    /// Whether the schema is about these fields of the whole object or of an embedded object.
    is_in_metadata: bool,
    /// Whether the schema is about the values of a map, whose defaults are not checked.
    is_in_map: bool,
}

struct Walk<'w> {
    found: Structure<'w>,
    left: usize,
    /// The mistakes in the patterns read so far, as most definitions repeat a few patterns.
    patterns: HashMap<&'w str, Option<&'static str>>,
}

impl<'w> Walk<'w> {
    /// Reads a schema. Returns `None` if it is not a mapping, contains a placeholder, or is too deep or too large.
    fn read(&mut self, schema: Node<'w>, depth: usize) -> Option<Keywords<'w>> {
        self.left = self.left.checked_sub(1)?;
        Keywords::read(schema).filter(|_| depth <= MAX_DEPTH)
    }

    fn at(&mut self, entry: Entry<'w>, fact: impl Into<String>) -> &mut Fault<'w> {
        self.push(FaultSpot::At(entry), fact.into())
    }

    fn lack(&mut self, schema: Node<'w>, key: &'static str, fact: impl Into<String>) -> &mut Fault<'w> {
        self.push(FaultSpot::Lack(schema, key), fact.into())
    }

    fn push(&mut self, spot: FaultSpot<'w>, fact: String) -> &mut Fault<'w> {
        let faults = &mut self.found.faults;
        faults.push(Fault { spot, fact, help: None });
        let last = faults.len() - 1;
        &mut faults[last]
    }

    /// Checks the keywords that only the schema of the whole object cannot have.
    fn root(&mut self, root: &Keywords<'w>) {
        if let Some(nullable) = root.is_true("nullable") {
            self.at(nullable, "the schema of the whole object cannot be `nullable`");
        }
        if let Some(entry) = root.get("additionalProperties") {
            self.at(entry, "the schema of the whole object cannot have `additionalProperties`");
        }
    }

    /// Checks a schema that describes a value, and the schemas below it.
    fn structural(&mut self, schema: &Keywords<'w>, level: Level, context: Context) {
        self.types(schema, level);
        if level == Level::Root || !schema.has_only_type() {
            self.own(schema, level, context);
        }
        let is_embedded = schema.is_true("x-kubernetes-embedded-resource").is_some();
        for (key, property) in schema.properties() {
            let is_about_meta = matches!(key, "apiVersion" | "kind" | "metadata");
            let below = Context {
                depth: context.depth + 1,
                is_in_own_metadata: context.is_in_own_metadata || level == Level::Root && is_about_meta,
                is_in_metadata: context.is_in_metadata || (level == Level::Root || is_embedded) && is_about_meta,
                ..context
            };
            self.below(property, below);
        }
        for (key, is_map) in [("items", false), ("additionalProperties", true)] {
            if let Some(entry) = schema.get(key) {
                let is_in_map = context.is_in_map || is_map;
                self.below(entry.value, Context { depth: context.depth + 1, is_in_map, ..context });
            }
        }
    }

    /// Checks all keywords of a schema about its own value, except for the type.
    fn own(&mut self, schema: &Keywords<'w>, level: Level, context: Context) {
        self.common(schema, context);
        self.extensions(schema);
        self.lists(schema);
        self.validations(schema);
        self.pattern(schema);
        self.metadata(schema, level);
        if let Some(default) = schema.get("default").filter(|_| context.is_in_own_metadata) {
            self.at(default, "`default` cannot be in the schema of `apiVersion`, `kind` or `metadata`");
        }
        if schema.get("default").is_some() && !context.is_in_map && !context.is_in_metadata && level == Level::Field {
            self.found.with_default.push(schema.node);
        }
        self.junctors(schema, level, context.depth);
    }

    fn below(&mut self, schema: Node<'w>, context: Context) {
        if let Some(schema) = self.read(schema, context.depth) {
            self.structural(&schema, Level::Field, context);
        }
    }

    /// Checks the keywords that no schema can have.
    fn common(&mut self, schema: &Keywords<'w>, context: Context) {
        for (key, help) in UNSUPPORTED {
            let counts = |entry: &Entry<'w>| matches!(*key, "$ref" | "dependencies") || !is_empty(entry.value);
            if let Some(entry) = schema.get(key).filter(counts) {
                self.at(entry, format!("`{key}` is not supported")).help = Some(help);
            }
        }
        if let Some(items) = schema.get("items").filter(|items| items.value.is_sequence()) {
            self.at(items, "`items` must be one schema, not a list of them");
        }
        if let Some(unique) = schema.is_true("uniqueItems") {
            let fault = self.at(unique, "`uniqueItems` cannot be true, as the API server would compare all items");
            fault.help = Some("write `x-kubernetes-list-type: set`");
        }
        if let Some(entry) = schema.get("x-kubernetes-preserve-unknown-fields")
            && entry.value.as_bool() == Some(false)
        {
            self.at(entry, "`x-kubernetes-preserve-unknown-fields` must be true, or be left out").help =
                Some("remove it");
        }
        if let Some(others) = schema.get("additionalProperties")
            && schema.properties().next().is_some()
            && others.value.as_bool() != Some(true)
            && (others.value.is_mapping() || others.value.as_bool().is_some())
        {
            self.at(others, "`additionalProperties` and `properties` exclude each other");
        }
        if let Some(entry) = schema.is_true("x-kubernetes-embedded-resource").filter(|_| context.is_in_metadata) {
            self.at(entry, "`x-kubernetes-embedded-resource` cannot be in the schema of `metadata`");
        }
    }

    /// Checks the type. Every schema must have one unless its values are of several types.
    fn types(&mut self, schema: &Keywords<'w>, level: Level) {
        const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];
        let is_free = schema.is_true("x-kubernetes-int-or-string").is_some()
            || schema.is_true("x-kubernetes-preserve-unknown-fields").is_some();
        let Some(entry) = schema.get("type").filter(|entry| !is_empty(entry.value)) else {
            let is_told = ["$ref", "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-embedded-resource"];
            if !is_free && is_told.iter().all(|key| schema.get(key).is_none()) {
                let fault = self.lack(schema.node, "type", format!("the schema of {} has no `type`", schema.name()));
                fault.help = Some("write `type`, or `x-kubernetes-preserve-unknown-fields: true` for any value");
            }
            return;
        };
        match schema.text("type") {
            Some("null") => {
                self.at(entry, "`null` is not a type of a schema").help = Some("write the type and `nullable: true`");
            }
            Some(found) if !TYPES.contains(&found) => {
                let fact = format!(
                    "`type` must be `array`, `boolean`, `integer`, `number`, `object` or `string`, not `{found}`"
                );
                self.at(entry, fact);
            }
            Some(found) if level == Level::Root && found != "object" => {
                self.at(entry, format!("the schema of the whole object must have `type: object`, not `{found}`"));
            }
            Some("array") if schema.get("items").is_none() => {
                let is_map = schema.text("x-kubernetes-list-type") == Some("map");
                if !is_map {
                    let fact = format!("{} is an array, and its schema has no `items`", schema.name());
                    self.lack(schema.node, "items", fact);
                }
            }
            _ => {}
        }
    }

    fn pattern(&mut self, schema: &Keywords<'w>) {
        let wrong = |pattern| *self.patterns.entry(pattern).or_insert_with(|| refusal_by_re2(pattern));
        let wrong = schema.text("pattern").and_then(wrong);
        if let Some((pattern, wrong)) = schema.get("pattern").zip(wrong) {
            self.at(pattern, format!("`pattern` is not a regular expression of Go: {wrong}"));
        }
    }

    /// Checks the extensions that describe the form of a value.
    fn extensions(&mut self, schema: &Keywords<'w>) {
        let keeps = schema.is_true("x-kubernetes-preserve-unknown-fields");
        let is_both = schema.is_true("x-kubernetes-int-or-string").is_some();
        let embedded = schema.is_true("x-kubernetes-embedded-resource");
        if is_both {
            for (entry, key) in
                [(keeps, "x-kubernetes-preserve-unknown-fields"), (embedded, "x-kubernetes-embedded-resource")]
            {
                if let Some(entry) = entry {
                    self.at(entry, format!("`{key}` and `x-kubernetes-int-or-string` exclude each other"));
                }
            }
        }
        if let Some(embedded) = embedded.filter(|_| !is_both) {
            self.wants_type(schema, "object", "x-kubernetes-embedded-resource");
            if let Some(others) = schema.get("additionalProperties") {
                self.at(others, "`additionalProperties` and `x-kubernetes-embedded-resource` exclude each other");
            }
            if keeps.is_none() && schema.properties().next().is_none() {
                let fact = "an embedded resource needs `properties`, or `x-kubernetes-preserve-unknown-fields: true`";
                self.at(embedded, fact);
            }
        }
        if let Some(kind) = schema.get("x-kubernetes-map-type") {
            self.wants_type(schema, "object", "x-kubernetes-map-type");
            if let Some(found) = schema.text("x-kubernetes-map-type").filter(|t| !matches!(*t, "atomic" | "granular")) {
                self.at(kind, format!("`x-kubernetes-map-type` must be `atomic` or `granular`, not `{found}`"));
            }
        }
    }

    /// Reports a type that an extension does not allow.
    fn wants_type(&mut self, schema: &Keywords<'w>, wanted: &str, extension: &'static str) {
        match (schema.get("type").filter(|entry| !is_empty(entry.value)), schema.text("type")) {
            (None, _) => {
                self.lack(schema.node, "type", format!("a schema with `{extension}` needs `type: {wanted}`"));
            }
            (Some(entry), Some(found)) if found != wanted => {
                self.at(entry, format!("a schema with `{extension}` must have `type: {wanted}`, not `{found}`"));
            }
            _ => {}
        }
    }

    /// Checks the rules in CEL, except for their expressions.
    fn validations(&mut self, schema: &Keywords<'w>) {
        for rule in schema.get("x-kubernetes-validations").into_iter().flat_map(|list| list.value.items()) {
            let text = |key: &str| rule.written(key).and_then(|entry| Some((entry, entry.value.as_str()?)));
            let has_lines = |text: &str| text.trim().contains(['\n', '\r']);
            match (text("message"), text("rule")) {
                (Some((entry, message)), _) if !message.is_empty() && message.trim().is_empty() => {
                    self.at(entry, "`message` is blank");
                }
                (Some((entry, message)), _) if has_lines(message) => {
                    self.at(entry, "`message` must be one line");
                }
                (message, Some((_, text))) if has_lines(text) && message.is_none_or(|(_, text)| text.is_empty()) => {
                    self.lack(rule, "message", "a `rule` of several lines needs a `message`");
                }
                _ => {}
            }
            if let Some((entry, _)) = text("rule").filter(|(_, rule)| rule.trim().is_empty()) {
                self.at(entry, "`rule` is blank");
            }
            let Some((entry, path)) = text("fieldPath").filter(|(_, path)| !path.is_empty()) else { continue };
            if path.contains(['\n', '\r']) || path.trim().is_empty() {
                self.at(entry, "`fieldPath` must be a path in one line");
            } else if !is_unknown(path) && follow(schema.node, path) == Followed::Missing {
                self.at(entry, "`fieldPath` does not lead to a field of this schema");
            }
        }
    }
}

/// Keywords that no schema of a definition can have, with the advice for each.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("$ref", "write the schema out"),
    ("$schema", "remove it"),
    ("additionalItems", "remove it"),
    ("definitions", "write the schemas out where they are used"),
    ("dependencies", "write a rule in `x-kubernetes-validations`"),
    ("id", "remove it"),
    ("patternProperties", "write `additionalProperties`"),
];

/// Keywords that the schema of the whole object cannot have if `status` is a subresource, as they do not apply to
/// `status` alone.
const FORBIDDEN_WITH_STATUS: &[&str] = &[
    "allOf",
    "anyOf",
    "default",
    "enum",
    "maxProperties",
    "minProperties",
    "not",
    "oneOf",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-map-type",
];

/// Whether a value is empty: Go treats an empty text, list or mapping as absent.
fn is_empty(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Scalar => value.as_str() == Some(""),
        _ => value.is_empty(),
    }
}
