//! Hosts in strings: the names that a cluster's DNS has for Services and pods.

use crate::rule::Rule;

mod dns_bare_pod_name;
mod dns_hostnetwork_policy;
mod dns_not_in_schema;
mod dns_not_ready_peers;
mod dns_pod_of_deployment;
mod dns_pod_ordinal_range;
mod dns_pod_wrong_service;
mod dns_port_not_on_service;
mod dns_service_not_found;
mod dns_short_cross_namespace;
mod dns_swapped_labels;
mod dns_wrong_namespace;
mod indexed_job_peers;
mod srv_unnamed_port;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &dns_bare_pod_name::RULE,
    &dns_hostnetwork_policy::RULE,
    &dns_not_in_schema::RULE,
    &dns_not_ready_peers::RULE,
    &dns_pod_of_deployment::RULE,
    &dns_pod_ordinal_range::RULE,
    &dns_pod_wrong_service::RULE,
    &dns_port_not_on_service::RULE,
    &dns_service_not_found::RULE,
    &dns_short_cross_namespace::RULE,
    &dns_swapped_labels::RULE,
    &dns_wrong_namespace::RULE,
    &indexed_job_peers::RULE,
    &srv_unnamed_port::RULE,
];
