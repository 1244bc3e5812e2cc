//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::separators;
use crate::rule::{Category, Check, Cx, Meta, Rank, Report, Rule};
use crate::yaml::{Document, Node, insert_separator};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "multi-doc-separator",
        summary: "Two objects in one document, without `---` between them",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("multi_doc_separator.md"),
        rank: Some(Rank::Document),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(root) = document.tree.root() else { return };
    let mut keys = root.raw_entries().map(|entry| entry.key).peekable();
    for start in separators::missing(root) {
        let message = "a further object starts here, but no `---` stands before it: kubectl makes one object of both, \
                       and the last of each key wins";
        let mut report = cx.report(start, message).help("write `---` on a line of its own before it");
        // What is before it is read as fields of the last object, and its keys are there twice.
        if let Some(before) = keys.peek().copied() {
            report = report.related(before, "the object before it");
            let merged = before.as_written().to(start.key.as_written());
            report = merged.into_iter().fold(report, Report::explaining_text);
        }
        while let Some(key) = keys.next_if(|key| *key != start.key) {
            report = report.explaining_text(key.as_written());
        }
        // A separator that is glued to the value before it would stay there.
        let edit = insert_separator(start.key).filter(|_| !is_glued(root, start.key));
        report.fix(Applicability::Safe, "write `---`", edit);
    }
}

/// Whether the text before a key ends in the signs of a separator.
fn is_glued(root: Node<'_>, key: Node<'_>) -> bool {
    let before = root.descendants().take_while(|node| *node != key).last();
    before.is_some_and(|last| last.source_text().ends_with("---"))
}
