//! Autoscalers and disruption budgets.

use crate::rule::Rule;

mod hpa_fixed_replicas;
mod hpa_missing_request;
mod hpa_target;
mod hpa_target_labels;
mod pdb;
mod pdb_overlap;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &hpa_fixed_replicas::RULE,
    &hpa_missing_request::RULE,
    &hpa_target::RULE,
    &hpa_target_labels::RULE,
    &pdb::RULE,
    &pdb_overlap::RULE,
];
