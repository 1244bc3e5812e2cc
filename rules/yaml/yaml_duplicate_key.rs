//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, Node, Problem, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-duplicate-key",
        summary: "A key that is written twice in one mapping",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("yaml_duplicate_key.md"),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    for problem in &document.problems {
        let severity = match problem.kind {
            ProblemKind::DuplicateKey => Severity::Error,
            // Nothing is lost, but kustomize refuses it all the same.
            ProblemKind::RepeatedEntry => Severity::Warning,
            _ => continue,
        };
        if !is_misread(document, problem) {
            cx.report_problem(problem, severity);
        }
    }
}

/// Whether one of the keys is a word or number that kubectl makes the other one of: the rules on those words say so.
fn is_misread(document: &Document, problem: &Problem) -> bool {
    let keys: Vec<Node<'_>> = problem.keys(&document.tree).collect();
    keys.windows(2).any(|pair| pair[0].text() != pair[1].text())
}
