//! Moves mappings one level in or out, with everything in them.

use std::collections::HashSet;

use super::fix::Edits;
use super::lines::{column, line_ending, line_start};
use super::page::Page;
use super::place::{Place, is_block_scalar};
use super::quoting::{Where, written_key};
use super::rows::rows;
use crate::yaml::tree::{Entry, Node, Style};

/// Puts the entries of a mapping under a new key, with their comments. No edits unless each is on a separate line, or
/// the mapping has braces.
pub fn wrap_in(mapping: Node<'_>, key: &str) -> Edits {
    match mapping.style() {
        Style::Flow => in_braces(mapping, key).into(),
        _ => in_lines(mapping, key).into(),
    }
}

fn in_braces(mapping: Node<'_>, key: &str) -> Option<Edits> {
    let page = Page::of(mapping).filter(|_| mapping.is_mapping() && !mapping.has_tag())?;
    let (start, end) = (mapping.span().start as usize, mapping.span().end as usize);
    let key = written_key(key, Where::inside(mapping))?;
    // kubectl ignores the text after a JSON document, but not the text after a YAML document.
    let is_value = mapping.parent().is_some() && mapping.source_text().starts_with('{');
    is_value.then(|| [page.insert(start, format!("{{{key}: ")), page.insert(end, "}")].into_iter().collect())
}

fn in_lines(mapping: Node<'_>, key: &str) -> Option<Edits> {
    let (page, rows) = rows(mapping).filter(|_| !mapping.has_tag())?;
    let key = written_key(key, Where::Block)?;
    let edits = rows.iter().enumerate().map(|(index, row)| {
        let at = row.entry.key.written_span().start as usize;
        let newline = line_ending(page.text, at);
        page.insert(at, if index == 0 { format!("{key}:{newline}{:1$}  ", "", row.column) } else { "  ".to_owned() })
    });
    Some(edits.collect())
}

/// Replaces an entry with the entries of its value. No edits if a comment, a tag or an anchor is before the first one.
/// Also none if the entries contain a block of text, or if the mapping around them has one of their keys.
pub fn lift_out(entry: Entry<'_>) -> Edits {
    lifted(entry).into()
}

fn lifted(entry: Entry<'_>) -> Option<Edits> {
    let place = Place::of_entry(entry)?;
    let (inner, page) = (entry.value, place.page.with(entry.value.descendants())?);
    let first = inner.raw_entries().next().filter(|_| !inner.is_alias() && !inner.is_repeated())?;
    let siblings = place.collection.raw_entries().filter(|other| other.key != entry.key);
    let taken: HashSet<_> = siblings.map(|other| other.key.key_text()).collect();
    let is_clear = |moved: Entry<'_>| moved.key.text() != "<<" && !taken.contains(&moved.key.key_text());
    if !inner.raw_entries().all(is_clear) || inner.descendants().any(is_block_scalar) {
        return None;
    }
    let text = page.text;
    let (key_end, start) = (entry.key.written_span().end as usize, inner.written_span().start as usize);
    if text[key_end..start].trim() != ":" {
        return None;
    }
    if inner.style() == Style::Flow {
        // After a key, the braces would stay as its whole value.
        let content = inner.source_text().strip_prefix('{')?.strip_suffix('}')?.trim();
        let is_simple = place.is_flow() && !content.ends_with(',') && !content.contains('#');
        return is_simple.then(|| place.edit(place.start, place.end, content).into());
    }
    let outer = place.column()?;
    let shift = column(text, first.key.written_span().start as usize)?.checked_sub(outer).filter(|&shift| shift > 0)?;
    let edits = inner.raw_entries().enumerate().map(|(index, moved)| {
        let start = moved.key.written_span().start as usize;
        let from = if index == 0 { place.start } else { start.checked_sub(shift)? };
        let is_indented = index == 0 || text[line_start(text, start)..start].bytes().all(|byte| byte == b' ');
        // A byte order mark at the start of a text is no longer part of the key.
        let is_indented = is_indented && !text[start..].starts_with('\u{feff}');
        is_indented.then(|| page.edit(from, start, ""))
    });
    Some(edits.collect())
}
