//! Containers, ports, probes and other parts of a pod.

use crate::rule::Rule;

mod affinity_selects_nothing;
mod command_one_word;
mod container_names;
mod container_port_dup;
mod container_port_name_shared;
mod dns_config;
mod env_dollar_ref;
mod env_dup;
mod env_numeric_id_from_name;
mod env_same_id;
mod host_port_host_network;
mod image;
mod lifecycle_hook;
mod node_label_deprecated;
mod pod_annotation_deprecated;
mod pod_hostname_replicated;
mod pod_list_item_dup;
mod pod_name_half;
mod port_name_syntax;
mod port_range;
mod port_string_number;
mod probe_invalid;
mod probe_port_undeclared;
mod probe_port_unknown;
mod probe_timing;
mod restart_policy;
mod scheduling_selectorless;
mod service_link_collision;
mod toleration;
mod topology_spread;
mod volume_mode;
mod volume_mount_path;
mod volume_mount_unknown;
mod volume_source;
mod volume_type_removed;
mod volume_unused;
mod volume_use;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &affinity_selects_nothing::RULE,
    &command_one_word::RULE,
    &container_names::RULE,
    &container_port_dup::RULE,
    &container_port_name_shared::RULE,
    &dns_config::RULE,
    &env_dollar_ref::RULE,
    &env_dup::RULE,
    &env_numeric_id_from_name::RULE,
    &env_same_id::RULE,
    &host_port_host_network::RULE,
    &image::RULE,
    &lifecycle_hook::RULE,
    &node_label_deprecated::RULE,
    &pod_annotation_deprecated::RULE,
    &pod_hostname_replicated::RULE,
    &pod_list_item_dup::RULE,
    &pod_name_half::RULE,
    &port_name_syntax::RULE,
    &port_range::RULE,
    &port_string_number::RULE,
    &probe_invalid::RULE,
    &probe_port_undeclared::RULE,
    &probe_port_unknown::RULE,
    &probe_timing::RULE,
    &restart_policy::RULE,
    &scheduling_selectorless::RULE,
    &service_link_collision::RULE,
    &toleration::RULE,
    &topology_spread::RULE,
    &volume_mode::RULE,
    &volume_mount_path::RULE,
    &volume_mount_unknown::RULE,
    &volume_source::RULE,
    &volume_type_removed::RULE,
    &volume_unused::RULE,
    &volume_use::RULE,
];
