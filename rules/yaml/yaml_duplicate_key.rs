//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, Node, Problem, ProblemKind, Style, begin_item};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-duplicate-key",
        summary: "A key that is written twice in one mapping",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("yaml_duplicate_key.md"),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let merged = merged_items(document);
    merged.iter().for_each(|item| second_items(*item, cx));
    for problem in &document.problems {
        let severity = match problem.kind {
            ProblemKind::DuplicateKey => Severity::Error,
            // Nothing is lost, but kustomize refuses it all the same.
            ProblemKind::RepeatedEntry => Severity::Warning,
            _ => continue,
        };
        let mapping = problem.keys(&document.tree).next().and_then(Node::parent);
        if !is_misread(document, problem) && !mapping.is_some_and(|mapping| merged.contains(&mapping)) {
            cx.report_problem(problem, severity);
        }
    }
}

/// The items of lists that are several items of which only the first has its dash: the first key of the item comes again,
/// followed by others, and no key twice in between.
fn merged_items<'w>(document: &'w Document) -> Vec<Node<'w>> {
    let repeats = document.problems.iter().filter(|problem| problem.kind == ProblemKind::DuplicateKey);
    let mappings = repeats.filter_map(|problem| problem.keys(&document.tree).next()?.parent());
    let mut merged: Vec<Node<'w>> = mappings.filter(|mapping| is_merged(*mapping)).collect();
    merged.dedup();
    merged
}

fn is_merged(mapping: Node<'_>) -> bool {
    let keys: Vec<&str> = mapping.raw_entries().map(|entry| entry.key.text()).collect();
    let Some(first) = keys.first() else { return false };
    let is_item = mapping.parent().is_some_and(Node::is_sequence) && mapping.style() == Style::Block;
    let mut items = keys.split(|key| key == first).skip(1);
    let is_whole = |item: &[&str]| !item.is_empty() && (1..item.len()).all(|at| !item[..at].contains(&item[at]));
    is_item && items.clone().count() > 1 && items.all(is_whole)
}

fn second_items<'w>(item: Node<'w>, cx: &mut Cx<'w>) {
    let mut keys = item.raw_entries().map(|entry| entry.key);
    let Some(first) = keys.next() else { return };
    for key in keys.filter(|key| key.text() == first.text()) {
        let name = key.text();
        let message = format!(
            "a second item begins at this `{name}`, but there is no `- ` before it: kubectl makes one item of both, and the \
             last of each key wins without a word"
        );
        let report = cx.report(key, message).mention(first, "the item before it").explaining(item);
        let help = format!("write `- ` before `{name}`");
        report.help(help.clone()).fix(Applicability::Unsafe, help, begin_item(key));
    }
}

/// Whether one of the keys is a word or number that kubectl makes the other one of: the rules on those words say so.
fn is_misread(document: &Document, problem: &Problem) -> bool {
    let keys: Vec<Node<'_>> = problem.keys(&document.tree).collect();
    keys.windows(2).any(|pair| pair[0].text() != pair[1].text())
}
