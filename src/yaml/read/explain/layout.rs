//! Explains lines at a column that no collection has.

use std::ops::Range;

use super::dashes;
use super::view::{View, key_colon, part};
use crate::yaml::edit::{Applicability, Edits};
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::Style;

/// Explains a line whose column matches nothing above it.
pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    let line = view.line(view.at);
    let start = line.start + view.indent(&line);
    let text = part(view.text, start..line.end);
    let item = text.starts_with("- ") || text == "-";
    if view.says(&["block sequence entries are not allowed"]) && view.at > start {
        let message = "a list cannot start on the line of its key: begin a new line";
        return Some(Problem::new(ProblemKind::Syntax, view.span(view.at..view.at + 1), message));
    }
    let entry = key_colon(part(view.text, view.content(&line))).is_some();
    if text.is_empty() || view.open.iter().any(|open| open.style == Style::Flow) {
        return None;
    }
    if let Some(problem) = below_text(view, &line, start).or_else(|| dashes::left(view, &line)) {
        return Some(problem);
    }
    if !item && !entry {
        return None;
    }
    let column = start - line.start;
    let siblings = siblings(view, &line, column, item)?;
    let first = siblings.start + view.indent(&siblings);
    let sibling_column = first - siblings.start;
    let sibling_item = part(view.text, first..).starts_with('-');
    let place = |at: usize, item: bool| match item {
        true => view.span(at..at + 1),
        false => {
            let line = view.line(at);
            let key = key_colon(part(view.text, at..line.end)).unwrap_or(line.end.saturating_sub(at));
            view.span(at..at + key)
        }
    };
    if sibling_column == column {
        let message = match item {
            true => "a list item among the keys of a mapping: indent it below its key",
            false => "a key among the items of a list: indent it like the keys of an item",
        };
        let what = if item { "this key is next to it" } else { "this item is next to it" };
        let problem = Problem::new(ProblemKind::Syntax, place(start, item), message);
        return Some(problem.related(place(first, sibling_item), what));
    }
    let (kind, message) = match item && sibling_item {
        true => (ProblemKind::Indent, "the items of one list start in different columns"),
        false => (ProblemKind::Syntax, "the keys of one mapping start in different columns"),
    };
    let mut problem = Problem::new(kind, place(start, item), message)
        .label(format!("column {}", column + 1))
        .related(place(first, sibling_item), format!("column {}", sibling_column + 1));
    let edits = shift(view, &line, column, sibling_column);
    if item == sibling_item && view.works(&edits) {
        problem = problem.fix(Applicability::Unsafe, "align it", edits);
    }
    Some(problem)
}

/// Explains a line that is indented too little for the block of text above it, or too far after a value that has ended.
fn below_text(view: &View<'_>, line: &Range<usize>, start: usize) -> Option<Problem> {
    let last = view.last.as_ref().filter(|last| matches!(last.style, Style::Literal | Style::Folded))?;
    let above = view.lines_above(view.at).next()?;
    let header = view.line(last.range.start);
    let directly = above.start < last.range.end;
    if !directly || view.indent(line) <= view.indent(&header) {
        return None;
    }
    let message = "this line is indented less than the text above it, which ends before it";
    let end = view.value_end(start, line.end);
    Some(
        Problem::new(ProblemKind::Syntax, view.span(start..end), message)
            .related(view.span(last.range.start..last.range.start + 1), "the text starts here"),
    )
}

/// The first line of the collection to which a line at `column` most likely belongs.
fn siblings(view: &View<'_>, line: &Range<usize>, column: usize, item: bool) -> Option<Range<usize>> {
    let is_item = |line: &Range<usize>| part(view.text, line.start + view.indent(line)..).starts_with('-');
    let mut best: Option<Range<usize>> = None;
    for above in view.lines_above(line.start) {
        let indent = view.indent(&above);
        let least = best.as_ref().map(|best| view.indent(best));
        if indent <= column {
            // A deeper line of the same kind is more likely than a line that is less deep.
            let shallow =
                best.is_none() || best.as_ref().is_some_and(|best| is_item(best) != item) && is_item(&above) == item;
            return if shallow { Some(above) } else { best };
        }
        if least.is_none_or(|least| indent <= least) {
            best = Some(above);
        }
    }
    best
}

/// Moves a line, and the lines below that belong to it.
fn shift(view: &View<'_>, line: &Range<usize>, from: usize, to: usize) -> Edits {
    let below = view.lines(line.start..view.chunk.end).skip(1);
    let blank = |line: &Range<usize>| part(view.text, line.clone()).trim().is_empty();
    let own = below.take_while(|below| blank(below) || view.indent(below) >= from);
    std::iter::once(line.clone())
        .chain(own.filter(|line| !blank(line)))
        .map(|line| match to > from {
            true => view.edit(line.start..line.start, " ".repeat(to - from)),
            false => view.edit(line.start..line.start + (from - to), ""),
        })
        .collect()
}
