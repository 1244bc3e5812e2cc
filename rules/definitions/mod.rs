//! Definitions of custom resources.

use crate::rule::Rule;

mod crd_default;
mod crd_names;
mod crd_paths;
mod crd_schema;
mod crd_versions;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] =
    &[&crd_default::RULE, &crd_names::RULE, &crd_paths::RULE, &crd_schema::RULE, &crd_versions::RULE];
