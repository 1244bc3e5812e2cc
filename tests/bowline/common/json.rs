//! Nodes as the JSON that kubectl would send.

use bowline::yaml::{Kind, Node, Scalar};
use serde_json::{Map, Number, Value};

pub fn json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().map(|entry| (entry.key.key_text().into_owned(), json(entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::Sequence => node.items().map(json).collect(),
        Kind::Scalar => scalar(node),
    }
}

/// The JSON of a scalar. Anything else is null.
pub fn scalar(node: Node<'_>) -> Value {
    match node.scalar() {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Int(value) => value.into(),
        Scalar::Uint(value) => value.into(),
        Scalar::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
        Scalar::Str(text) => text.into(),
    }
}
