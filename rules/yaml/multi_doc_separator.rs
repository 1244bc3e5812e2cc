//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::separators;
use crate::rule::{Category, Check, Cx, Draft, Meta, Rank, Rule};
use crate::yaml::{Document, Entry, Node, Passage, break_line_before, insert_separator};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "multi-doc-separator",
        summary: "Two objects in one document, without `---` between them",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Document),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

const EFFECT: &str = "kubectl reads both as one object, and the last of each key wins";

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(root) = document.tree.root() else { return };
    let mut entries = root.raw_entries().peekable();
    for start in separators::missing(root) {
        let object: Vec<Entry<'_>> = std::iter::from_fn(|| entries.next_if(|entry| entry.key != start.key)).collect();
        let glued = object.last().and_then(|last| glued(last.value));
        let mut report = match glued {
            Some(Glued { dashes, is_indented, .. }) => {
                let how = if is_indented { "indented, so it is part of this value" } else { "attached to this value" };
                cx.report(dashes, format!("`---` is {how} and does not separate anything: {EFFECT}"))
                    .related(start.key, "the next object starts here")
                    .help("write `---` on a separate line, in the first column")
            }
            None => cx
                .report(start, format!("a second object starts here, but there is no `---` before it: {EFFECT}"))
                .help("write `---` on a separate line before it"),
        };
        // kubectl reads the text before it as fields of the last object, so its keys appear twice.
        if let Some(before) = object.first() {
            report = report.related(before.key, "the object before it");
            let merged = before.key.as_written().to(start.key.as_written());
            report = merged.into_iter().fold(report, Draft::explaining_text);
        }
        for entry in object {
            report = report.explaining_text(entry.key.as_written());
        }
        match glued {
            Some(glued) => report.fix(Applicability::Unsafe, "start a new line", break_line_before(glued.whole, "---")),
            None => report.fix(Applicability::Safe, "write `---`", insert_separator(start.key)),
        };
    }
}

/// Dashes at the end of a scalar that were meant to end its document.
#[derive(Clone, Copy)]
struct Glued<'w> {
    dashes: Passage<'w>,
    /// The dashes, with the spaces and line feeds before them.
    whole: Passage<'w>,
    /// Whether the dashes are on a separate line.
    is_indented: bool,
}

/// The dashes at the end of the last scalar of an object, given its last value.
fn glued(last: Node<'_>) -> Option<Glued<'_>> {
    let written = last.descendants().last().unwrap_or(last).as_written();
    let text = written.text().trim_end();
    let before = text.trim_end_matches('-');
    let rest = before.trim_end();
    let is_separator = text.len() - before.len() >= 3 && !rest.is_empty();
    is_separator.then(|| Glued {
        dashes: written.part(before.len()..text.len()),
        whole: written.part(rest.len()..text.len()),
        is_indented: before[rest.len()..].contains('\n'),
    })
}
