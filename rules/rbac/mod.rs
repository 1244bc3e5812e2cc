//! Roles, what they grant, and the bindings that give them to users, groups and accounts.

use crate::rule::Rule;

mod rbac_roleref;
mod rbac_rule;
mod rbac_subject;

/// The rules of the family, sorted by id.
pub(super) static RULES: &[&Rule] = &[&rbac_roleref::RULE, &rbac_rule::RULE, &rbac_subject::RULE];
