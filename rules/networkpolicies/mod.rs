//! Network policies: which pods they select and which ports they open.

use crate::rule::Rule;

mod networkpolicy_blocks_dns;
mod networkpolicy_named_port;
mod networkpolicy_selector;
mod networkpolicy_service_port;
mod networkpolicy_types;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &networkpolicy_blocks_dns::RULE,
    &networkpolicy_named_port::RULE,
    &networkpolicy_selector::RULE,
    &networkpolicy_service_port::RULE,
    &networkpolicy_types::RULE,
];
