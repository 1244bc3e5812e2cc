//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "config-invalid",
        summary: "A value in `bowline.yaml` that cannot be used",
        category: Category::Configuration,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
