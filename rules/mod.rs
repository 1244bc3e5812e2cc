//! The rules: one file of code and one card each, side by side. This is the registry.

use crate::rule::Rule;

mod active_deadline;
mod annotation_size;
mod api_deprecated;
mod api_removed;
mod apiversion_kind;
mod baseline_invalid;
mod baseline_stale;
mod clusterips_inconsistent;
mod config_invalid;
mod config_unknown_key;
mod config_unknown_rule;
mod container_port_dup;
mod cpu_suspicious;
mod crd_value;
mod cron_schedule;
mod cron_timezone;
mod dns_config;
mod empty_document;
mod r#enum;
mod env_numeric_id_from_name;
mod env_value_type;
mod externalname_value;
mod externalname_with_ip;
mod field_null_object;
mod field_unknown;
mod field_wrong_level;
mod file_unreadable;
mod hardcoded_password;
mod headless_deployment;
mod headless_ignored_field;
mod headless_port_remap;
mod headless_selectorless;
mod headless_selectorless_port;
mod headless_with_type;
mod ignore_expired;
mod ignore_malformed;
mod ignore_unknown_rule;
mod ignore_unused;
mod ignore_without_reason;
mod image;
mod job;
mod job_selector_set;
mod label_not_string;
mod label_syntax;
mod limits_below_requests;
mod list_item_dup;
mod list_vs_map;
mod multi_doc_separator;
mod name_missing;
mod name_syntax;
mod pod_level_resources;
mod port_name_syntax;
mod port_range;
mod port_string_number;
mod probe_invalid;
mod quantity_exa;
mod quantity_malformed;
mod quantity_milli_memory;
mod required_missing;
mod restart_policy;
mod scope_namespace;
mod secret_type_keys;
mod selector_empty;
mod selector_expression;
mod selector_missing;
mod selector_no_template_labels;
mod selector_shape;
mod selector_template_mismatch;
mod server_warnings;
mod service_selects_nothing;
mod status_in_manifest;
mod strategy;
mod structure_flattened;
mod sts_servicename_externalname;
mod sts_servicename_invalid;
mod sts_servicename_missing;
mod sts_servicename_not_found;
mod sts_servicename_not_headless;
mod sts_servicename_other_namespace;
mod sts_servicename_selector_mismatch;
mod svc_affinity_config_dropped;
mod svc_clusterip_invalid;
mod svc_clusterip_null;
mod svc_field_needs_type;
mod svc_ipfamily_invalid;
mod svc_port_name_required;
mod svc_ports_required;
mod svc_targetport_name_unknown;
mod svc_targetport_protocol;
mod svc_targetport_undeclared;
mod toleration;
mod type_mismatch;
mod yaml_anchor_scope;
mod yaml_block_scalar;
mod yaml_bool_word;
mod yaml_colon_space;
mod yaml_crlf;
mod yaml_dropped_content;
mod yaml_duplicate_key;
mod yaml_indent_sequence;
mod yaml_invisible_character;
mod yaml_key_number;
mod yaml_leading_special;
mod yaml_limit;
mod yaml_merge_order;
mod yaml_non_string_list;
mod yaml_not_json;
mod yaml_null_word;
mod yaml_number_like;
mod yaml_octal;
mod yaml_syntax;
mod yaml_tab;

/// All rules, sorted by id.
pub static ALL: &[&Rule] = &[
    &active_deadline::RULE,
    &annotation_size::RULE,
    &api_deprecated::RULE,
    &api_removed::RULE,
    &apiversion_kind::RULE,
    BASELINE_INVALID,
    BASELINE_STALE,
    &clusterips_inconsistent::RULE,
    CONFIG_INVALID,
    CONFIG_UNKNOWN_KEY,
    CONFIG_UNKNOWN_RULE,
    &container_port_dup::RULE,
    &cpu_suspicious::RULE,
    &crd_value::RULE,
    &cron_schedule::RULE,
    &cron_timezone::RULE,
    &dns_config::RULE,
    &empty_document::RULE,
    &r#enum::RULE,
    &env_numeric_id_from_name::RULE,
    &env_value_type::RULE,
    &externalname_value::RULE,
    &externalname_with_ip::RULE,
    &field_null_object::RULE,
    &field_unknown::RULE,
    &field_wrong_level::RULE,
    FILE_UNREADABLE,
    &hardcoded_password::RULE,
    &headless_deployment::RULE,
    &headless_ignored_field::RULE,
    &headless_port_remap::RULE,
    &headless_selectorless::RULE,
    &headless_selectorless_port::RULE,
    &headless_with_type::RULE,
    IGNORE_EXPIRED,
    IGNORE_MALFORMED,
    IGNORE_UNKNOWN_RULE,
    IGNORE_UNUSED,
    IGNORE_WITHOUT_REASON,
    &image::RULE,
    &job::RULE,
    &job_selector_set::RULE,
    &label_not_string::RULE,
    &label_syntax::RULE,
    &limits_below_requests::RULE,
    &list_item_dup::RULE,
    &list_vs_map::RULE,
    &multi_doc_separator::RULE,
    &name_missing::RULE,
    &name_syntax::RULE,
    &pod_level_resources::RULE,
    &port_name_syntax::RULE,
    &port_range::RULE,
    &port_string_number::RULE,
    &probe_invalid::RULE,
    &quantity_exa::RULE,
    &quantity_malformed::RULE,
    &quantity_milli_memory::RULE,
    &required_missing::RULE,
    &restart_policy::RULE,
    &scope_namespace::RULE,
    &secret_type_keys::RULE,
    &selector_empty::RULE,
    &selector_expression::RULE,
    &selector_missing::RULE,
    &selector_no_template_labels::RULE,
    &selector_shape::RULE,
    &selector_template_mismatch::RULE,
    &server_warnings::RULE,
    &service_selects_nothing::RULE,
    &status_in_manifest::RULE,
    &strategy::RULE,
    &structure_flattened::RULE,
    &sts_servicename_externalname::RULE,
    &sts_servicename_invalid::RULE,
    &sts_servicename_missing::RULE,
    &sts_servicename_not_found::RULE,
    &sts_servicename_not_headless::RULE,
    &sts_servicename_other_namespace::RULE,
    &sts_servicename_selector_mismatch::RULE,
    &svc_affinity_config_dropped::RULE,
    &svc_clusterip_invalid::RULE,
    &svc_clusterip_null::RULE,
    &svc_field_needs_type::RULE,
    &svc_ipfamily_invalid::RULE,
    &svc_port_name_required::RULE,
    &svc_ports_required::RULE,
    &svc_targetport_name_unknown::RULE,
    &svc_targetport_protocol::RULE,
    &svc_targetport_undeclared::RULE,
    &toleration::RULE,
    &type_mismatch::RULE,
    &yaml_anchor_scope::RULE,
    &yaml_block_scalar::RULE,
    &yaml_bool_word::RULE,
    &yaml_colon_space::RULE,
    &yaml_crlf::RULE,
    &yaml_dropped_content::RULE,
    &yaml_duplicate_key::RULE,
    &yaml_indent_sequence::RULE,
    &yaml_invisible_character::RULE,
    &yaml_key_number::RULE,
    &yaml_leading_special::RULE,
    &yaml_limit::RULE,
    &yaml_merge_order::RULE,
    &yaml_non_string_list::RULE,
    &yaml_not_json::RULE,
    &yaml_null_word::RULE,
    &yaml_number_like::RULE,
    &yaml_octal::RULE,
    &yaml_syntax::RULE,
    &yaml_tab::RULE,
];

/// Reported while a baseline is read.
pub static BASELINE_INVALID: &Rule = &baseline_invalid::RULE;
/// Reported when findings are held against a baseline.
pub static BASELINE_STALE: &Rule = &baseline_stale::RULE;
/// Reported while `bowline.yaml` is read.
pub static CONFIG_INVALID: &Rule = &config_invalid::RULE;
/// Reported while `bowline.yaml` is read.
pub static CONFIG_UNKNOWN_KEY: &Rule = &config_unknown_key::RULE;
/// Reported while `bowline.yaml` is read.
pub static CONFIG_UNKNOWN_RULE: &Rule = &config_unknown_rule::RULE;
/// Reported while files are read.
pub static FILE_UNREADABLE: &Rule = &file_unreadable::RULE;
/// Reported when suppressions of the configuration are settled.
pub static IGNORE_EXPIRED: &Rule = &ignore_expired::RULE;
/// Reported while directives are read.
pub static IGNORE_MALFORMED: &Rule = &ignore_malformed::RULE;
/// Reported when directives are settled.
pub static IGNORE_UNKNOWN_RULE: &Rule = &ignore_unknown_rule::RULE;
/// Reported when directives are settled.
pub static IGNORE_UNUSED: &Rule = &ignore_unused::RULE;
/// Reported when directives are settled.
pub static IGNORE_WITHOUT_REASON: &Rule = &ignore_without_reason::RULE;

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.meta.id == id)
}
