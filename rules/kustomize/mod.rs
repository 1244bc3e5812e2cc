//! Kustomizations and what they build.

use crate::rule::Rule;

mod kustomize_breaks_dns_name;
mod kustomize_deprecated;
mod kustomize_duplicate;
mod kustomize_field_unknown;
mod kustomize_key_repeated;
mod kustomize_missing;
mod kustomize_no_effect;
mod kustomize_no_target;
mod kustomize_refused;
mod kustomize_type;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &kustomize_breaks_dns_name::RULE,
    &kustomize_deprecated::RULE,
    &kustomize_duplicate::RULE,
    &kustomize_field_unknown::RULE,
    &kustomize_key_repeated::RULE,
    &kustomize_missing::RULE,
    &kustomize_no_effect::RULE,
    &kustomize_no_target::RULE,
    &kustomize_refused::RULE,
    &kustomize_type::RULE,
];
