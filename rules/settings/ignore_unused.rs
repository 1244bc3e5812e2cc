//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ignore-unused",
        summary: "A directive that silences nothing",
        category: Category::Suppression,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
