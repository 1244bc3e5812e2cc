//! Checks whether a value has a type, as Go reads the JSON that kubectl sends.

use std::borrow::Cow;

use super::{Shape, Unique, Within};
use crate::text::unknown::{is_in_capitals, is_unknown};
use crate::yaml::{Kind, Node, Scalar, decode_base64};

/// Whether a value has the type itself; collections are judged only by their form. An unknown value also fits.
///
/// A null counts as absent (`json.Unmarshal` leaves the field as it is). Numbers are those of JSON, in which 3.0 is 3.
/// A value that templates or SOPS fill in later may be anything.
pub(super) fn fits(node: Node<'_>, shape: Shape<'_>) -> bool {
    let fits = match (node.kind(), shape) {
        (_, Shape::Any | Shape::Raw) => true,
        (Kind::Mapping, shape) => shape.is_mapping(),
        (Kind::Sequence, shape) => matches!(shape, Shape::List { .. }),
        (Kind::Scalar, shape) => match node.scalar() {
            Scalar::Null => true,
            Scalar::Str(_) => {
                shape.is_text() || matches!(shape, Shape::IntOrString | Shape::LongOrString | Shape::Quantity)
            }
            Scalar::Bool(_) => matches!(shape, Shape::Bool),
            // kubectl stops at these before it checks any type.
            Scalar::Float(value) if !value.is_finite() => true,
            _ => match shape {
                Shape::Number | Shape::Quantity => true,
                Shape::Int64 | Shape::LongOrString => node.as_i64().is_some(),
                Shape::Int32 | Shape::IntOrString => node.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
                _ => false,
            },
        },
    };
    fits || is_open(node) || is_left(node, shape)
}

/// Whether a word in capitals, which a person must replace, is in place of a number or a similar value.
pub(super) fn is_left(node: Node<'_>, shape: Shape<'_>) -> bool {
    let is_single = !shape.is_text() && !shape.is_collection() && !matches!(shape, Shape::Any | Shape::Raw);
    is_single && node.kind() == Kind::Scalar && is_in_capitals(node.text())
}

/// Whether the author may have meant a value for a type: it has the right form, and the type knows its contents.
pub(super) fn seems(node: Node<'_>, shape: Shape<'_>) -> bool {
    let mut keys = node.raw_entries().map(|entry| entry.key);
    match (node.kind(), shape) {
        (Kind::Mapping, Shape::Record(definition)) => {
            node.is_empty() || keys.any(|key| definition.field(&key.key_text()).next().is_some())
        }
        (Kind::Sequence, Shape::List { item, .. }) => {
            node.items().next().is_none_or(|first| seems(first, item.shape()))
        }
        (Kind::Scalar, _) if node.is_null() => shape.is_collection(),
        (Kind::Scalar, Shape::Enum(words)) => words.iter().any(|word| word == node.text()) || is_open(node),
        // A string that needs quotes is another mistake.
        (Kind::Scalar, shape) if shape.is_text() => true,
        _ => fits(node, shape),
    }
}

/// Whether a value is a placeholder: `${X}`, `$(X)` if no container expands it, or `{{ x }}` without quotes, which is a
/// mapping.
pub(super) fn is_open(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Scalar => is_unknown(node.text()) || node.text().contains("$("),
        Kind::Mapping => {
            let template = |key: Node<'_>| key.kind() != Kind::Scalar || is_unknown(key.text());
            node.raw_entries().any(|entry| template(entry.key))
        }
        Kind::Sequence => false,
    }
}

/// Whether a value is a string that Go cannot decode as base64, and is not a placeholder.
pub(super) fn is_broken_base64(node: Node<'_>, within: Within) -> bool {
    // A word in capitals is a placeholder; the value of a user-defined key may be a password in capitals.
    let is_placeholder = |text: &str| is_in_capitals(text) && (within == Within::Field || text.contains(['_', '-']));
    node.as_str().is_some_and(|text| decode_base64(text).is_none() && !is_open(node) && !is_placeholder(text))
}

/// The value by which an item of a list differs from others: a text, and whether it is that of a string.
pub(super) type Identity<'w> = (Cow<'w, str>, bool);

/// The value that no other item of a list may share with this one. Returns `None` if it is not known.
pub(super) fn identity<'w>(item: Node<'w>, unique: Unique<'_>) -> Option<Identity<'w>> {
    let Unique::Keys(keys) = unique else {
        return matches!(unique, Unique::Items).then(|| scalar_identity(item)).flatten();
    };
    let part = |key: &str| match item.written(key) {
        Some(entry) => scalar_identity(entry.value),
        // The only key with a default in the API of Kubernetes (core/v1 `SetDefaults_…`).
        None => (key == "protocol").then_some((Cow::Borrowed("TCP"), true)),
    };
    let mut keys = keys.iter();
    let first = part(keys.next()?)?;
    keys.try_fold(first, |(text, is_string), key| {
        let (next, is_next_string) = part(key)?;
        Some((Cow::Owned(format!("{is_string} {text}\0{is_next_string} {next}")), true))
    })
}

fn scalar_identity(node: Node<'_>) -> Option<Identity<'_>> {
    let known = node.kind() == Kind::Scalar && !node.is_null() && !is_open(node);
    known.then(|| match node.as_str() {
        Some(text) => (Cow::Borrowed(text), true),
        None => (Cow::Owned(node.scalar().json()), false),
    })
}
