//! StatefulSets and the Services that govern them.

use crate::rule::Rule;

mod sts_claim_shadows_volume;
mod sts_claim_unmounted;
mod sts_grace_zero;
mod sts_hostname_ignored;
mod sts_name_length;
mod sts_servicename_externalname;
mod sts_servicename_invalid;
mod sts_servicename_missing;
mod sts_servicename_not_found;
mod sts_servicename_not_headless;
mod sts_servicename_other_namespace;
mod sts_servicename_selector_mismatch;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &sts_claim_shadows_volume::RULE,
    &sts_claim_unmounted::RULE,
    &sts_grace_zero::RULE,
    &sts_hostname_ignored::RULE,
    &sts_name_length::RULE,
    &sts_servicename_externalname::RULE,
    &sts_servicename_invalid::RULE,
    &sts_servicename_missing::RULE,
    &sts_servicename_not_found::RULE,
    &sts_servicename_not_headless::RULE,
    &sts_servicename_other_namespace::RULE,
    &sts_servicename_selector_mismatch::RULE,
];
