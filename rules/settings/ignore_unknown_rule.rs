//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ignore-unknown-rule",
        summary: "A directive that names a rule that does not exist",
        category: Category::Suppression,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
