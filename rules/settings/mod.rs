//! The settings of bowline: configuration, directives and baseline.

use crate::rule::Rule;

pub(crate) mod baseline_invalid;
pub(crate) mod baseline_stale;
pub(crate) mod config_invalid;
pub(crate) mod config_unknown_key;
pub(crate) mod config_unknown_rule;
pub(crate) mod ignore_expired;
pub(crate) mod ignore_malformed;
pub(crate) mod ignore_unknown_rule;
pub(crate) mod ignore_unused;
pub(crate) mod ignore_without_reason;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &baseline_invalid::RULE,
    &baseline_stale::RULE,
    &config_invalid::RULE,
    &config_unknown_key::RULE,
    &config_unknown_rule::RULE,
    &ignore_expired::RULE,
    &ignore_malformed::RULE,
    &ignore_unknown_rule::RULE,
    &ignore_unused::RULE,
    &ignore_without_reason::RULE,
];
