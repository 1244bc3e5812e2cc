//! One set of definitions out of those of all versions: each field with the versions that have it.

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
    /// Only those with fields: others are plain types.
    pub definitions: BTreeMap<String, Definition>,
}

/// A definition.
#[derive(Default)]
pub struct Definition {
    /// Those that have it.
    pub versions: Versions,
    /// By name; several where the type changed.
    pub fields: BTreeMap<String, Vec<Field>>,
    /// The `apiVersion` and `kind` that objects of this definition bear.
    pub kinds: BTreeMap<(String, String), Kind>,
}

/// A field as some versions have it.
pub struct Field {
    /// As the facts write it.
    pub kind: String,
    /// How the items of a list are told apart, as the newest version says.
    pub list: String,
    /// What a strategic merge patch does with it, as the newest version says; empty for what it does with any value.
    pub patch: String,
    /// Those that have it so.
    pub versions: Versions,
    /// Those that require it.
    pub required: Versions,
}

/// A kind of object.
#[derive(Default)]
pub struct Kind {
    /// Those that have it.
    pub versions: Versions,
    /// Whether its objects live in a namespace.
    pub namespaced: Option<bool>,
}

impl Facts {
    /// Adds one version; they come from the oldest to the newest.
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
            // What the machinery of the API answers and takes with a request is in every group, and in no file.
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

    /// Gives strings their values.
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

    /// Says of kinds whether they live in a namespace; all versions of a kind do, or none.
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

/// `string` of `type: string` and of `type: [string, null]`.
fn type_word(schema: &Value) -> &str {
    strings(schema.get("type")).find(|word| *word != "null").unwrap_or("")
}

/// A string, or those of an array.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    list.iter().filter_map(Value::as_str)
}

/// Definitions that are a type of their own: they read and write their JSON themselves, so their schema does not tell.
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

/// How the items of a list are told apart: `set`, or `map(…)` with its keys.
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

/// What a strategic merge patch does with a field: `merge(…)` with the key of the items that are one, `merge` of a list
/// of plain values, `replace`, `retain` where only the keys of the patch are kept.
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
