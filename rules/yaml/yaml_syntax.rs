//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, Problem, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-syntax",
        summary: "A document that is not YAML, or not YAML that kubectl reads",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("yaml_syntax.md"),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    for problem in document.problems.iter().filter(|problem| problem.kind == ProblemKind::Syntax) {
        if !follows_from_blanks(document, problem) {
            cx.report_problem(problem, Severity::Error);
        }
    }
}

/// Whether the line above fits nothing since it is indented by blanks that YAML does not know: the rule on those says so.
fn follows_from_blanks(document: &Document, problem: &Problem) -> bool {
    let before = document.tree.source().text.get(document.span.start as usize..problem.span.start as usize);
    let mut above = before.unwrap_or_default().lines().rev().skip(1).filter(|line| !line.trim().is_empty());
    above
        .next()
        .is_some_and(|line| line.trim_start_matches(' ').starts_with(|c: char| !c.is_ascii() && c.is_whitespace()))
}
