//! The rules: one file of code and one card each, side by side. This is the registry.

use crate::rule::Rule;

mod container_port_dup;
mod env_numeric_id_from_name;
mod file_unreadable;
mod hardcoded_password;
mod headless_deployment;
mod headless_port_remap;
mod ignore_malformed;
mod ignore_unknown_rule;
mod ignore_unused;
mod ignore_without_reason;
mod port_name_syntax;
mod port_range;
mod port_string_number;
mod sts_servicename_externalname;
mod sts_servicename_invalid;
mod sts_servicename_missing;
mod sts_servicename_not_found;
mod sts_servicename_not_headless;
mod sts_servicename_other_namespace;
mod sts_servicename_selector_mismatch;
mod svc_clusterip_invalid;
mod svc_port_name_required;
mod svc_targetport_name_unknown;
mod svc_targetport_protocol;
mod svc_targetport_undeclared;
mod yaml_duplicate_key;
mod yaml_limit;
mod yaml_syntax;

/// All rules, sorted by id.
pub static ALL: &[&Rule] = &[
    &container_port_dup::RULE,
    &env_numeric_id_from_name::RULE,
    FILE_UNREADABLE,
    &hardcoded_password::RULE,
    &headless_deployment::RULE,
    &headless_port_remap::RULE,
    IGNORE_MALFORMED,
    IGNORE_UNKNOWN_RULE,
    IGNORE_UNUSED,
    IGNORE_WITHOUT_REASON,
    &port_name_syntax::RULE,
    &port_range::RULE,
    &port_string_number::RULE,
    &sts_servicename_externalname::RULE,
    &sts_servicename_invalid::RULE,
    &sts_servicename_missing::RULE,
    &sts_servicename_not_found::RULE,
    &sts_servicename_not_headless::RULE,
    &sts_servicename_other_namespace::RULE,
    &sts_servicename_selector_mismatch::RULE,
    &svc_clusterip_invalid::RULE,
    &svc_port_name_required::RULE,
    &svc_targetport_name_unknown::RULE,
    &svc_targetport_protocol::RULE,
    &svc_targetport_undeclared::RULE,
    &yaml_duplicate_key::RULE,
    &yaml_limit::RULE,
    &yaml_syntax::RULE,
];

/// Reported while files are read.
pub static FILE_UNREADABLE: &Rule = &file_unreadable::RULE;
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
