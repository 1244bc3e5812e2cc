//! Whole lines that move to the left or to the right.

use super::lines::{column, is_blank, is_deeper_comment, line_end, line_start, next_line, skip_gap};
use super::place::{Place, blank_lines_end, is_block_scalar};
use super::text_of;
use crate::diagnostic::Edit;
use crate::source::{Source, Span};
use crate::yaml::tree::{Node, Style};

/// Moves the lines that a span touches by so many columns; lines without any text stay as they are. None where a line
/// has too little indentation, or a tab in it. The text of a block scalar whose header does not move along changes.
pub fn shift_lines(source: &Source, span: Span, by: i32) -> Option<Edit> {
    let text = &source.text;
    let start = line_start(text, span.start as usize);
    let end = line_end(text, (span.end as usize).max(start));
    let moved = shifted(&text[start..end], by)?;
    Some(Edit { span: Span::new(span.file, start as u32, end as u32), text: moved })
}

/// Moves a mapping or list in block style that starts on a line of its own, with all that is in it, by so many columns.
/// Its value stays: all lines of a text move alike, and what is left of a text's first column is never part of it. None
/// where the lines would no longer belong to their key or dash, and as for [`shift_lines`].
pub fn reindent(node: Node<'_>, by: i32) -> Option<Edit> {
    let (text, span) = (text_of(node), node.written_span());
    if node.is_alias() || node.style() != Style::Block {
        return None;
    }
    if counts_blanks(node) {
        return None;
    }
    let (start, end) = (span.start as usize, span.end as usize);
    let line = line_start(text, start);
    let own_column = column(text, start).filter(|_| is_blank(&text[line..start]))?;
    let new_column = own_column.checked_add_signed(by as isize)?;
    if new_column < least_column(node)? {
        return None;
    }
    let last = node.descendants().last().filter(|last| is_block_scalar(*last));
    let mut stop = line_end(text, end);
    if last.is_some() {
        // Blank lines may be text of the scalar; a comment that follows must not become part of it.
        let after = blank_lines_end(text, next_line(text, stop));
        if by < 0 && is_deeper_comment(text, after, new_column) {
            return None;
        }
        if after > stop && text[..after].ends_with('\n') {
            stop = line_end(text, line_start(text, after - 1));
        } else {
            stop = after;
        }
    }
    // What kubectl drops behind the root must not become part of it.
    let rest = &text[skip_gap(text, stop, text.len())..];
    if node.parent().is_none() && !(rest.is_empty() || rest.starts_with("---") || rest.starts_with("...")) {
        return None;
    }
    let moved = shifted(&text[line..stop], by)?;
    Some(Edit { span: Span::new(span.file, line as u32, stop as u32), text: moved })
}

/// True where a text between brackets goes over several lines: kubectl takes them at any column, and their blanks may be
/// part of the text.
pub(super) fn counts_blanks(node: Node<'_>) -> bool {
    let goes_on = |child: Node<'_>| child.style() == Style::Plain && child.source_text().contains('\n');
    let in_brackets = |node: &Node<'_>| !node.is_alias() && node.style() == Style::Flow;
    node.descendants().filter(in_brackets).any(|flow| flow.descendants().any(goes_on))
}

/// The least column where a collection still belongs to what holds it.
fn least_column(node: Node<'_>) -> Option<usize> {
    let Some(parent) = node.parent() else { return Some(0) };
    match node.key() {
        Some(key) => {
            let outer = column(text_of(key), key.written_span().start as usize)?;
            Some(outer + usize::from(node.is_mapping()))
        }
        None if parent.is_sequence() => Some(Place::of_item(node)?.column()? + 1),
        None => None,
    }
}

/// Lines with more blanks before them, or fewer.
pub(super) fn shifted(text: &str, by: i32) -> Option<String> {
    let width = by.unsigned_abs() as usize;
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let indent = content.len() - content.trim_start_matches(' ').len();
        let is_empty = indent == content.len();
        if content.contains('\r') || content[indent..].starts_with('\t') && (by > 0 || indent < width) {
            return None;
        }
        match by >= 0 {
            true if content.is_empty() => out.push_str(line),
            true => {
                out.push_str(&" ".repeat(width));
                out.push_str(line);
            }
            false if is_empty => out.push_str(&line[indent.min(width)..]),
            false if indent < width => return None,
            false => out.push_str(&line[width..]),
        }
    }
    Some(out)
}
