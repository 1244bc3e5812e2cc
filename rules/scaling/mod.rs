//! Autoscalers and disruption budgets.

use crate::rule::Rule;

mod hpa_missing_request;
mod hpa_target;
mod pdb;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[&hpa_missing_request::RULE, &hpa_target::RULE, &pdb::RULE];
