//! Secrets and passwords.

use crate::rule::Rule;

mod configmap_secret;
mod hardcoded_password;
mod known_token_shape;
mod secret_in_args;
mod secret_in_git;
mod secret_type_keys;
mod url_credentials;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &configmap_secret::RULE,
    &hardcoded_password::RULE,
    &known_token_shape::RULE,
    &secret_in_args::RULE,
    &secret_in_git::RULE,
    &secret_type_keys::RULE,
    &url_credentials::RULE,
];
