//! Merges the definitions of all versions into one set: each field with the versions that have it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::Outcome;
use crate::enums::Enums;
use crate::scope::Scopes;
use crate::upstream::Definitions;

/// A set of versions: bit n is 1.n.
pub type Versions = u64;

/// All definitions by name.
#[derive(Default)]
pub struct Facts {
    /// The definitions that have fields. Others are plain types.
    pub definitions: BTreeMap<String, Definition>,
}

/// A definition.
#[derive(Default)]
pub struct Definition {
    /// The versions that have the definition.
    pub versions: Versions,
    /// The fields by name. A field whose type changed has several entries.
    pub fields: BTreeMap<String, Vec<Field>>,
    /// The `apiVersion` and `kind` of objects of this definition.
    pub kinds: BTreeMap<(String, String), Kind>,
}

/// A field as some of the versions define it.
pub struct Field {
    /// The type, as the facts write it.
    pub kind: String,
    /// How the items of a list are identified, according to the newest version.
    pub list: String,
    /// How a strategic merge patch changes the field, according to the newest version. Empty for the default.
    pub patch: String,
    /// The versions that define the field like this.
    pub versions: Versions,
    /// The versions that require the field.
    pub required: Versions,
}

/// A kind of object.
#[derive(Default)]
pub struct Kind {
    /// The versions that have the kind.
    pub versions: Versions,
    /// Whether its objects live in a namespace.
    pub namespaced: Option<bool>,
}

impl Facts {
    /// Adds one version. Versions must come from the oldest to the newest.
    pub fn add(&mut self, version: u32, definitions: &Definitions) -> Outcome<()> {
        let bit = 1 << version;
        for (name, schema) in definitions {
            let properties = schema.get("properties").and_then(Value::as_object);
            let Some(properties) = properties.filter(|_| special(name).is_none()) else { continue };
            let definition = self.definitions.entry(name.clone()).or_default();
            definition.versions |= bit;
            let required: BTreeSet<&str> = strings(schema.get("required")).collect();
            for (key, property) in properties {
                let kind = kind(property, definitions).map_err(|problem| format!("{name}.{key}: {problem}"))?;
                let fields = definition.fields.entry(key.clone()).or_default();
                let at = fields.iter().position(|field| field.kind == kind).unwrap_or_else(|| {
                    fields.push(Field { kind, list: String::new(), patch: String::new(), versions: 0, required: 0 });
                    fields.len() - 1
                });
                fields[at].versions |= bit;
                fields[at].required |= if required.contains(key.as_str()) { bit } else { 0 };
                fields[at].list = list(property).unwrap_or_else(|| std::mem::take(&mut fields[at].list));
                fields[at].patch = patch(property).map_err(|problem| format!("{name}.{key}: {problem}"))?;
            }
            // Types for requests and responses of the API itself are in every group, and in no manifest.
            if name.starts_with("io.k8s.apimachinery.") {
                continue;
            }
            for id in schema.get("x-kubernetes-group-version-kind").and_then(Value::as_array).into_iter().flatten() {
                let part = |key| id.get(key).and_then(Value::as_str).unwrap_or("");
                let (group, version, kind) = (part("group"), part("version"), part("kind"));
                let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
                definition.kinds.entry((api_version, kind.to_owned())).or_default().versions |= bit;
            }
        }
        Ok(())
    }

    /// Gives fields of the type string their values.
    pub fn add_enums(&mut self, enums: &Enums) {
        for (name, definition) in &mut self.definitions {
            for (key, field) in
                definition.fields.iter_mut().flat_map(|(key, all)| all.iter_mut().map(move |f| (key, f)))
            {
                if let Some(values) = enums.of(name, key) {
                    let values = format!("str <{}>", values.join("|"));
                    match field.kind.as_str() {
                        "str" => field.kind = values,
                        "[str]" => field.kind = format!("[{values}]"),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Says for each kind whether its objects live in a namespace. This is the same in all versions.
    pub fn add_scopes(&mut self, scopes: &Scopes) {
        for ((api_version, name), kind) in self.definitions.values_mut().flat_map(|definition| &mut definition.kinds) {
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            kind.namespaced = scopes.get(&(group.to_owned(), name.clone())).copied();
        }
    }
}

/// The type of a property, as the facts write it.
fn kind(schema: &Value, definitions: &Definitions) -> Outcome<String> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or(name);
        if let Some(kind) = special(name) {
            return Ok(kind.to_owned());
        }
        let target = definitions.get(name).ok_or("the definition is missing")?;
        return match target.get("properties") {
            Some(_) => Ok(format!("@{name}")),
            None => kind(target, definitions),
        };
    }
    let inner = |key: &str| schema.get(key).map(|schema| kind(schema, definitions)).transpose();
    let format = schema.get("format").and_then(Value::as_str).unwrap_or("");
    Ok(match (type_word(schema), format) {
        ("string", "byte") => "bytes".to_owned(),
        ("string", "date-time") => "time".to_owned(),
        ("string", "") => "str".to_owned(),
        ("integer", "int32") => "int32".to_owned(),
        ("integer", "int64") => "int64".to_owned(),
        ("number", "double") => "number".to_owned(),
        ("boolean", "") => "bool".to_owned(),
        ("array", "") => format!("[{}]", inner("items")?.ok_or("items of no type")?),
        ("object", "") => inner("additionalProperties")?.map_or("object".to_owned(), |value| format!("{{{value}}}")),
        ("", "") if schema.as_object().is_some_and(|schema| schema.keys().all(|key| key == "description")) => {
            "any".to_owned()
        }
        other => return Err(format!("the type {other:?} is new").into()),
    })
}

/// The type word: `string` for `type: string` and for `type: [string, null]`.
fn type_word(schema: &Value) -> &str {
    strings(schema.get("type")).find(|word| *word != "null").unwrap_or("")
}

/// The string, or the strings of an array.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter_map(Value::as_str)
}

/// The types whose definitions read and write their JSON themselves, so that their schema does not show the type.
fn special(name: &str) -> Option<&'static str> {
    let word = name.rsplit('.').next().unwrap_or(name);
    let package = name.strip_suffix(word)?.trim_end_matches('.');
    Some(match (package, word) {
        ("io.k8s.apimachinery.pkg.util.intstr", "IntOrString") => "intstr",
        ("io.k8s.apimachinery.pkg.api.resource", "Quantity") => "quantity",
        ("io.k8s.apimachinery.pkg.apis.meta.v1", "Time" | "MicroTime") => "time",
        ("io.k8s.apimachinery.pkg.apis.meta.v1", "FieldsV1" | "Fields") => "object",
        ("io.k8s.apimachinery.pkg.runtime", "RawExtension") => "raw",
        (_, "JSON" | "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrBool" | "JSONSchemaPropsOrStringArray")
            if package.starts_with("io.k8s.apiextensions-apiserver.") =>
        {
            "any"
        }
        _ => return None,
    })
}

/// How the items of a list are identified: `set`, or `map(…)` with its keys.
fn list(schema: &Value) -> Option<String> {
    let schema: &Map<String, Value> = schema.as_object()?;
    match schema.get("x-kubernetes-list-type")?.as_str()? {
        "map" => {
            let keys: Vec<&str> = strings(schema.get("x-kubernetes-list-map-keys")).collect();
            Some(format!("map({})", keys.join(",")))
        }
        "set" => Some("set".to_owned()),
        _ => Some(String::new()),
    }
}

/// How a strategic merge patch changes a field: `merge(…)` with the key that identifies items, `merge` for a list of
/// plain values, `replace`, or `retain` if only the keys of the patch are kept.
fn patch(schema: &Value) -> Outcome<String> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let key = text("x-kubernetes-patch-merge-key");
    Ok(match (text("x-kubernetes-patch-strategy"), key) {
        (None, None) => String::new(),
        (Some("merge"), None) => "merge".to_owned(),
        (Some("merge"), Some(key)) => format!("merge({key})"),
        (Some("merge,retainKeys"), Some(key)) => format!("merge({key}) retain"),
        (Some("retainKeys"), None) => "retain".to_owned(),
        (Some("replace"), None) => "replace".to_owned(),
        other => return Err(format!("the patch strategy {other:?} is new").into()),
    })
}
