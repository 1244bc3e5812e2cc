//! The parts of a schema: definitions, their fields, and the types of values.

use super::constraint::{Constraint, ConstraintRow};
use super::limit::Limit;
use super::role::Role;
use super::rows::{self, DefinitionRow, FieldRow, Name, PatchRow};
use super::{Schema, built_in};
use crate::kube::values::version_set::VersionSet;

/// A mapping with known keys.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) row: &'a DefinitionRow,
}

impl<'a> Definition<'a> {
    /// The full name: `io.k8s.api.core.v1.PodSpec`.
    pub fn name(self) -> &'a str {
        self.schema.name(self.row.name)
    }

    /// The last part of the name: `PodSpec`.
    pub fn short_name(self) -> &'a str {
        self.name().rsplit('.').next().unwrap_or_default()
    }

    /// The versions that have it.
    pub fn versions(self) -> VersionSet {
        self.schema.versions(self.row.versions)
    }

    /// Whether the definition is a type of Kubernetes itself, not of a custom resource.
    pub fn is_built_in(self) -> bool {
        std::ptr::eq(self.schema, built_in())
    }

    /// Whether a mapping may have keys that are not fields (`x-kubernetes-preserve-unknown-fields`).
    pub fn is_open(self) -> bool {
        self.row.open
    }

    /// The requirements of the API server on several fields together.
    pub(super) fn constraints(self) -> &'static [ConstraintRow] {
        rows::constraints(self.row.first_constraint, self.row.constraints)
    }

    /// Whether a version requires one of its fields.
    pub(super) fn requires(self) -> bool {
        self.row.requires
    }

    /// All its fields, in the order of their names.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        self.rows().iter().map(move |row| Field { schema: self.schema, row })
    }

    /// The fields of a name: one for each type that the field ever had, each with the versions that have it.
    pub fn field(self, name: &str) -> impl Iterator<Item = Field<'a>> + use<'a, '_> {
        // Few names are of one length, so this is faster than a search by order.
        let is_named =
            move |row: &&FieldRow| usize::from(row.name.length) == name.len() && self.schema.name(row.name) == name;
        let rows = self.rows();
        let first = rows.iter().position(|row| is_named(&row)).unwrap_or(rows.len());
        rows[first..].iter().take_while(is_named).map(move |row| Field { schema: self.schema, row })
    }

    fn rows(self) -> &'a [FieldRow] {
        let first = usize::from(self.row.first);
        &self.schema.fields[first..first + usize::from(self.row.count)]
    }
}

/// A key of a definition, with one type.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) row: &'a FieldRow,
}

impl<'a> Field<'a> {
    /// The key.
    pub fn name(self) -> &'a str {
        self.schema.name(self.row.name)
    }

    /// The shape of its value.
    pub fn shape(self) -> Shape<'a> {
        self.value().shape()
    }

    /// The type of its value.
    pub fn value(self) -> Type<'a> {
        Type { schema: self.schema, row: self.row.shape }
    }

    /// The versions that have it with this type.
    pub fn versions(self) -> VersionSet {
        self.schema.versions(self.row.versions)
    }

    /// The versions that require the field.
    pub fn required(self) -> VersionSet {
        self.schema.versions(self.row.required)
    }

    /// The roles of the field.
    pub fn roles(self) -> &'static [Role] {
        rows::roles(self.row.first_role, self.row.roles)
    }

    /// The requirements of the API server on the value of the field.
    pub(super) fn constraints(self) -> &'static [ConstraintRow] {
        rows::constraints(self.row.first_constraint, self.row.constraints)
    }

    /// The requirements of the API server on the value, in words that follow "is", each with the function of Kubernetes
    /// that checks it. Requirements that depend on other fields are left out.
    pub fn requirements(self) -> impl Iterator<Item = (String, &'static str)> + use<'a> {
        let rows = self.constraints().iter().filter(|row| row.path.is_empty() && row.condition.is_none());
        rows.filter(|row| row.constraint.is_of_value()).map(|row| (row.constraint.wants(), row.source))
    }

    /// Whether the API server refuses a list with two equal items.
    pub fn refuses_doubles(self) -> bool {
        self.constraints().iter().any(|row| row.constraint == Constraint::Unique)
    }

    /// The action of a strategic merge patch on the field. Custom resources accept no such patches.
    pub fn patch(self) -> Patch {
        match rows::PATCHES[usize::from(self.row.patch)] {
            PatchRow::Default => Patch::Default,
            PatchRow::Replace => Patch::Replace,
            PatchRow::Retain => Patch::Retain,
            PatchRow::Add => Patch::Add,
            PatchRow::Merge { key, retain } => Patch::Merge { key: built_in().name(key), retain },
        }
    }
}

/// The action of a strategic merge patch on a field (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// Merges a mapping key by key, and replaces anything else.
    Default,
    /// Replaces a mapping as well.
    Replace,
    /// Merges a mapping, and drops the keys that the patch does not have.
    Retain,
    /// Adds to a list of plain values.
    Add,
    /// Merges the items of a list that have the same value of a key, and adds the others.
    Merge {
        /// The key.
        key: &'static str,
        /// Whether a merged item keeps only the keys that the patch has.
        retain: bool,
    },
}

/// The type of items and of the values of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Type<'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) row: u16,
}

impl<'a> Type<'a> {
    /// The shape of a value.
    pub fn shape(self) -> Shape<'a> {
        self.schema.shape(self.row)
    }

    /// The further requirements on a value.
    pub fn limits(self) -> impl Iterator<Item = Limit<'a>> {
        let rows = &self.schema.limits;
        let first = rows.partition_point(|limit| limit.shape < self.row);
        rows[first..].iter().take_while(move |limit| limit.shape == self.row).map(Limit::new)
    }
}

/// The shape of a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape<'a> {
    /// Anything.
    Any,
    /// A mapping of anything.
    Object,
    /// An object of another API.
    Raw,
    /// A string.
    Text,
    /// One of these strings.
    Enum(Words<'a>),
    /// A string in base64.
    Bytes,
    /// A string with a time of RFC 3339.
    Time,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An integer or a string.
    IntOrString,
    /// An integer of 64 bits or a string.
    LongOrString,
    /// A string or a number: `500m`, `1Gi`, `0.5`.
    Quantity,
    /// A list.
    List {
        /// Its items.
        item: Type<'a>,
        /// The values that no two items share.
        unique: Unique<'a>,
    },
    /// A mapping with any keys, and values of one type.
    Map(Type<'a>),
    /// A mapping with known keys.
    Record(Definition<'a>),
}

/// The values that no two items of a list may share.
#[derive(Debug, Clone, Copy)]
pub enum Unique<'a> {
    /// Items may be equal.
    Nothing,
    /// No two items are equal.
    Items,
    /// No two items have the same values of these keys.
    Keys(Words<'a>),
}

/// Some words: the values of an enum, the keys of a list.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) names: &'a [Name],
}

impl<'a> Words<'a> {
    /// The words, in the order of the schema.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        self.names.iter().map(move |&name| self.schema.name(name))
    }
}
