//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "config-unknown-rule",
        summary: "A rule or category in `bowline.yaml` that does not exist",
        category: Category::Configuration,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
