//! Names of other objects, the keys that are asked of them, and what a change does to both.

use crate::rule::Rule;

mod ref_configmap;
mod ref_configmap_key;
mod ref_pvc;
mod ref_secret;
mod ref_secret_key;
mod ref_serviceaccount;
mod reference_broken;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &ref_configmap::RULE,
    &ref_configmap_key::RULE,
    &ref_pvc::RULE,
    &ref_secret::RULE,
    &ref_secret_key::RULE,
    &ref_serviceaccount::RULE,
    &reference_broken::RULE,
];
