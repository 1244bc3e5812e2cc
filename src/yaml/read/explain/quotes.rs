//! Explains quotes that close too late or never, and invalid text between them.

use std::ops::Range;

use super::special::in_quotes;
use super::view::{View, is_entry, part};
use crate::yaml::edit::{Applicability, Edits};
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::Style;

/// The escapes in double quotes that go-yaml knows.
const ESCAPES: &str = "0abt\tnvfre \"'\\N_LPxuU\n\r";

pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    if view.says(&["escape", "hexadecimal"]) && view.byte(view.at) == Some(b'"') {
        return bad_escape(view);
    }
    if view.says(&["quoted scalar"]) && matches!(view.byte(view.at), Some(b'"' | b'\'')) {
        return Some(unclosed(view, view.at));
    }
    // The quote extended over several entries up to the next quote.
    if let Some(last) = &view.last
        && matches!(last.style, Style::SingleQuoted | Style::DoubleQuoted)
        && holds_entry(part(view.text, last.range.clone()))
    {
        return Some(unclosed(view, last.range.start));
    }
    let before = part(view.text, view.chunk.start..view.at);
    let closing = view.chunk.start + before.trim_end().len();
    let quote = before.trim_end().chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let open = opening(view, closing - 1)?;
    if part(view.text, open..closing).len() < 2 || !part(view.text, open..).starts_with(quote) {
        return None;
    }
    if holds_entry(part(view.text, open..closing)) {
        return Some(unclosed(view, open));
    }
    let line = view.line(view.at);
    if line.start > open {
        return None;
    }
    let end = view.value_end(view.at, line.end);
    let end = if view.in_flow() {
        view.at + part(view.text, view.at..end).find([',', ']', '}']).unwrap_or(end - view.at)
    } else {
        end
    };
    let message = "text follows the closing quote: the quotes must enclose the whole value";
    let problem = Problem::new(ProblemKind::Syntax, view.span(view.at..end.max(view.at)), message)
        .related(view.span(closing - 1..closing), "the quote closes here");
    let whole = part(view.text, open..end.max(closing));
    let inner = part(whole, 1..).strip_suffix(quote).unwrap_or(whole);
    let edit = view.edit(open..end.max(closing), in_quotes(inner));
    let works = view.works(std::slice::from_ref(&edit)) && !whole.contains('\\');
    Some(if works { problem.fix(Applicability::Unsafe, "quote the whole value", edit) } else { problem })
}

/// The quote that opens the scalar that ends at `closing`: the first quote after the text that was read.
fn opening(view: &View<'_>, closing: usize) -> Option<usize> {
    let from = view.last.as_ref().map_or(view.chunk.start, |last| last.range.end);
    if let Some(last) = view.last.as_ref().filter(|last| last.range.end == closing + 1) {
        return Some(last.range.start);
    }
    let between = view.text.get(from..closing)?;
    between.find(['"', '\'']).map(|at| from + at)
}

/// Whether a line inside the quotes looks like a separate entry.
fn holds_entry(quoted: &str) -> bool {
    quoted.lines().skip(1).any(|line| is_entry(line.trim_start().trim_start_matches("- ")))
}

/// The problem of a quote that is never closed, or that ends at the wrong quote.
fn unclosed(view: &View<'_>, open: usize) -> Problem {
    let quote = part(view.text, open..open + 1);
    let message = "this quote is still open at the end of the line";
    let line = view.line(open);
    let problem = Problem::new(ProblemKind::Syntax, view.span(open..open + 1), message).label("it opens here");
    let end = view.value_end(open, line.end);
    let edit = view.edit(end..end, quote);
    if end > open + 1 && !part(view.text, open + 1..end).contains(quote) && view.works(std::slice::from_ref(&edit)) {
        return problem.fix(Applicability::Unsafe, "close the quote", edit);
    }
    problem.help("close it where the text ends")
}

fn bad_escape(view: &View<'_>) -> Option<Problem> {
    let mut escapes: Vec<(Range<usize>, bool)> = Vec::new();
    let mut chars = part(view.text, view.at + 1..view.chunk.end).char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => break,
            '\\' => {
                let (_, escaped) = chars.next()?;
                let start = view.at + 1 + at;
                escapes.push((start..start + 1 + escaped.len_utf8(), ESCAPES.contains(escaped)));
            }
            _ => {}
        }
    }
    let bad: Vec<Range<usize>> = escapes.iter().filter(|(_, good)| !good).map(|(range, _)| range.clone()).collect();
    let Some(first) = bad.first() else {
        let (range, _) = escapes.iter().find(|(range, _)| part(view.text, range.clone()).ends_with(['x', 'u', 'U']))?;
        let message = "this escape is not a character: `\\x`, `\\u` and `\\U` need 2, 4 and 8 hexadecimal digits";
        return Some(Problem::new(ProblemKind::Syntax, view.span(range.clone()), message));
    };
    let message = "in double quotes a backslash starts an escape, but YAML does not have this one";
    let problem = Problem::new(ProblemKind::Syntax, view.span(first.clone()), message);
    let edits: Edits = bad.iter().map(|range| view.edit(range.start..range.start, "\\")).collect();
    if !view.works(&edits) {
        return Some(problem.help("write `\\\\`, or use single quotes"));
    }
    // If one backslash is meant literally, others may also be.
    let plain =
        escapes.iter().all(|(range, good)| !good || matches!(part(view.text, range.start + 1..range.end), "\\" | "\""));
    let applicability = if plain { Applicability::Safe } else { Applicability::Unsafe };
    Some(problem.fix(applicability, "write two backslashes: `\\\\`", edits))
}
