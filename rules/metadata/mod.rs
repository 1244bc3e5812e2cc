//! Names, labels and annotations.

use crate::rule::Rule;

mod annotation_size;
mod duplicate_object;
mod label_syntax;
mod name_missing;
mod name_syntax;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] =
    &[&annotation_size::RULE, &duplicate_object::RULE, &label_syntax::RULE, &name_missing::RULE, &name_syntax::RULE];
