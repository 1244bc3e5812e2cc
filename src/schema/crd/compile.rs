//! Compiles the schema of a definition to rows. A part that is not understood accepts any value.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Compiled, Crd};
use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;
use crate::schema::limit::{Bound, Format, Pattern, is_plain, number};
use crate::schema::rows::{ApiRow, DefinitionRow, FieldRow, LifeRow, LimitRow, Name, ShapeRow, UniqueRow};
use crate::schema::{OBJECT_META, Schema, built_in};
use crate::yaml::Node;

/// The depth below which a schema is not read.
const MAX_DEPTH: usize = 60;
/// The most keywords of a schema, fields of an object, or values of an enum.
const MAX_KEYS: usize = 255;
/// The most bytes in the path to a field, and in all text.
const MAX_PATH: usize = 4 << 10;
const MAX_TEXT: usize = 8 << 20;

/// Indexes in `versions`.
const NEVER: u8 = 0;
const ALWAYS: u8 = 1;
/// Indexes in `shapes`.
const ANY: u16 = 0;
const TEXT: u16 = 1;
const METADATA: u16 = 2;

/// The fields that every object has, whatever its schema contains.
const COMMON: [(&str, u16); 3] = [("apiVersion", TEXT), ("kind", TEXT), ("metadata", METADATA)];

/// Compiles a definition. Returns `None` if its schema is larger than the rows can count.
pub(super) fn compile(crd: &Crd<'_>) -> Option<Compiled> {
    let mut rows = Rows::new(format!("{}.{}", crd.api_version, crd.kind))?;
    rows.keeps = crd.keeps;
    let root = rows.value(crd.root?, &Place { depth: 0, has_status: crd.has_status })?;
    let ShapeRow::Record(definition) = rows.shapes[usize::from(root)] else { return None };
    let (kind, api_version) = (rows.name(crd.kind)?, rows.name(&crd.api_version)?);
    let api = ApiRow { kind, api_version, definition, versions: ALWAYS, namespaced: crd.namespaced, life: 0 };
    let rules = rows.rules;
    Some(Compiled { schema: rows.finish(vec![api])?, rules })
}

/// Compiles a schema to check its `default`. The last definition is that of a mapping whose field `default` has the
/// type of the schema. Returns `None` if the schema is larger than the rows can count.
pub(super) fn compile_default(schema: Node<'_>) -> Option<Schema<'static>> {
    let mut rows = Rows::new("default".to_owned())?;
    rows.fills_nothing = true;
    let shape = rows.value(schema, &Place { depth: 1, has_status: false })?;
    let (name, first) = (rows.name("default")?, u16::try_from(rows.fields.len()).ok()?);
    rows.fields.push(field(name, shape, NEVER));
    rows.definitions.push(definition(name, (first, 1), true, false));
    rows.finish(Vec::new())
}

#[derive(Default)]
struct Rows {
    text: String,
    words: Vec<Name>,
    shapes: Vec<ShapeRow>,
    definitions: Vec<DefinitionRow>,
    fields: Vec<FieldRow>,
    limits: Vec<LimitRow>,
    rules: usize,
    keeps: bool,
    /// Whether a required field must exist even if it has a default.
    fills_nothing: bool,
    /// The path to the schema that is read.
    path: String,
}

/// The place of a schema.
struct Place {
    /// The depth of the schema, 0 for that of the object itself.
    depth: usize,
    has_status: bool,
}

impl Rows {
    fn new(path: String) -> Option<Self> {
        let metadata =
            built_in().definitions.binary_search_by(|row| built_in().name(row.name).cmp(OBJECT_META)).ok()?;
        let shapes = vec![ShapeRow::Any, ShapeRow::Text, ShapeRow::BuiltIn(u16::try_from(metadata).ok()?)];
        Some(Self { shapes, path, ..Self::default() })
    }

    fn finish(mut self, apis: Vec<ApiRow>) -> Option<Schema<'static>> {
        let none = self.name("")?;
        let all = Versions { first: Version::OLDEST, last: Version::NEWEST };
        let life = LifeRow { deprecated: None, removed: None, instead: none, instead_kind: none, note: none };
        Some(Schema {
            text: Cow::Owned(self.text),
            words: Cow::Owned(self.words),
            versions: Cow::Owned(vec![VersionSet::default(), all.into()]),
            shapes: Cow::Owned(self.shapes),
            lives: Cow::Owned(vec![life]),
            definitions: Cow::Owned(self.definitions),
            fields: Cow::Owned(self.fields),
            apis: Cow::Owned(apis),
            limits: self.limits,
        })
    }

    /// Compiles the type that a schema describes. All rows below it come before its own row.
    fn value(&mut self, schema: Node<'_>, place: &Place) -> Option<u16> {
        let schema = Keywords::read(schema)?;
        if schema.0.is_empty() || place.depth > MAX_DEPTH || schema.get("$ref").is_some() {
            return Some(ANY);
        }
        self.rules += schema.get("x-kubernetes-validations").map_or(0, |rules| rules.items().count());
        let is_whole = place.depth == 0 || schema.is_true("x-kubernetes-embedded-resource");
        let below = Place { depth: place.depth + 1, has_status: false };
        let kind = schema.get("type").and_then(Node::as_str);
        let row = match kind {
            _ if is_whole => self.record(&schema, place, true)?,
            _ if schema.is_true("x-kubernetes-int-or-string") => ShapeRow::LongOrString,
            Some("object") if schema.get("properties").is_some() => self.record(&schema, place, false)?,
            Some("object") => match schema.get("additionalProperties") {
                Some(value) if value.is_mapping() => ShapeRow::Map(self.value(value, &below)?),
                Some(_) => ShapeRow::Object,
                None if self.is_open(&schema) => ShapeRow::Object,
                None => self.record(&schema, place, false)?,
            },
            Some("array") => {
                let item = match schema.get("items") {
                    Some(item) => self.value(item, &below)?,
                    None => ANY,
                };
                ShapeRow::List { item, unique: self.unique(&schema)? }
            }
            Some("string") => match self.words(schema.get("enum"))? {
                (_, 0) => ShapeRow::Text,
                (first, count) => ShapeRow::Enum { first, count },
            },
            Some("integer") => ShapeRow::Int64,
            Some("number") => ShapeRow::Number,
            Some("boolean") => ShapeRow::Bool,
            _ => ShapeRow::Any,
        };
        let row = self.shape(row)?;
        let enumerated = schema.get("enum").filter(|_| !matches!(kind, Some("string")));
        self.limits(row, &schema, enumerated);
        // Each schema in `allOf` adds its requirements to this one.
        for part in schema.get("allOf").into_iter().flat_map(Node::items).take(MAX_KEYS) {
            self.limits(row, &Keywords::read(part)?, None);
        }
        Some(row)
    }

    fn shape(&mut self, row: ShapeRow) -> Option<u16> {
        self.shapes.push(row);
        u16::try_from(self.shapes.len() - 1).ok()
    }

    /// Compiles a mapping with known keys. A whole object also has the keys of every object.
    fn record(&mut self, schema: &Keywords<'_>, place: &Place, is_whole: bool) -> Option<ShapeRow> {
        let required: HashSet<&str> = match schema.get("required") {
            Some(list) => list.items().take(MAX_KEYS * 2).filter_map(Node::as_str).collect(),
            None => HashSet::new(),
        };
        let mut fields: Vec<(Cow<'_, str>, u16, u8)> = Vec::new();
        for entry in schema.get("properties").into_iter().flat_map(Node::entries) {
            if fields.len() >= MAX_KEYS {
                return None;
            }
            let (key, property) = (entry.key.key_text(), entry.value);
            let is_common = is_whole && COMMON.iter().any(|(name, _)| *name == key);
            let is_status = place.has_status && key == "status";
            if is_common {
                continue;
            }
            let below = Place { depth: place.depth + 1, has_status: false };
            let outer = self.path.len();
            self.path.push('.');
            self.path.push_str(&key);
            let shape = match is_status {
                _ if self.path.len() > MAX_PATH => return None,
                true => ANY,
                false => self.value(property, &below)?,
            };
            self.path.truncate(outer);
            // A default replaces a missing value, and an allowed null is a value.
            let has_default = || property.get("default").is_some() && !self.fills_nothing;
            let is_filled = || has_default() || is_nullable(property);
            let is_required = required.contains(&*key) && !is_status && !is_filled();
            fields.push((key, shape, if is_required { ALWAYS } else { NEVER }));
        }
        if is_whole {
            fields.extend(COMMON.map(|(name, shape)| (Cow::Borrowed(name), shape, NEVER)));
        }
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        fields.dedup_by(|a, b| a.0 == b.0);
        let (first, count) = (u16::try_from(self.fields.len()).ok()?, u8::try_from(fields.len()).ok()?);
        let requires = fields.iter().any(|(_, _, required)| *required != NEVER);
        for (name, shape, required) in fields {
            let name = self.name(&name)?;
            self.fields.push(field(name, shape, required));
        }
        // The fields of a schema without a type are not known.
        let is_typed = schema.get("type").and_then(Node::as_str) == Some("object");
        let open = self.is_open(schema) || !is_typed || schema.get("additionalProperties").is_some();
        let name = self.name(&self.path.clone())?;
        self.definitions.push(definition(name, (first, count), open, requires));
        u16::try_from(self.definitions.len() - 1).ok().map(ShapeRow::Record)
    }

    fn is_open(&self, schema: &Keywords<'_>) -> bool {
        self.keeps || schema.is_true("x-kubernetes-preserve-unknown-fields")
    }

    fn unique(&mut self, schema: &Keywords<'_>) -> Option<UniqueRow> {
        Some(match schema.get("x-kubernetes-list-type").and_then(Node::as_str) {
            Some("set") => UniqueRow::Items,
            Some("map") => match self.words(schema.get("x-kubernetes-list-map-keys"))? {
                (_, 0) => UniqueRow::Nothing,
                (first, count) => UniqueRow::Keys { first, count },
            },
            _ => UniqueRow::Nothing,
        })
    }

    /// Adds the strings of a list; returns the index of the first and their number. Returns `None` if an item is not a
    /// string.
    fn words(&mut self, list: Option<Node<'_>>) -> Option<(u16, u8)> {
        let Some(list) = list else { return Some((0, 0)) };
        let words: Option<Vec<&str>> = list.items().take(MAX_KEYS + 1).map(Node::as_str).collect();
        let words = words.filter(|words| words.len() <= MAX_KEYS).unwrap_or_default();
        let first = u16::try_from(self.words.len()).ok()?;
        for word in &words {
            let name = self.name(word)?;
            self.words.push(name);
        }
        Some((first, u8::try_from(words.len()).ok()?))
    }

    fn name(&mut self, name: &str) -> Option<Name> {
        let at = u32::try_from(self.text.len()).ok()?;
        self.text.push_str(name);
        let length = u16::try_from(name.len()).ok()?;
        (self.text.len() <= MAX_TEXT).then_some(Name { at, length })
    }

    fn limits(&mut self, shape: u16, schema: &Keywords<'_>, enumerated: Option<Node<'_>>) {
        // Most schemas contain only the type.
        if schema.0.iter().all(|(keyword, _)| *keyword == "type") {
            return;
        }
        let number = |key: &str| Some((schema.get(key)?, number(schema.get(key)?)?));
        let count = |key: &str| Some((schema.get(key)?, u64::try_from(schema.get(key)?.as_i64()?).ok()?));
        let text = |key: &str| Some((schema.get(key)?, schema.get(key)?.as_str()?));
        let mut add = |limit: Option<(Node<'_>, Bound)>| {
            self.limits.extend(limit.map(|(node, bound)| LimitRow { shape, bound, span: node.span() }));
        };
        let exclusive = schema.is_true("exclusiveMinimum");
        add(number("minimum").map(|(node, value)| (node, Bound::Minimum { value, exclusive })));
        let exclusive = schema.is_true("exclusiveMaximum");
        add(number("maximum").map(|(node, value)| (node, Bound::Maximum { value, exclusive })));
        let multiple = schema.get("multipleOf").and_then(|node| Some((node, node.as_i64().filter(|&of| of > 0)?)));
        add(multiple.map(|(node, of)| (node, Bound::MultipleOf(of))));
        add(count("minLength").map(|(node, count)| (node, Bound::MinLength(count))));
        add(count("maxLength").map(|(node, count)| (node, Bound::MaxLength(count))));
        add(count("minItems").map(|(node, count)| (node, Bound::MinItems(count))));
        add(count("maxItems").map(|(node, count)| (node, Bound::MaxItems(count))));
        add(count("minProperties").map(|(node, count)| (node, Bound::MinProperties(count))));
        add(count("maxProperties").map(|(node, count)| (node, Bound::MaxProperties(count))));
        add(text("pattern").map(|(node, text)| (node, Bound::Pattern(Pattern::new(text)))));
        add(text("format").and_then(|(node, name)| Some((node, Bound::Format(Format::of(name)?)))));
        let values = enumerated.and_then(|list| {
            let plain = |node: Node<'_>| Some(node.scalar().json()).filter(|_| is_plain(node.scalar()));
            let values: Option<Vec<String>> = list.items().take(MAX_KEYS + 1).map(plain).collect();
            Some((list, values.filter(|values| !values.is_empty() && values.len() <= MAX_KEYS)?))
        });
        add(values.map(|(list, values)| (list, Bound::Enum(values))));
    }
}

fn field(name: Name, shape: u16, required: u8) -> FieldRow {
    let (versions, patch) = (ALWAYS, 0);
    FieldRow { name, shape, versions, required, patch, first_role: 0, roles: 0, first_constraint: 0, constraints: 0 }
}

fn definition(name: Name, (first, count): (u16, u8), open: bool, requires: bool) -> DefinitionRow {
    let versions = ALWAYS;
    DefinitionRow { name, first, count, versions, open, requires, first_constraint: 0, constraints: 0 }
}

/// The keywords of a schema, except for its description.
struct Keywords<'n>(Vec<(&'n str, Node<'n>)>);

impl<'n> Keywords<'n> {
    /// Returns `None` if there are too many keywords. Empty if the node is not a mapping.
    fn read(schema: Node<'n>) -> Option<Keywords<'n>> {
        let entries = schema.entries().map(|entry| (entry.key.text(), entry.value));
        let keywords: Vec<_> = entries.filter(|(key, _)| *key != "description").take(MAX_KEYS + 1).collect();
        (keywords.len() <= MAX_KEYS).then_some(Keywords(keywords))
    }

    fn get(&self, key: &str) -> Option<Node<'n>> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }
}

fn is_nullable(property: Node<'_>) -> bool {
    property.get("nullable").and_then(Node::as_bool) == Some(true)
}
