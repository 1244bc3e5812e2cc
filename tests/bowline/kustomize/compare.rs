//! Compares two streams of documents as kubectl reads them.

use std::fmt;

use bowline::source::{FileId, Source, Sources};
use bowline::yaml;
use serde_json::Value;

use crate::common::json::json;

/// The documents of a stream. Empty documents are left out.
pub fn documents(text: &str) -> Vec<Value> {
    let sources = Sources::new(vec![Source::new("build.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let documents = parsed.documents.iter().filter_map(|document| Some(json(document.tree.root()?)));
    documents.filter(|value| !value.is_null()).collect()
}

/// The first difference between two builds.
#[derive(Debug)]
pub struct Difference {
    /// The group of the difference, such as `missing key`.
    pub kind: &'static str,
    pub place: String,
    pub ours: Value,
    pub theirs: Value,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |value: &Value| value.to_string().chars().take(160).collect::<String>();
        write!(f, "{}: {}\n    ours   {}\n    theirs {}", self.kind, self.place, short(&self.ours), short(&self.theirs))
    }
}

/// The first difference between two builds: the objects, their order, each value. The order of keys does not matter.
pub fn difference(ours: &[Value], theirs: &[Value]) -> Option<Difference> {
    let (our_names, their_names): (Vec<_>, Vec<_>) =
        (ours.iter().map(name).collect(), theirs.iter().map(name).collect());
    if our_names != their_names {
        let (mut ours, mut theirs) = (our_names.clone(), their_names.clone());
        ours.retain(|name| !their_names.contains(name));
        theirs.retain(|name| !our_names.contains(name));
        let kind = if ours.is_empty() && theirs.is_empty() { "order of objects" } else { "other objects" };
        let is_order = kind == "order of objects";
        let (ours, theirs) = if is_order { (our_names, their_names) } else { (ours, theirs) };
        return Some(Difference { kind, place: String::new(), ours: ours.into(), theirs: theirs.into() });
    }
    ours.iter().zip(theirs).find_map(|(ours, theirs)| value(&name(ours), ours, theirs))
}

fn name(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    [&object["apiVersion"], &object["kind"], &metadata["namespace"], &metadata["name"]].map(text).join(" ")
}

fn value(place: &str, ours: &Value, theirs: &Value) -> Option<Difference> {
    let differ = |kind| Some(Difference { kind, place: place.to_owned(), ours: ours.clone(), theirs: theirs.clone() });
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            if let Some(key) = one.keys().find(|key| !other.contains_key(*key)) {
                return value(&format!("{place}.{key}"), &one[key], &Value::Null).map(|it| it.of("key too many"));
            }
            if let Some(key) = other.keys().find(|key| !one.contains_key(*key)) {
                return value(&format!("{place}.{key}"), &Value::Null, &other[key]).map(|it| it.of("missing key"));
            }
            one.iter().find_map(|(key, ours)| value(&format!("{place}.{key}"), ours, &other[key]))
        }
        (Value::Array(one), Value::Array(other)) if one.len() != other.len() => differ("length of a list"),
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (ours, theirs))| value(&format!("{place}[{at}]"), ours, theirs))
        }
        _ if ours == theirs => None,
        _ => differ("value"),
    }
}

impl Difference {
    /// Whether the difference is between two strings that differ only in blank lines.
    pub fn is_of_blank_lines(&self) -> bool {
        let rows = |value: &Value| Some(value.as_str()?.lines().filter(|line| !line.is_empty()).collect::<String>());
        self.ours.is_string() && rows(&self.ours) == rows(&self.theirs)
    }

    fn of(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }
}
