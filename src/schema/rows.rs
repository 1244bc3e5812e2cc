//! The tables of a schema: rows of numbers that name each other by index.
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
    /// Whether it may have other keys as well.
    pub open: bool,
    /// Whether a version requires one of the fields.
    pub requires: bool,
    /// Of the built-in API, what is asked of its fields together: rows of `CONSTRAINTS`.
    pub first_constraint: u16,
    pub constraints: u8,
}

/// A field. One whose type changed has a row for each type.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldRow {
    pub name: Name,
    pub shape: u16,
    pub versions: u8,
    pub required: u8,
    /// Of the built-in API, what a strategic merge patch does.
    pub patch: u8,
    /// Of the built-in API, what the field is for: rows of `ROLES`.
    pub first_role: u8,
    pub roles: u8,
    /// Of the built-in API, what is asked of its value: rows of `CONSTRAINTS`.
    pub first_constraint: u16,
    pub constraints: u8,
}

/// What a place in objects of another group is for: rows of `ROLES`.
#[derive(Debug)]
pub(super) struct CustomRow {
    pub kind: Kind,
    pub path: &'static [&'static str],
    pub shape: u16,
    pub first_role: u8,
    pub roles: u8,
}

/// What people write for a field; the rows are in the order of definitions and keys.
#[derive(Debug)]
pub(super) struct WordRow {
    pub definition: &'static str,
    pub key: &'static str,
    pub meant: Word,
}

/// What a word that is not a field means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word {
    /// A field of the definition.
    Field(&'static str),
    /// No single field: what to write instead, unless the key fits somewhere else in the object.
    Told(&'static str),
    /// Nothing: what to do, even if the key fits elsewhere.
    Nowhere(&'static str),
}

/// What a strategic merge patch does with a field; the rows are those of `PATCHES`.
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

/// What tells the items of a list apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum UniqueRow {
    Nothing,
    Items,
    Keys { first: u16, count: u8 },
}

/// An `apiVersion` and `kind`; the rows are in the order of kind and `apiVersion`.
#[derive(Debug, Clone, Copy)]
pub(super) struct ApiRow {
    pub kind: Name,
    pub api_version: Name,
    pub definition: u16,
    pub versions: u8,
    pub namespaced: Option<bool>,
    pub life: u8,
}

/// What becomes of an API: minor versions, and texts that are empty if there is nothing to say.
#[derive(Debug, Clone, Copy)]
pub(super) struct LifeRow {
    pub deprecated: Option<u8>,
    pub removed: Option<u8>,
    pub instead: Name,
    pub instead_kind: Name,
    pub note: Name,
}

/// What a type requires of a value; the rows are in the order of their types.
#[derive(Debug)]
pub(super) struct LimitRow {
    pub shape: u16,
    pub bound: Bound,
    /// Where the custom resource definition says so.
    pub span: Span,
}

/// What people mean by a key that a definition of the built-in API does not have.
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
