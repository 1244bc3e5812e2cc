//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::join;
use crate::yaml::{Document, Node, Problem, ProblemKind, split_item};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-duplicate-key",
        summary: "A key that appears twice in one mapping",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

/// The largest number of keys that a message names.
const SHOWN: usize = 3;

/// A key that appears twice.
struct Repeated<'w> {
    problem: &'w Problem,
    severity: Severity,
    first: Node<'w>,
    second: Node<'w>,
}

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let mut repeated: Vec<Repeated<'w>> = Vec::new();
    for problem in &document.problems {
        let severity = match problem.kind {
            ProblemKind::DuplicateKey => Severity::Error,
            // No value is lost, but kustomize still refuses to read the file.
            ProblemKind::RepeatedEntry => Severity::Warning,
            _ => continue,
        };
        let keys: Vec<Node<'w>> = problem.keys(&document.tree).collect();
        match keys[..] {
            // kubectl turns one of the keys into the other, because it is a word or a number. The rules about words and
            // numbers report it.
            [first, second] if first.text() != second.text() => {}
            [first, second] => repeated.push(Repeated { problem, severity, first, second }),
            _ => cx.report_problem(problem, severity),
        }
    }
    for of_mapping in repeated.chunk_by(|a, b| a.second.parent() == b.second.parent()) {
        match second_item(of_mapping) {
            Some(start) => report_item(start, of_mapping, cx),
            None => of_mapping.iter().for_each(|one| cx.report_problem(one.problem, one.severity)),
        }
    }
}

/// The key that starts a second item, if the keys of an item repeat because a dash is missing.
fn second_item<'a, 'w>(repeated: &'a [Repeated<'w>]) -> Option<&'a Repeated<'w>> {
    let start = repeated.first()?;
    let mapping = start.second.parent()?;
    let is_item = mapping.parent().is_some_and(|parent| parent.is_sequence());
    let is_first = mapping.raw_entries().next().is_some_and(|entry| entry.key == start.first);
    let is_last = mapping.raw_entries().last().is_some_and(|entry| entry.key == start.second);
    (is_item && (repeated.len() > 1 || is_first && !is_last)).then_some(start)
}

fn report_item<'w>(start: &Repeated<'w>, repeated: &[Repeated<'w>], cx: &mut Cx<'w>) {
    let names = repeated.iter().take(SHOWN).map(|one| format!("`{}`", one.second.key_text()));
    let more = repeated.len().saturating_sub(SHOWN);
    let names = join(names.chain((more > 0).then(|| format!("{more} more"))), "and");
    let (key, verb) = if repeated.len() == 1 { ("key", "is") } else { ("keys", "are") };
    let message = format!(
        "the {key} {names} {verb} written twice in one item, so a dash is probably missing here: kubectl reads one item instead of \
         both, and the last of each key wins"
    );
    let severity = repeated.iter().map(|one| one.severity).max().unwrap_or(start.severity);
    let mut report = cx.report(start.second, message).severity(severity).related(start.first, "this one is dropped");
    if let Some(item) = start.second.parent() {
        report = report.explaining(item);
    }
    let name = start.second.key_text();
    report.help(format!("write a `- ` before `{name}`")).fix(
        Applicability::Unsafe,
        "write the dash",
        split_item(start.second),
    );
}
