//! Secrets and passwords.

use crate::rule::Rule;

mod hardcoded_password;
mod secret_type_keys;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[&hardcoded_password::RULE, &secret_type_keys::RULE];
