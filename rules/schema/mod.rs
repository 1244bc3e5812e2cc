//! Kinds, fields and their types.

use crate::rule::Rule;

mod api_deprecated;
mod api_removed;
mod apiversion_kind;
mod apiversion_kind_missing;
mod cel_syntax;
mod crd_value;
mod crd_version_unserved;
mod r#enum;
mod env_value_type;
mod field_conflict;
mod field_null_object;
mod field_unknown;
mod field_wrong_level;
mod immutable_field;
mod label_not_string;
mod list_item_dup;
mod list_items;
mod list_vs_map;
mod patch_unused;
mod placeholder_left;
mod required_missing;
mod scope_namespace;
mod server_fields;
mod status_in_manifest;
mod type_mismatch;
mod value_format;
mod value_not_base64;
mod value_range;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &api_deprecated::RULE,
    &api_removed::RULE,
    &apiversion_kind::RULE,
    &apiversion_kind_missing::RULE,
    &cel_syntax::RULE,
    &crd_value::RULE,
    &crd_version_unserved::RULE,
    &r#enum::RULE,
    &env_value_type::RULE,
    &field_conflict::RULE,
    &field_null_object::RULE,
    &field_unknown::RULE,
    &field_wrong_level::RULE,
    &immutable_field::RULE,
    &label_not_string::RULE,
    &list_item_dup::RULE,
    &list_items::RULE,
    &list_vs_map::RULE,
    &patch_unused::RULE,
    &placeholder_left::RULE,
    &required_missing::RULE,
    &scope_namespace::RULE,
    &server_fields::RULE,
    &status_in_manifest::RULE,
    &type_mismatch::RULE,
    &value_format::RULE,
    &value_not_base64::RULE,
    &value_range::RULE,
];
