//! Secrets and passwords.

use crate::rule::Rule;

mod configmap_secret;
mod hardcoded_password;
mod insecure_auth_setting;
mod known_token_shape;
mod secret_data_double;
mod secret_data_looks_plain;
mod secret_data_newline;
mod secret_data_not_base64;
mod secret_in_args;
mod secret_in_comment;
mod secret_in_generator;
mod secret_in_manifest;
mod secret_type_keys;
mod stringdata_base64;
mod stringdata_overrides;
mod url_credentials;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &configmap_secret::RULE,
    &hardcoded_password::RULE,
    &insecure_auth_setting::RULE,
    &known_token_shape::RULE,
    &secret_data_double::RULE,
    &secret_data_looks_plain::RULE,
    &secret_data_newline::RULE,
    &secret_data_not_base64::RULE,
    &secret_in_args::RULE,
    &secret_in_comment::RULE,
    &secret_in_generator::RULE,
    &secret_in_manifest::RULE,
    &secret_type_keys::RULE,
    &stringdata_base64::RULE,
    &stringdata_overrides::RULE,
    &url_credentials::RULE,
];
