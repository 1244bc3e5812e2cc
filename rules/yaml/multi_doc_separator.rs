//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::separators;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, insert_separator};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "multi-doc-separator",
        summary: "Two objects in one document, without `---` between them",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("multi_doc_separator.md"),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(root) = document.tree.root() else { return };
    let mut before = root.raw_entries().next().map(|entry| entry.key);
    for start in separators::missing(root) {
        let message = "a further object starts here, but no `---` stands before it: kubectl makes one object of both, \
                       and the last of each key wins";
        let mut report = cx.report(start, message).help("write `---` on a line of its own before it");
        if let Some(before) = before.replace(start.key) {
            report = report.related(before, "the object before it");
        }
        report.fix(Applicability::Safe, "write `---`", insert_separator(start.key));
    }
}
