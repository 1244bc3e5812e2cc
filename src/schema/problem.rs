//! The problems that an object can have.

use super::{BrokenConstraint, Definition, Field, Limit, Meant, Shape, Unique, Words};
use crate::diagnostic::Explained;
use crate::kube::values::version_set::VersionSet;
use crate::source::Span;
use crate::yaml::{Entry, Kind, Node, Scalar};

/// A problem of an object.
#[derive(Debug, Clone)]
pub enum Problem<'w> {
    /// A key that its mapping may not have.
    Unknown(UnknownField<'w>),
    /// A value that has another type than its field.
    Type(WrongType<'w>),
    /// A string that is not allowed.
    Word(UnknownWord<'w>),
    /// A required field is absent or null.
    Missing(MissingField<'w>),
    /// A null in place of a collection that may be left out.
    Null(NullField<'w>),
    /// Two items of a list that may not be the same.
    Same(SameItems<'w>),
    /// A value of the right type that its definition does not allow.
    Limit(BrokenLimit<'w>),
    /// A value that breaks a requirement of the API server beyond its type.
    Constraint(BrokenConstraint<'w>),
    /// A string that is not base64, in a field of bytes.
    Encoding(NotBase64<'w>),
}

/// The innermost field that a value belongs to: for an item, the field of its list; for a value of a map, that of the
/// map.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'w> {
    /// The type of the mapping with the field.
    pub definition: Definition<'w>,
    /// The field.
    pub field: Field<'w>,
    /// Where in the field the value is.
    pub within: Within,
}

/// Where a value is in its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// The value is the value of the field.
    Field,
    /// The value is an item of the field's list.
    Item,
    /// The value is a value of the field's map.
    Map,
}

impl Spot<'_> {
    /// The type that a value here must have, as a clause for messages.
    pub fn wants(&self, shape: Shape<'_>) -> String {
        format!("{} must be {}", self.describe(), shape.noun())
    }

    /// The place in words: `args`, every item of `args`, every value of `args`.
    pub fn describe(&self) -> String {
        let field = self.field.name();
        match self.within {
            Within::Field => format!("`{field}`"),
            Within::Item => format!("every item of `{field}`"),
            Within::Map => format!("every value of `{field}`"),
        }
    }
}

/// A key that its mapping may not have.
#[derive(Debug, Clone)]
pub struct UnknownField<'w> {
    /// The key and its value.
    pub entry: Entry<'w>,
    /// The mapping that contains it.
    pub parent: Node<'w>,
    /// The type of the mapping.
    pub definition: Definition<'w>,
    /// The requested versions that do not have the key.
    pub versions: VersionSet,
    /// The field that the author meant, if no version ever had the key.
    pub meant: Meant<'w>,
}

/// A value that has another type than its field.
#[derive(Debug, Clone, Copy)]
pub struct WrongType<'w> {
    /// The value.
    pub node: Node<'w>,
    /// The type that the value must have.
    pub shape: Shape<'w>,
    /// The field that it belongs to.
    pub spot: Spot<'w>,
    /// The requested versions in which the value must have that type.
    pub versions: VersionSet,
}

/// A string that is not allowed.
#[derive(Debug, Clone, Copy)]
pub struct UnknownWord<'w> {
    /// The string.
    pub node: Node<'w>,
    /// The allowed strings.
    pub words: Words<'w>,
    /// The field that it belongs to.
    pub spot: Spot<'w>,
    /// The requested versions that have the field.
    pub versions: VersionSet,
}

/// A required field that is absent or null.
#[derive(Debug, Clone, Copy)]
pub struct MissingField<'w> {
    /// The mapping that lacks it.
    pub parent: Node<'w>,
    /// The field, if it is written as null.
    pub null: Option<Entry<'w>>,
    /// The field.
    pub spot: Spot<'w>,
    /// The requested versions that require it.
    pub versions: VersionSet,
}

/// A null in place of a collection.
#[derive(Debug, Clone, Copy)]
pub struct NullField<'w> {
    /// The key and the null.
    pub entry: Entry<'w>,
    /// The field.
    pub spot: Spot<'w>,
    /// The requested versions that have the field.
    pub versions: VersionSet,
}

/// A string that Go does not decode as base64.
#[derive(Debug, Clone, Copy)]
pub struct NotBase64<'w> {
    /// The string.
    pub node: Node<'w>,
    /// The field that it belongs to.
    pub spot: Spot<'w>,
    /// The requested versions that have the field.
    pub versions: VersionSet,
}

/// Two items of a list that may not be the same.
#[derive(Debug, Clone, Copy)]
pub struct SameItems<'w> {
    /// The item that came first.
    pub first: Node<'w>,
    /// The item that repeats the first one.
    pub second: Node<'w>,
    /// The values by which items differ.
    pub unique: Unique<'w>,
    /// The list.
    pub spot: Spot<'w>,
    /// The requested versions that have the list.
    pub versions: VersionSet,
}

impl UnknownField<'_> {
    /// Whether versions of Kubernetes that were not requested have a field of this name.
    pub fn is_of_other_versions(&self) -> bool {
        self.definition.field(&self.entry.key.key_text()).next().is_some()
    }
}

/// A value that its definition does not allow.
#[derive(Debug, Clone, Copy)]
pub struct BrokenLimit<'w> {
    /// The value.
    pub node: Node<'w>,
    /// The condition that the value does not meet.
    pub limit: Limit<'w>,
    /// The field that it belongs to.
    pub spot: Spot<'w>,
    /// The requested versions that have the field.
    pub versions: VersionSet,
}

impl<'w> Problem<'w> {
    /// The requested versions in which this is a problem.
    pub fn versions(&self) -> VersionSet {
        match self {
            Problem::Unknown(UnknownField { versions, .. })
            | Problem::Type(WrongType { versions, .. })
            | Problem::Word(UnknownWord { versions, .. })
            | Problem::Missing(MissingField { versions, .. })
            | Problem::Null(NullField { versions, .. })
            | Problem::Same(SameItems { versions, .. })
            | Problem::Limit(BrokenLimit { versions, .. })
            | Problem::Constraint(BrokenConstraint { versions, .. })
            | Problem::Encoding(NotBase64 { versions, .. }) => *versions,
        }
    }

    pub(super) fn versions_mut(&mut self) -> &mut VersionSet {
        match self {
            Problem::Unknown(UnknownField { versions, .. })
            | Problem::Type(WrongType { versions, .. })
            | Problem::Word(UnknownWord { versions, .. })
            | Problem::Missing(MissingField { versions, .. })
            | Problem::Null(NullField { versions, .. })
            | Problem::Same(SameItems { versions, .. })
            | Problem::Limit(BrokenLimit { versions, .. })
            | Problem::Constraint(BrokenConstraint { versions, .. })
            | Problem::Encoding(NotBase64 { versions, .. }) => versions,
        }
    }

    /// The node with the problem: the value, or the mapping that lacks a field.
    pub fn node(&self) -> Node<'w> {
        match self {
            Problem::Unknown(field) => field.entry.key,
            Problem::Type(wrong) => wrong.node,
            Problem::Word(word) => word.node,
            Problem::Missing(missing) => missing.null.map_or(missing.parent, |entry| entry.key),
            Problem::Null(null) => null.entry.key,
            Problem::Same(same) => same.second,
            Problem::Limit(broken) => broken.node,
            Problem::Constraint(broken) => broken.node,
            Problem::Encoding(encoding) => encoding.node,
        }
    }

    /// The other findings that the problem explains. These are below a value of the wrong type, or on keys that are
    /// missing because a key is misspelt or misplaced.
    pub fn explains(&self) -> Vec<Explained> {
        match self {
            Problem::Type(wrong) => vec![Explained::Within(wrong.node.span())],
            Problem::Same(same) => vec![Explained::Within(same.second.span())],
            // A field of other versions is not a typo.
            Problem::Unknown(field) if !field.is_of_other_versions() => {
                let (mapping, key) = (field.parent.span(), field.entry.key.key_text().into_owned());
                vec![Explained::Within(field.entry.value.span()), Explained::Stray { mapping, key }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether this is also a problem in a patch, which is only a part of an object.
    pub fn counts_in_patches(&self) -> bool {
        match self {
            Problem::Unknown(_) | Problem::Type(_) | Problem::Word(_) | Problem::Encoding(_) => true,
            Problem::Limit(broken) => broken.node.kind() == Kind::Scalar,
            Problem::Constraint(broken) => broken.is_of_value(),
            Problem::Missing(_) | Problem::Null(_) | Problem::Same(_) => false,
        }
    }

    /// A value that differs for each problem: its sort, its place and, for a missing field, the name.
    pub fn identity(&self) -> (u8, Span, &'w str) {
        let (sort, name) = match self {
            Problem::Unknown(_) => (0, ""),
            Problem::Type(_) => (1, ""),
            Problem::Word(_) => (2, ""),
            Problem::Missing(missing) => (3, missing.spot.field.name()),
            Problem::Null(_) => (4, ""),
            Problem::Same(_) => (5, ""),
            Problem::Limit(broken) => (6, broken.limit.bound().keyword()),
            Problem::Constraint(broken) => (8 + broken.sort(), broken.source),
            Problem::Encoding(_) => (7, ""),
        };
        (sort, self.node().span(), name)
    }
}

impl WrongType<'_> {
    /// The type of the written value, in words with an article.
    pub fn found(&self) -> &'static str {
        match (self.node.kind(), self.node.scalar()) {
            (Kind::Mapping, _) => "a mapping",
            (Kind::Sequence, _) => "a list",
            (Kind::Scalar, Scalar::Str(_)) => "a string",
            (Kind::Scalar, Scalar::Bool(_)) => "a boolean",
            (Kind::Scalar, Scalar::Null) => "null",
            (Kind::Scalar, Scalar::Float(value)) if value.fract() != 0.0 => "a fraction",
            (Kind::Scalar, _) if self.shape.is_integer() => "too large a number",
            (Kind::Scalar, _) => "a number",
        }
    }
}

impl Shape<'_> {
    /// The type in words, with an article.
    pub fn noun(self) -> &'static str {
        match self {
            Shape::Any | Shape::Raw => "anything",
            Shape::Object | Shape::Map(_) | Shape::Record(_) => "a mapping",
            Shape::Text | Shape::Enum(_) => "a string",
            Shape::Bytes => "a string in base64",
            Shape::Time => "a time in a string",
            Shape::Int32 | Shape::Int64 => "an integer",
            Shape::Number => "a number",
            Shape::Bool => "`true` or `false`",
            Shape::IntOrString | Shape::LongOrString => "an integer or a string",
            Shape::Quantity => "a quantity",
            Shape::List { .. } => "a list",
        }
    }

    /// Whether values of the type are written as strings.
    pub fn is_text(self) -> bool {
        matches!(self, Shape::Text | Shape::Enum(_) | Shape::Bytes | Shape::Time)
    }

    /// Whether values of the type are integers and no other numbers.
    fn is_integer(self) -> bool {
        matches!(self, Shape::Int32 | Shape::Int64 | Shape::IntOrString | Shape::LongOrString)
    }

    /// Whether values of the type are mappings.
    pub fn is_mapping(self) -> bool {
        matches!(self, Shape::Object | Shape::Map(_) | Shape::Record(_))
    }

    /// Whether values of the type are mappings or lists.
    pub fn is_collection(self) -> bool {
        self.is_mapping() || matches!(self, Shape::List { .. })
    }
}
