//! Finds mappings whose entries are one line each.

use super::lines::{column, line_end, skip_gap};
use super::page::Page;
use super::place::is_block_scalar;
use crate::yaml::tree::{Entry, Node, Style};

/// An entry that begins and ends on one line.
pub(super) struct Row<'a> {
    pub(super) entry: Entry<'a>,
    /// The number of columns before its key.
    pub(super) column: usize,
}

/// The entries of a mapping in block style, each on one line. Returns `None` if an entry has several lines, or anything
/// except blanks, dashes and comments before it.
pub(super) fn rows<'a>(mapping: Node<'a>) -> Option<(Page<'a>, Vec<Row<'a>>)> {
    // `[key: value]` is a mapping without braces.
    let in_brackets = mapping.parent().is_some_and(|parent| parent.style() == Style::Flow);
    let is_block = mapping.is_mapping() && mapping.style() == Style::Block && !in_brackets;
    let page = Page::of(mapping).filter(|_| is_block)?;
    let page = page.with(mapping.descendants())?;
    let mut before = mapping.written_span().start as usize;
    let mut rows = Vec::new();
    for entry in mapping.raw_entries() {
        let (key, value) = (entry.key.written_span(), entry.value.written_span());
        let start = key.start as usize;
        let end = value.end.max(key.end) as usize;
        let line = &page.text[start..line_end(page.text, start)];
        let is_simple = skip_gap(page.text, before, start) == start && !entry.key.is_alias() && !key.is_empty();
        if !is_simple || is_block_scalar(entry.value) || end > start + line.len() || line.contains('\r') {
            return None;
        }
        rows.push(Row { entry, column: column(page.text, start)? });
        before = end;
    }
    let is_aligned = rows.iter().all(|row| rows.first().is_some_and(|first| first.column == row.column));
    is_aligned.then_some((page, rows))
}
