//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-duplicate-key",
        summary: "A key that is written twice in one mapping",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("yaml_duplicate_key.md"),
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document<'w>, cx: &mut Cx<'w>) {
    cx.report_problems(document, ProblemKind::DuplicateKey, Severity::Error);
    // Nothing is lost, but kustomize refuses it all the same.
    cx.report_problems(document, ProblemKind::RepeatedEntry, Severity::Warning);
}
