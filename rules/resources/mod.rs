//! Quantities, requests and limits.

use crate::rule::Rule;

mod cpu_suspicious;
mod device_request_unknown;
mod huge_pages;
mod limits_below_requests;
mod pod_level_resources;
mod quantity_exa;
mod quantity_malformed;
mod quantity_milli_memory;
mod resource_claim_unknown;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &cpu_suspicious::RULE,
    &device_request_unknown::RULE,
    &huge_pages::RULE,
    &limits_below_requests::RULE,
    &pod_level_resources::RULE,
    &quantity_exa::RULE,
    &quantity_malformed::RULE,
    &quantity_milli_memory::RULE,
    &resource_claim_unknown::RULE,
];
