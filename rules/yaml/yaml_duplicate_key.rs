//! See the card.

use crate::diagnostic::Severity;
use crate::kube::separators;
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
        if !belongs_elsewhere(document, problem) {
            cx.report_problem(problem, severity);
        }
    }
}

/// Whether another rule says why the keys meet: a `---` is missing between two objects, or one of the keys is a word
/// or number that kubectl makes the other one of.
fn belongs_elsewhere(document: &Document, problem: &Problem) -> bool {
    let keys: Vec<Node<'_>> = problem.keys(&document.tree).collect();
    let root = document.tree.root().filter(|root| keys.iter().all(|key| key.parent() == Some(*root)));
    let Some((first, others)) = keys.split_first() else { return false };
    others.iter().any(|key| key.text() != first.text())
        || root.is_some_and(|root| !separators::missing(root).is_empty())
}
