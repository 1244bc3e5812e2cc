//! The requirements of a custom resource definition on a value beyond its type.

mod format;
mod pattern;

use std::fmt;

use super::fit::is_open;
use super::rows::LimitRow;
use crate::source::Span;
use crate::yaml::{Ground, Kind, Node, Place, Scalar};

pub use format::Format;
pub use pattern::Pattern;
pub(super) use pattern::refusal_by_re2;

/// A condition and its place in the definition.
#[derive(Debug, Clone, Copy)]
pub struct Limit<'a> {
    row: &'a LimitRow,
}

/// A condition of JSON Schema, as the API server checks it.
#[derive(Debug)]
pub enum Bound {
    /// A number is at least this, or greater if the bound itself is excluded.
    Minimum {
        /// The bound.
        value: f64,
        /// Whether the bound itself is too small.
        exclusive: bool,
    },
    /// A number is at most this, or less if the bound itself is excluded.
    Maximum {
        /// The bound.
        value: f64,
        /// Whether the bound itself is too great.
        exclusive: bool,
    },
    /// An integer is a multiple of this one, which is above zero.
    MultipleOf(i64),
    /// A string has at least so many characters.
    MinLength(u64),
    /// A string has at most so many characters.
    MaxLength(u64),
    /// A list has at least so many items.
    MinItems(u64),
    /// A list has at most so many items.
    MaxItems(u64),
    /// A mapping has at least so many keys.
    MinProperties(u64),
    /// A mapping has at most so many keys.
    MaxProperties(u64),
    /// A part of a string matches.
    Pattern(Pattern),
    /// A string is of this form.
    Format(Format),
    /// A number or boolean is one of these, in JSON.
    Enum(Vec<String>),
}

impl<'a> Limit<'a> {
    pub(super) fn new(row: &'a LimitRow) -> Self {
        Self { row }
    }

    /// The condition.
    pub fn bound(self) -> &'a Bound {
        &self.row.bound
    }

    /// Whether a value certainly violates the condition; a value of another type never does.
    pub(super) fn is_broken(self, node: Node<'_>) -> bool {
        !node.is_null() && !is_open(node) && self.bound().is_broken(node)
    }
}

impl Place for Limit<'_> {
    /// The place of the condition in the definition: the value of the keyword.
    fn span(&self) -> Span {
        self.row.span
    }

    fn path(&self) -> String {
        String::new()
    }

    fn grounds(&self) -> Vec<Ground> {
        vec![Ground::Value(self.row.span)]
    }

    /// Always certain, as a definition that may still change is not read.
    fn is_certain(&self) -> bool {
        true
    }
}

impl Bound {
    /// The keyword of JSON Schema.
    pub fn keyword(&self) -> &'static str {
        match self {
            Bound::Minimum { .. } => "minimum",
            Bound::Maximum { .. } => "maximum",
            Bound::MultipleOf(_) => "multipleOf",
            Bound::MinLength(_) => "minLength",
            Bound::MaxLength(_) => "maxLength",
            Bound::MinItems(_) => "minItems",
            Bound::MaxItems(_) => "maxItems",
            Bound::MinProperties(_) => "minProperties",
            Bound::MaxProperties(_) => "maxProperties",
            Bound::Pattern(_) => "pattern",
            Bound::Format(_) => "format",
            Bound::Enum(_) => "enum",
        }
    }

    fn is_broken(&self, node: Node<'_>) -> bool {
        let text = node.as_str();
        match self {
            Bound::Minimum { value, exclusive } => {
                number(node).is_some_and(|number| number < *value || *exclusive && number <= *value)
            }
            Bound::Maximum { value, exclusive } => {
                number(node).is_some_and(|number| number > *value || *exclusive && number >= *value)
            }
            Bound::MultipleOf(of) => node.as_i64().is_some_and(|number| number.checked_rem(*of).unwrap_or(0) != 0),
            Bound::Pattern(pattern) => text.is_some_and(|text| pattern.refuses(text)),
            Bound::Format(format) => text.is_some_and(|text| format.refuses(text)),
            Bound::Enum(values) => is_plain(node.scalar()) && !values.contains(&node.scalar().json()),
            Bound::MinLength(least) | Bound::MinItems(least) | Bound::MinProperties(least) => {
                self.size(node).is_some_and(|size| size < *least)
            }
            Bound::MaxLength(most) | Bound::MaxItems(most) | Bound::MaxProperties(most) => {
                self.size(node).is_some_and(|size| size > *most)
            }
        }
    }

    /// The size that the bound limits: characters, items or keys. Returns `None` if the value has no such size.
    pub fn size(&self, node: Node<'_>) -> Option<u64> {
        let size = match self {
            Bound::MinLength(_) | Bound::MaxLength(_) => node.as_str()?.chars().count(),
            Bound::MinItems(_) | Bound::MaxItems(_) if node.is_sequence() => node.items().count(),
            Bound::MinProperties(_) | Bound::MaxProperties(_) if node.is_mapping() => node.entries().count(),
            _ => return None,
        };
        Some(size as u64)
    }
}

/// The number in a scalar. Returns `None` for other types.
pub(super) fn number(node: Node<'_>) -> Option<f64> {
    match node.scalar() {
        _ if node.kind() != Kind::Scalar => None,
        Scalar::Int(value) => Some(value as f64),
        Scalar::Uint(value) => Some(value as f64),
        Scalar::Float(value) => Some(value).filter(|value| value.is_finite()),
        _ => None,
    }
}

/// Whether JSON has only one way to write the value.
pub(super) fn is_plain(scalar: Scalar<'_>) -> bool {
    matches!(scalar, Scalar::Bool(_) | Scalar::Int(_) | Scalar::Uint(_))
}

impl fmt::Display for Bound {
    /// Writes the words that follow "must".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |f: &mut fmt::Formatter<'_>, most: &str, count: u64, noun: &str| {
            let (one, many) = noun.split_once('|').unwrap_or((noun, noun));
            write!(f, "have at {most} {count} {}", if count == 1 { one } else { many })
        };
        match self {
            Bound::Minimum { value, exclusive: false } => write!(f, "be at least {value}"),
            Bound::Minimum { value, exclusive: true } => write!(f, "be greater than {value}"),
            Bound::Maximum { value, exclusive: false } => write!(f, "be at most {value}"),
            Bound::Maximum { value, exclusive: true } => write!(f, "be less than {value}"),
            Bound::MultipleOf(of) => write!(f, "be a multiple of {of}"),
            Bound::MinLength(count) => counted(f, "least", *count, "character|characters"),
            Bound::MaxLength(count) => counted(f, "most", *count, "character|characters"),
            Bound::MinItems(count) => counted(f, "least", *count, "item|items"),
            Bound::MaxItems(count) => counted(f, "most", *count, "item|items"),
            Bound::MinProperties(count) => counted(f, "least", *count, "key|keys"),
            Bound::MaxProperties(count) => counted(f, "most", *count, "key|keys"),
            Bound::Pattern(pattern) => write!(f, "match `{}`", pattern.text()),
            Bound::Format(format) => write!(f, "be {}", format.noun()),
            Bound::Enum(values) => write!(f, "be one of `{}`", values.join("`, `")),
        }
    }
}
