//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Meta, Rule, report_missing};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-configmap",
        summary: "A reference to a ConfigMap that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::ConfigMap], report_missing),
};
