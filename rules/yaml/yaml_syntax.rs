//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-syntax",
        summary: "A document that is not YAML, or not YAML that kubectl reads",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    for problem in document.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax) {
        // Another rule reports these characters.
        if !document.is_below_odd_blanks(problem) {
            cx.report_problem(problem, Severity::Error);
        }
    }
}
