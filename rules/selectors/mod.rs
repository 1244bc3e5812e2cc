//! Selectors of workloads.

use crate::rule::Rule;

mod job_selector_set;
mod selector_empty;
mod selector_expression;
mod selector_missing;
mod selector_no_template_labels;
mod selector_overlap;
mod selector_shape;
mod selector_template_mismatch;
mod selector_unsatisfiable;
mod selector_volatile_label;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &job_selector_set::RULE,
    &selector_empty::RULE,
    &selector_expression::RULE,
    &selector_missing::RULE,
    &selector_no_template_labels::RULE,
    &selector_overlap::RULE,
    &selector_shape::RULE,
    &selector_template_mismatch::RULE,
    &selector_unsatisfiable::RULE,
    &selector_volatile_label::RULE,
];
