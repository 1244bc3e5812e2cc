//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "baseline-invalid",
        summary: "A baseline that cannot be read",
        category: Category::Configuration,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
