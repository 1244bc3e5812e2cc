//! YAML syntax and how it is read.

use crate::rule::Rule;

mod empty_document;
pub(crate) mod file_unreadable;
mod multi_doc_separator;
mod structure_flattened;
mod yaml_anchor_scope;
mod yaml_block_scalar;
mod yaml_bool_word;
mod yaml_colon_space;
mod yaml_crlf;
mod yaml_dash_lost;
mod yaml_dropped_content;
mod yaml_duplicate_key;
mod yaml_indent_sequence;
mod yaml_invisible_character;
mod yaml_key_number;
mod yaml_leading_special;
pub(crate) mod yaml_limit;
mod yaml_merge_order;
mod yaml_non_string_list;
mod yaml_not_json;
mod yaml_null_word;
mod yaml_number_like;
mod yaml_octal;
mod yaml_quote_lost;
mod yaml_syntax;
mod yaml_tab;
mod yaml_template;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[
    &empty_document::RULE,
    &file_unreadable::RULE,
    &multi_doc_separator::RULE,
    &structure_flattened::RULE,
    &yaml_anchor_scope::RULE,
    &yaml_block_scalar::RULE,
    &yaml_bool_word::RULE,
    &yaml_colon_space::RULE,
    &yaml_crlf::RULE,
    &yaml_dash_lost::RULE,
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
    &yaml_quote_lost::RULE,
    &yaml_syntax::RULE,
    &yaml_tab::RULE,
    &yaml_template::RULE,
];
