//! Containers, ports, probes and what else a pod declares.

use crate::rule::Rule;

mod container_port_dup;
mod dns_config;
mod env_numeric_id_from_name;
mod image;
mod port_name_syntax;
mod port_range;
mod port_string_number;
mod probe_invalid;
mod restart_policy;
mod server_warnings;
mod toleration;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &container_port_dup::RULE,
    &dns_config::RULE,
    &env_numeric_id_from_name::RULE,
    &image::RULE,
    &port_name_syntax::RULE,
    &port_range::RULE,
    &port_string_number::RULE,
    &probe_invalid::RULE,
    &restart_policy::RULE,
    &server_warnings::RULE,
    &toleration::RULE,
];
