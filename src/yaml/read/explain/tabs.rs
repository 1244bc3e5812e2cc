//! Explains tabs in places that allow only spaces.

use std::ops::Range;

use super::view::{View, part};
use crate::source::{FileId, Span};
use crate::yaml::edit::{Applicability, Edit, Edits};
use crate::yaml::problem::{Problem, ProblemKind};

/// Explains a tab that stopped the parser.
pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    let from = view.last.as_ref().map_or(view.chunk.start, |last| last.range.end).min(view.at);
    let error_line = view.line(view.at);
    let in_indentation =
        |line: &Range<usize>| part(view.text, line.start..line.start + view.indent(line)).contains('\t');
    let said = view.says(&["tab"]);
    let mut lines = view.lines(view.line(from).start..view.chunk.end).skip_while(|line| line.start <= from && from > 0);
    // The parser may stop on the line before, at the text that the line continues.
    let in_question = |line: &Range<usize>| line.start <= error_line.start || said;
    let first = lines.by_ref().take_while(in_question).find(|line| in_indentation(line) && !view.in_flow());
    if let Some(line) = first.or_else(|| (in_indentation(&error_line) && !view.in_flow()).then_some(error_line.clone()))
    {
        let mut problem = indentation(view.file, view.text, &line);
        if let Some((edits, applicability)) = spaces(view).filter(|(edits, _)| view.works(edits)) {
            problem = problem.fix(applicability, "indent with spaces", edits);
        }
        return Some(problem);
    }
    let tab = error_line.start + part(view.text, error_line).find('\t').filter(|_| said)?;
    Some(behind_sign(view.file, tab))
}

/// The problem of a line with a tab in its indentation.
pub(in crate::yaml) fn indentation(file: FileId, text: &str, line: &Range<usize>) -> Problem {
    let blanks = part(text, line.clone());
    let indent = &blanks[..blanks.len() - blanks.trim_start_matches([' ', '\t']).len()];
    let tab = line.start + indent.find('\t').unwrap_or(0);
    let run = part(text, tab..).bytes().take_while(|&byte| byte == b'\t').count();
    let span = Span::new(file, tab as u32, (tab + run) as u32);
    Problem::new(
        ProblemKind::Tab,
        span,
        "the indentation contains a tab, but YAML allows only spaces: kubectl rejects the document",
    )
}

/// The problem of a tab between a `-` and its item.
pub(in crate::yaml) fn behind_sign(file: FileId, tab: usize) -> Problem {
    let span = Span::new(file, tab as u32, tab as u32 + 1);
    let edit = Edit::new(span, " ");
    Problem::new(ProblemKind::Tab, span, "a tab after a `-` or `?`: only spaces are allowed there").fix(
        Applicability::Safe,
        "write a space",
        edit,
    )
}

/// Spaces for all tabs in the document's indentation. Their number is certain if everything is indented in the same
/// way.
fn spaces(view: &View<'_>) -> Option<(Edits, Applicability)> {
    let mut step = 0;
    let mut tabbed = Vec::new();
    for line in view.lines(view.chunk.start..view.chunk.end) {
        let indent = part(view.text, line.start..line.start + view.indent(&line));
        let tabs = indent.len() - indent.trim_start_matches('\t').len();
        if indent.contains('\t') {
            // Tabs after spaces have no certain width.
            tabbed.push((tabs == indent.len()).then(|| line.start..line.start + tabs)?);
        } else if !part(view.text, line.clone()).trim().is_empty() {
            step = greatest_divisor(step, indent.len());
        }
    }
    let (width, applicability) = match step {
        0 => (2, Applicability::Safe),
        2 | 4 => (step, Applicability::Unsafe),
        _ => return None,
    };
    let edits = tabbed.into_iter().map(|tabs| view.edit(tabs.clone(), " ".repeat(tabs.len() * width))).collect();
    Some((edits, applicability))
}

fn greatest_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}
