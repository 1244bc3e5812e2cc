//! A tree as the JSON that kubectl would send.
#![allow(dead_code)]

use bowline::yaml::{Kind, Node, Scalar};
use serde_json::{Map, Number, Value};

/// The value of a node, merge keys and aliases resolved.
pub fn of(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().map(|entry| (entry.key.key_text().into_owned(), of(entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::Sequence => node.items().map(of).collect(),
        Kind::Scalar => match node.scalar() {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::Uint(value) => value.into(),
            Scalar::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            Scalar::Str(text) => text.into(),
        },
    }
}
