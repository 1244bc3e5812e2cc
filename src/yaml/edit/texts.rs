//! Edits some characters of a text and keeps the rest. No edit repeats the text, which may be a secret.

use super::fix::{Edit, Edits};
use super::lines::{line_end, line_ending, line_start};
use super::page::Page;
use super::place::{header, is_block_scalar};
use crate::source::Span;
use crate::yaml::passage::Passage;
use crate::yaml::tree::{Node, Style};

/// Replaces a passage with characters, whatever they mean there. Returns `None` if the passage is not exact, or cannot
/// be edited.
pub fn replace_part(passage: Passage<'_>, text: &str) -> Option<Edit> {
    Some(Page::of_passage(passage)?.edit(passage.span.start as usize, passage.span.end as usize, text))
}

/// Replaces a passage that ends its line with a separate line at the first column. The text before the passage stays.
/// Returns `None` if the passage cannot be edited.
pub fn break_line_before(passage: Passage<'_>, line: &str) -> Option<Edit> {
    let page = Page::of_passage(passage)?;
    let (start, end) = (passage.span.start as usize, passage.span.end as usize);
    let text = format!("{}{line}", line_ending(page.text, start));
    (line_end(page.text, end) == end).then(|| page.edit(start, end, text))
}

/// Puts a text of one line in quotes. No edits if the text directly follows a separator, because no quote may follow
/// it.
pub fn surround(passage: Passage<'_>) -> Edits {
    let is_glued = |page: &Page<'_>| page.text[..passage.span.start as usize].ends_with("---");
    let Some(page) = Page::of_passage(passage).filter(|page| !is_glued(page)) else { return Edits::default() };
    let (text, start, end) = (passage.text(), passage.span.start as usize, passage.span.end as usize);
    let quote = if text.contains(['"', '\\']) { "'" } else { "\"" };
    // In single quotes a quote is written twice.
    let inner = text.match_indices('\'').filter(|_| quote == "'").map(|(at, _)| start + at);
    let places = [start].into_iter().chain(inner).chain([end]);
    places.map(|at| page.insert(at, quote)).collect()
}

/// Makes a folded block of text keep its lines: `>` becomes `|`. Returns `None` for any other node.
pub fn keep_lines(node: Node<'_>) -> Option<Edit> {
    replace_part(node.sign(), "|").filter(|_| node.style() == Style::Folded)
}

/// Removes the line feeds at the end of a block of text: `|` becomes `|-`. Returns `None` for any other node.
pub fn drop_last_line_feed(node: Node<'_>) -> Option<Edit> {
    let header = Some(header(node)).filter(|header| is_block_scalar(node) && !header.contains('-'))?;
    replace_part(node.as_written().part(0..header.len()), &format!("{}-", header.replace('+', "")))
}

/// Removes each `\r` before a `\n` from a text in double quotes if both are escapes.
pub fn drop_returns(node: Node<'_>) -> Edits {
    let written = node.as_written();
    let source = if node.style() == Style::DoubleQuoted { written.text() } else { "" };
    let mut returns = Vec::new();
    let mut at = 0;
    while let Some(backslash) = source[at..].find('\\').map(|offset| at + offset) {
        if source[backslash..].starts_with(r"\r\n") {
            returns.push(backslash..backslash + 2);
        }
        // A backslash escapes the character after it, so the search skips both.
        at = source[backslash + 1..].chars().next().map_or(source.len(), |c| backslash + 1 + c.len_utf8());
    }
    returns.into_iter().map(|range| replace_part(written.part(range), "")).collect()
}

/// Inserts a `---` on a separate line before the line of a key. Returns `None` unless it is a key of the document.
pub fn insert_separator(key: Node<'_>) -> Option<Edit> {
    let page = Page::of(key)?;
    let root = key.parent().filter(|parent| parent.parent().is_none() && key.is_key())?;
    let start = key.written_span().start as usize;
    let line = line_start(page.text, start);
    (root.style() == Style::Block && line == start)
        .then(|| page.insert(line, format!("---{}", line_ending(page.text, start))))
}

/// Replaces a part of a comment. Returns `None` for a text of several lines.
pub fn replace_in_comment(part: Span, text: &str) -> Option<Edit> {
    (!text.contains(['\n', '\r'])).then(|| Edit::new(part, text.to_owned()))
}
