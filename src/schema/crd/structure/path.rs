//! Follows a path such as `.spec.size` through a schema.

use crate::yaml::Node;

/// The result of following a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Followed<'w> {
    /// A value with this schema.
    Schema(Node<'w>),
    /// No value: a field is not described.
    Missing,
    /// Unknown: the path has brackets, or a schema is not known.
    Unknown,
}

/// Follows a path that starts with a dot through `properties` and `additionalProperties`.
///
/// Source: `ValidFieldPath` in apiextensions-apiserver (`pkg/apiserver/schema/cel/validation.go`).
pub fn follow<'w>(schema: Node<'w>, path: &str) -> Followed<'w> {
    let Some(rest) = path.strip_prefix('.') else {
        return if path.starts_with('[') { Followed::Unknown } else { Followed::Missing };
    };
    let mut at = schema;
    for step in rest.split('.') {
        if step.is_empty() || !step.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return Followed::Unknown;
        }
        let properties = at.written("properties").map(|entry| entry.value);
        let others = at.written("additionalProperties").map(|entry| entry.value).filter(|others| others.is_mapping());
        match properties.and_then(|list| list.written(step)).map(|entry| entry.value).or(others) {
            Some(next) => at = next,
            None => return Followed::Missing,
        }
    }
    Followed::Schema(at)
}
