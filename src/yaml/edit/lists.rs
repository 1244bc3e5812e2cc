//! Turns values and mappings into lists, and lists into mappings.

use std::collections::HashSet;

use super::fix::{Edit, Edits};
use super::lines::{column, line_ending};
use super::page::Page;
use super::quoting::is_plain;
use super::rows::rows;
use super::scalars::quote;
use crate::yaml::tree::{Kind, Node, Style};

/// Turns a string into a list with this string as its only item. Only brackets are inserted, so the edits never repeat
/// a secret. No edits for a text of several lines, or with a tag or an escape.
pub fn into_list(node: Node<'_>) -> Edits {
    in_brackets(node).into()
}

fn in_brackets(node: Node<'_>) -> Option<Edits> {
    let (page, written) = (Page::of(node)?, node.source_text());
    let is_value = node.parent().is_some() && !node.is_key() && !node.has_tag();
    let text = node.as_str().filter(|text| is_value && !text.contains(['"', '\\']))?;
    let (open, close) = match node.style() {
        Style::Plain if written == text => ("[\"", "\"]"),
        Style::SingleQuoted | Style::DoubleQuoted => ("[", "]"),
        _ => return None,
    };
    let (start, end) = (node.span().start as usize, node.span().end as usize);
    let edits = [page.insert(start, open), page.insert(end, close)];
    (!written.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])).then(|| edits.into_iter().collect())
}

/// Turns the entries of a mapping in block style into a list, with their keys and values as strings. With the names
/// `name` and `value`, `a: 1` becomes `- name: a` with `value: "1"` below it. No edits unless each entry is on a
/// separate line.
pub fn entries_to_items(mapping: Node<'_>, names: (&str, &str)) -> Edits {
    let Some((page, rows)) = rows(mapping) else { return Edits::default() };
    let edits = rows.into_iter().map(|row| {
        let (key, value) = (row.entry.key, row.entry.value);
        let (start, end) = (key.written_span().start as usize, key.written_span().end as usize);
        let to_value = value.written_span().start as usize;
        let is_value = value.kind() == Kind::Scalar && !value.is_alias() && !value.written_span().is_empty();
        // A tag or an anchor between key and value would be lost.
        let is_simple = is_value && page.text[end..to_value].trim() == ":" && key.text() != "<<";
        let newline = line_ending(page.text, start);
        let line = format!("{newline}{:1$}  {2}: ", "", row.column, names.1);
        let place = page.insert(start, format!("- {}: ", names.0));
        let signs = Edits::both(place, is_simple.then(|| page.edit(end, to_value, line)));
        // YAML may read a key as another type when it becomes a value.
        let is_text =
            |node: Node<'_>| node.as_str().is_some() && (node.style() != Style::Plain || is_plain(node.text(), false));
        let unclear = [key, value].into_iter().filter(|node| !is_text(*node));
        unclear.fold(signs, |edits, node| Edits::both(edits, quote(node)))
    });
    edits.collect()
}

/// Turns the lines of a plain item into items, with a dash before each line except the first. No edits unless the lines
/// start in the same column.
pub fn lines_to_items(item: Node<'_>) -> Edits {
    let Some(page) = Page::of(item) else { return Edits::default() };
    let (start, end) = (item.written_span().start as usize, item.written_span().end as usize);
    let mut starts = Vec::new();
    let mut at = start;
    for line in page.text[start..end].split_inclusive('\n') {
        starts.push(at + (line.len() - line.trim_start_matches(' ').len()));
        at += line.len();
    }
    let Some(width) = column(page.text, start).filter(|&width| width >= DASH.len()) else { return Edits::default() };
    if starts.iter().any(|&start| column(page.text, start) != Some(width)) {
        return Edits::default();
    }
    starts.iter().skip(1).map(|&start| page.edit(start - DASH.len(), start, DASH)).collect()
}

/// Splits an item in block style at one of its keys: a dash takes the place of the blanks before the key. Returns
/// `None` unless the key is in the column of the first key, with only blanks before it.
pub fn split_item(key: Node<'_>) -> Option<Edit> {
    let page = Page::of(key)?;
    let start = |key: Node<'_>| key.written_span().start as usize;
    let (first, own) = (start(key.parent()?.raw_entries().next()?.key), start(key));
    let width =
        column(page.text, own).filter(|&width| width >= DASH.len() && column(page.text, first) == Some(width))?;
    let is_blank = page.text[own - width..own].bytes().all(|byte| byte == b' ');
    let is_item = page.text[..first].ends_with(DASH);
    (is_blank && is_item).then(|| page.edit(own - DASH.len(), own, DASH))
}

/// The start of an item.
const DASH: &str = "- ";

/// Turns a mapping in block style into a list if its first key, and perhaps others, is a dash and a word. `-name: web`
/// becomes `- name: web`, with the keys up to the next dash below it. No edits unless each entry is on a separate line.
pub fn dashes_to_items(mapping: Node<'_>) -> Edits {
    let Some((page, rows)) = rows(mapping) else { return Edits::default() };
    let has_dash = |key: Node<'_>| {
        let word = key.source_text().strip_prefix('-');
        word.is_some_and(|word| word.starts_with(|first: char| first.is_ascii_alphabetic()))
    };
    if !rows.first().is_some_and(|first| has_dash(first.entry.key)) || mapping.has_tag() {
        return Edits::default();
    }
    let edits = rows.iter().map(|row| {
        let start = row.entry.key.written_span().start as usize;
        if has_dash(row.entry.key) { page.insert(start + 1, " ") } else { page.insert(start, "  ") }
    });
    edits.collect()
}

/// Turns a list in block style into a mapping by removing the dashes. The items must be mappings of one entry, each on
/// one line. No edits if two of the keys are equal.
pub fn items_to_entries(list: Node<'_>) -> Edits {
    without_dashes(list).into()
}

fn without_dashes(list: Node<'_>) -> Option<Edits> {
    let page = Page::of(list).filter(|_| list.is_sequence() && list.style() == Style::Block)?;
    let page = page.with(list.descendants())?;
    // The keys must be to the right of the key that contains them.
    let outer = list.key().map(|key| column(page.text, key.written_span().start as usize));
    let mut seen = HashSet::new();
    let edits = list.items().map(|item| {
        let rows = rows(item).map(|(_, rows)| rows)?;
        let [row] = rows.as_slice() else { return None };
        let (key, value) = (row.entry.key, row.entry.value);
        let start = key.written_span().start as usize;
        let dash = page.text[..start].trim_end_matches(' ').strip_suffix('-')?.len();
        let column = column(page.text, dash)?;
        let pad = if outer.flatten().is_some_and(|outer| outer >= column) { "  " } else { "" };
        let is_simple = value.kind() == Kind::Scalar && key.text() != "<<" && seen.insert(key.key_text());
        (is_simple && outer != Some(None)).then(|| page.edit(dash, start, pad))
    });
    Some(edits.collect())
}
