//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::source::Span;
use crate::yaml::Document;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-document",
        summary: "Nothing between two `---` in the middle of a file",
        category: Category::Syntax,
        severity: Severity::Info,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("empty_document.md"),
    },
    check: Check::Document(check),
};

const SEPARATOR: &str = "---";

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let (file, end) = (document.span.file, document.span.start);
    let text = &cx.workspace.sources.get(file).text[..end as usize];
    let Some(mut before) = strip_separator(text) else { return };
    let last = Span::new(file, before.len() as u32, end);
    let mut first = last;
    while let Some(rest) = strip_separator(before.trim_end()) {
        first = Span::new(file, rest.len() as u32, rest.len() as u32 + last.len());
        before = rest;
    }
    // At the start of a file it is a habit.
    let is_content =
        |line: &str| !line.trim().is_empty() && !line.starts_with(['#', '\u{feff}']) && line.trim() != SEPARATOR;
    if first == last || !before.lines().any(is_content) {
        return;
    }
    let edit = Edit { span: Span::new(file, first.end, last.end), text: String::new() };
    cx.report_at(last, String::new(), "an empty document ends here: nothing stands between two `---`")
        .related_at(first, "it starts here")
        .help("remove one of the two")
        .fix(Applicability::Safe, "remove it", vec![edit]);
}

/// The text before a separator that it ends with.
fn strip_separator(text: &str) -> Option<&str> {
    text.strip_suffix(SEPARATOR).filter(|before| before.is_empty() || before.ends_with('\n'))
}
