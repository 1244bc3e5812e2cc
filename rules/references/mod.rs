//! Names of other objects, and the keys that are asked of them.

use crate::rule::Rule;

mod ref_configmap;
mod ref_configmap_key;
mod ref_pvc;
mod ref_secret;
mod ref_secret_key;
mod ref_serviceaccount;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &ref_configmap::RULE,
    &ref_configmap_key::RULE,
    &ref_pvc::RULE,
    &ref_secret::RULE,
    &ref_secret_key::RULE,
    &ref_serviceaccount::RULE,
];
