//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Meta, Rule, report_missing_keys};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-secret-key",
        summary: "A key that the Secret does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Secret], report_missing_keys),
};
