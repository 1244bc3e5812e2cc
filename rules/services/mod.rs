//! Services, the ports they reach and the pods they select.

use crate::rule::Rule;

mod clusterips_inconsistent;
mod externalname_value;
mod externalname_with_ip;
mod headless_deployment;
mod headless_ignored_field;
mod headless_port_remap;
mod headless_selectorless;
mod headless_selectorless_port;
mod headless_with_type;
mod manual_endpoints;
mod node_port_range;
mod node_port_taken;
mod service_selects_nothing;
mod service_selects_other_app;
mod service_selects_two_apps;
mod svc_affinity_config_dropped;
mod svc_clusterip_invalid;
mod svc_clusterip_null;
mod svc_externalips_deprecated;
mod svc_field_needs_type;
mod svc_ipfamily_invalid;
mod svc_port_merge_key;
mod svc_port_name_required;
mod svc_ports_required;
mod svc_targetport_name_unknown;
mod svc_targetport_protocol;
mod svc_targetport_undeclared;
mod svc_topology_deprecated;
mod svc_unready_annotation;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &clusterips_inconsistent::RULE,
    &externalname_value::RULE,
    &externalname_with_ip::RULE,
    &headless_deployment::RULE,
    &headless_ignored_field::RULE,
    &headless_port_remap::RULE,
    &headless_selectorless::RULE,
    &headless_selectorless_port::RULE,
    &headless_with_type::RULE,
    &manual_endpoints::RULE,
    &node_port_range::RULE,
    &node_port_taken::RULE,
    &service_selects_nothing::RULE,
    &service_selects_other_app::RULE,
    &service_selects_two_apps::RULE,
    &svc_affinity_config_dropped::RULE,
    &svc_clusterip_invalid::RULE,
    &svc_clusterip_null::RULE,
    &svc_externalips_deprecated::RULE,
    &svc_field_needs_type::RULE,
    &svc_ipfamily_invalid::RULE,
    &svc_port_merge_key::RULE,
    &svc_port_name_required::RULE,
    &svc_ports_required::RULE,
    &svc_targetport_name_unknown::RULE,
    &svc_targetport_protocol::RULE,
    &svc_targetport_undeclared::RULE,
    &svc_topology_deprecated::RULE,
    &svc_unready_annotation::RULE,
];
