//! The result of a fix that indents a whole document. No title can describe it, so the report shows the lines.

use super::Report;
use super::visible::visible;
use crate::diagnostic::{Edit, Fix};
use crate::source::FileId;

/// The most lines that are shown.
const MAX_LINES: usize = 400;

/// The lines after the fix, from the outermost line that contains a moved one to the last moved one. Empty unless the fix
/// only moves lines of a document to other columns.
pub(super) fn lines(report: &Report, fix: &Fix) -> Vec<String> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span().start);
    let is_blank = |text: &str| text.bytes().all(|byte| byte == b' ');
    let moves = |edit: &&Edit| is_blank(edit.text()) && report.files.open(edit.span()).is_some_and(is_blank);
    let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return Vec::new() };
    let file = first.span().file;
    if edits.len() < 2 || !edits.iter().all(moves) || last.span().file != file {
        return Vec::new();
    }
    let mut from = report.files.line_of(file, first.span().start);
    while from > 0 && is_at_margin(report, file, from - 1) {
        from -= 1;
    }
    let mut to = report.files.line_of(file, last.span().start);
    while is_at_margin(report, file, to + 1) {
        to += 1;
    }
    let more = (to + 1 - from).saturating_sub(MAX_LINES);
    let mut edits = edits.into_iter().peekable();
    let mut lines: Vec<String> = (from..=to - more)
        .map(|index| {
            let range = report.files.line(file, index).unwrap_or_default();
            let mut line = String::new();
            let mut at = range.start;
            while let Some(edit) = edits.next_if(|edit| edit.span().start <= range.end) {
                line.push_str(&report.files.masked(file, at..edit.span().start.max(at)));
                line.push_str(edit.text());
                at = edit.span().end.max(at);
            }
            line.push_str(&report.files.masked(file, at..range.end.max(at)));
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

/// Whether a line of the same document has text at its start.
fn is_at_margin(report: &Report, file: FileId, index: usize) -> bool {
    let Some(range) = report.files.line(file, index) else { return false };
    let line = report.files.masked(file, range);
    !line.starts_with([' ', '\t']) && !line.trim().is_empty() && !line.starts_with("---")
}
