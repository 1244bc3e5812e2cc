//! The tables of a schema: rows of numbers that refer to each other by index.
//!
//! The tables of the built-in API are statics that need no work at start, not even that of the loader.

use std::borrow::Cow;

use super::constraint::{Condition, Constraint, ConstraintRow, Form, Step};
use super::role::{Keys, MakesRole, Part, PortForm, PortOwner, PortRole, ReferenceRole, Role, Scope, Use};
use super::{Bound, Schema};
use crate::kube::Kind;
use crate::kube::values::version_set::VersionSet;
use crate::source::Span;

/// A piece of the schema's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub at: u32,
    pub length: u16,
}

/// A definition: fields in the order of their names.
#[derive(Debug, Clone, Copy)]
pub(super) struct DefinitionRow {
    pub name: Name,
    pub first: u16,
    pub count: u8,
    pub versions: u8,
    /// Whether a mapping may have other keys as well.
    pub open: bool,
    /// Whether a version requires one of the fields.
    pub requires: bool,
    /// For the built-in API, the requirements on several fields together: rows of `CONSTRAINTS`.
    pub first_constraint: u16,
    pub constraints: u8,
}

/// A field. A field whose type changed has a row for each type.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldRow {
    pub name: Name,
    pub shape: u16,
    pub versions: u8,
    pub required: u8,
    /// For the built-in API, the action of a strategic merge patch.
    pub patch: u8,
    /// For the built-in API, the roles of the field: rows of `ROLES`.
    pub first_role: u8,
    pub roles: u8,
    /// For the built-in API, the requirements on the value: rows of `CONSTRAINTS`.
    pub first_constraint: u16,
    pub constraints: u8,
}

/// The roles of a field in objects of another group: rows of `ROLES`.
#[derive(Debug)]
pub(super) struct CustomRow {
    pub kind: Kind,
    pub path: &'static [&'static str],
    pub shape: u16,
    pub first_role: u8,
    pub roles: u8,
}

/// A word that people write for a field. The rows are in the order of definitions and keys.
#[derive(Debug)]
pub(super) struct WordRow {
    pub definition: &'static str,
    pub key: &'static str,
    pub meant: Word,
}

/// The meaning of a word that is not a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word {
    /// A field of the definition.
    Field(&'static str),
    /// No single field: the advice, unless the key fits elsewhere in the object.
    Told(&'static str),
    /// No field: the advice, even if the key fits elsewhere.
    Nowhere(&'static str),
}

/// The action of a strategic merge patch on a field. The rows are those of `PATCHES`.
#[derive(Debug, Clone, Copy)]
pub(super) enum PatchRow {
    Default,
    Replace,
    Retain,
    Add,
    Merge { key: Name, retain: bool },
}

/// A type.
#[derive(Debug, Clone, Copy)]
pub(super) enum ShapeRow {
    Any,
    Object,
    Raw,
    Text,
    Enum {
        first: u16,
        count: u8,
    },
    Bytes,
    Time,
    Int32,
    Int64,
    Number,
    Bool,
    IntOrString,
    LongOrString,
    Quantity,
    List {
        item: u16,
        unique: UniqueRow,
    },
    Map(u16),
    Record(u16),
    /// A definition of the built-in API.
    BuiltIn(u16),
}

/// The values by which items of a list differ.
#[derive(Debug, Clone, Copy)]
pub(super) enum UniqueRow {
    Nothing,
    Items,
    Keys { first: u16, count: u8 },
}

/// An `apiVersion` and `kind`. The rows are in the order of kind and `apiVersion`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ApiRow {
    pub kind: Name,
    pub api_version: Name,
    pub definition: u16,
    pub versions: u8,
    pub namespaced: Option<bool>,
    pub life: u8,
}

/// The life of an API: minor versions, and texts that are empty if there is nothing to report.
#[derive(Debug, Clone, Copy)]
pub(super) struct LifeRow {
    pub deprecated: Option<u8>,
    pub removed: Option<u8>,
    pub instead: Name,
    pub instead_kind: Name,
    pub note: Name,
}

/// A requirement of a type on a value. The rows are in the order of their types.
#[derive(Debug)]
pub(super) struct LimitRow {
    pub shape: u16,
    pub bound: Bound,
    /// The place of the requirement in the custom resource definition.
    pub span: Span,
}

/// The meaning of a key that a definition of the built-in API does not have.
pub(super) fn word(definition: &str, key: &str) -> Option<Word> {
    let row = WORDS.binary_search_by(|row| (row.definition, row.key).cmp(&(definition, key))).ok()?;
    Some(WORDS[row].meant)
}

/// Some rows of `ROLES`.
pub(super) fn roles(first: u8, count: u8) -> &'static [Role] {
    &ROLES[usize::from(first)..usize::from(first) + usize::from(count)]
}

/// Some rows of `CONSTRAINTS`.
pub(super) fn constraints(first: u16, count: u8) -> &'static [ConstraintRow] {
    &CONSTRAINTS[usize::from(first)..usize::from(first) + usize::from(count)]
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
