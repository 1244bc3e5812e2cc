//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-tab",
        summary: "A tab where YAML needs spaces",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    cx.report_problems(document, ProblemKind::Tab, Severity::Error);
}
