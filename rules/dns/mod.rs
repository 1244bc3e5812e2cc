//! Hosts in texts: the names that the DNS of a cluster has for Services and pods.

use crate::rule::Rule;

mod dns_port_not_on_service;
mod dns_service_not_found;
mod dns_short_cross_namespace;
mod dns_swapped_labels;
mod dns_wrong_namespace;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &dns_port_not_on_service::RULE,
    &dns_service_not_found::RULE,
    &dns_short_cross_namespace::RULE,
    &dns_swapped_labels::RULE,
    &dns_wrong_namespace::RULE,
];
