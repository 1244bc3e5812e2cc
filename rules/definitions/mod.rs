//! Definitions of custom resources.

use crate::rule::Rule;

mod crd_schema;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[&crd_schema::RULE];
