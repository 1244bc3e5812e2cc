//! Replaces one value with another.

use super::content::{Content, Layout};
use super::fix::Edit;
use super::is_used_elsewhere;
use super::lines::{column, line_end, line_ending, quiet_tail};
use super::page::Page;
use super::place::{Place, is_block_scalar};
use super::quoting::{Where, written_key};
use super::scalars::replace_raw;
use crate::yaml::tree::{Entry, Kind, Node};

/// Gives the value of an entry, or an item of a list, other content, if it is empty, null or short. A comment after it
/// stays on the line of its key. Returns `None` for an alias, or if a comment or an anchor in use would be lost. A tag
/// or an anchor is kept only if a scalar replaces a scalar.
pub fn fill(node: Node<'_>, content: impl Into<Content>) -> Option<Edit> {
    let content = content.into();
    let place = match node.key() {
        Some(key) => Place::of_entry(Entry { key, value: node })?,
        None => Place::of_item(node)?,
    };
    let page = Page::of(node)?.with(node.descendants())?;
    let (text, span) = (page.text, node.span());
    if node.tag().is_some() {
        return None;
    }
    if let Some(line) = content.one_line(place.style).filter(|_| node.kind() == Kind::Scalar) {
        return replace_raw(node, &line);
    }
    let (start, end) = (span.start as usize, span.end as usize);
    if text[start..end].contains('#') || is_used_elsewhere(node, start, end) {
        return None;
    }
    if place.is_flow() && node.key().is_none() {
        return in_flow(node, &place, &content).filter(|_| place.follows_directly());
    }
    // Only blanks may be between the colon or dash and the value.
    let (lead, sign) = node.key().map_or((place.start, "-"), |key| (key.written_span().end as usize, ":"));
    let gap = text.get(lead..start).filter(|gap| gap.trim() == sign)?;
    if place.is_flow() {
        return in_flow(node, &place, &content);
    }
    let from = lead + gap.find(sign)? + 1;
    let tail = quiet_tail(text, end)?;
    let column = column(text, place.start)?;
    let layout = Layout::of(place.collection, line_ending(text, place.start));
    let has_comment = tail.contains('#');
    let new = match node.key() {
        Some(_) => layout.below_key(&content, column)?,
        None if has_comment && content.one_line(Where::Block).is_none() => {
            layout.line(column + 2) + &layout.children(&content, column + 2)?
        }
        None => layout.behind_dash(&content, column)?,
    };
    let moved = has_comment && new.contains('\n');
    let end = if moved { line_end(text, end) } else { end };
    Some(place.edit(from, end, if moved { format!("{tail}{new}") } else { new }))
}

/// Gives an entry on one line another key and another value. Returns `None` for an alias or a missing value, or if an
/// anchor in use would be lost.
pub fn replace_entry(entry: Entry<'_>, key: &str, value: impl Into<Content>) -> Option<Edit> {
    let (place, content) = (Place::of_entry(entry)?, value.into());
    let (text, start, end) = (place.page.with(entry.value.descendants())?.text, place.start, place.end);
    let is_simple = !entry.value.is_alias() && !entry.key.is_repeated() && !place.is_bare();
    if !is_simple || is_block_scalar(entry.value) || text[start..end].contains('\n') {
        return None;
    }
    if is_used_elsewhere(place.collection, start, end) {
        return None;
    }
    let key = written_key(key, place.style)?;
    if place.is_flow() {
        let new = format!("{key}: {}", content.flow(place.style)?);
        return place.follows_directly().then(|| place.edit(start, end, new));
    }
    quiet_tail(text, end)?;
    let layout = Layout::of(place.collection, line_ending(text, start));
    Some(place.edit(start, end, format!("{key}:{}", layout.below_key(&content, place.column()?)?)))
}

/// Replaces a value between brackets. The value must be one token, or missing after a colon.
fn in_flow(node: Node<'_>, place: &Place<'_>, content: &Content) -> Option<Edit> {
    let new = content.flow(place.style)?;
    if node.kind() == Kind::Scalar {
        return replace_raw(node, &new);
    }
    let span = node.span();
    Some(place.edit(span.start as usize, span.end as usize, new))
}
