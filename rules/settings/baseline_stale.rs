//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "baseline-stale",
        summary: "An entry of the baseline that matches no finding",
        category: Category::Suppression,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
