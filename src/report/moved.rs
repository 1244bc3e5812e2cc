//! What a fix that indents a whole document makes of it: no title can tell that, the lines themselves do.

use super::Report;
use super::visible::visible;
use crate::diagnostic::{Edit, Fix};
use crate::source::Source;

/// Lines that are shown.
const MAX_LINES: usize = 400;

/// The lines as they will be, from the first at the margin that holds others to the last; none for a fix that does anything
/// but move lines of a document to other columns.
pub(super) fn lines(report: &Report, fix: &Fix) -> Vec<String> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span().start);
    let is_blank = |text: &str| text.bytes().all(|byte| byte == b' ');
    let moves = |edit: &&Edit| is_blank(edit.text()) && is_blank(report.sources.text(edit.span()));
    let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return Vec::new() };
    let file = first.span().file;
    if edits.len() < 2 || !edits.iter().all(moves) || last.span().file != file {
        return Vec::new();
    }
    let source = report.sources.get(file);
    let mut from = source.line_index(first.span().start);
    while from > 0 && is_at_margin(source, from - 1) {
        from -= 1;
    }
    let mut to = source.line_index(last.span().start);
    while to + 1 < source.line_count() && is_at_margin(source, to + 1) {
        to += 1;
    }
    let more = (to + 1 - from).saturating_sub(MAX_LINES);
    let mut edits = edits.into_iter().peekable();
    let mut lines: Vec<String> = (from..=to - more)
        .map(|index| {
            let range = source.line_range(index);
            let mut line = String::new();
            let mut at = range.start;
            while let Some(edit) = edits.next_if(|edit| edit.span().start <= range.end) {
                line.push_str(&report.masks.masked(source, file, at..edit.span().start.max(at)));
                line.push_str(edit.text());
                at = edit.span().end.max(at);
            }
            line.push_str(&report.masks.masked(source, file, at..range.end.max(at)));
            visible(&line).into_owned()
        })
        .collect();
    if lines.first().is_none_or(|line| line.starts_with(' ')) {
        return Vec::new();
    }
    if more > 0 {
        lines.push(format!("({more} further lines)"));
    }
    lines
}

/// A line of the same document with something at its start.
fn is_at_margin(source: &Source, index: usize) -> bool {
    let range = source.line_range(index);
    let line = &source.text[range.start as usize..range.end as usize];
    !line.starts_with([' ', '\t']) && !line.trim().is_empty() && !line.starts_with("---")
}
