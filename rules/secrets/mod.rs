//! Secrets and passwords.

use crate::rule::Rule;

mod hardcoded_password;
mod secret_data_not_base64;
mod secret_type_keys;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] =
    &[&hardcoded_password::RULE, &secret_data_not_base64::RULE, &secret_type_keys::RULE];
