//! Inserts new entries and items next to existing ones.

use super::content::{Content, Layout};
use super::fix::Edit;
use super::lines::{column, line_end, line_ending, line_start, next_line, quiet_tail, skip_gap};
use super::place::Place;
use crate::yaml::tree::{Entry, Node};

/// Inserts an entry after an existing one. It goes on the next line in a block mapping, and between brackets with one
/// entry on each line; otherwise after a comma. Returns `None` if the place is not certain, such as after an explicit
/// `? key`.
pub fn insert_after(entry: Entry<'_>, key: &str, value: impl Into<Content>) -> Option<Edit> {
    after(&Place::of_entry(entry)?, &Content::map([(key, value)]))
}

/// Inserts an entry before an existing one. It also goes before the comments directly above, unless the existing entry
/// is the document's first. Returns `None` like [`insert_after`].
pub fn insert_before(entry: Entry<'_>, key: &str, value: impl Into<Content>) -> Option<Edit> {
    before(&Place::of_entry(entry)?, &Content::map([(key, value)]))
}

/// Inserts an item of a list after an existing one. Returns `None` like [`insert_after`].
pub fn insert_item_after(item: Node<'_>, new: impl Into<Content>) -> Option<Edit> {
    after(&Place::of_item(item)?, &Content::list([new]))
}

/// Inserts an item of a list before an existing one, like [`insert_before`].
pub fn insert_item_before(item: Node<'_>, new: impl Into<Content>) -> Option<Edit> {
    before(&Place::of_item(item)?, &Content::list([new]))
}

/// Inserts children after a place. `new` is a collection of these children.
fn after(place: &Place<'_>, new: &Content) -> Option<Edit> {
    if place.is_flow() {
        return after_in_flow(place, new);
    }
    let column = place.column()?;
    quiet_tail(place.text, place.end)?;
    let at = place.last_line_end()?;
    let layout = Layout::of(place.collection, line_ending(place.text, at));
    Some(place.edit(at, at, layout.line(column) + &layout.children(new, column)?))
}

fn after_in_flow(place: &Place<'_>, new: &Content) -> Option<Edit> {
    let (text, end) = (place.text, place.end);
    let new = new.flow_children(place.style)?;
    let closing = place.collection.written_span().end as usize - 1;
    let own_line = place.own_line().filter(|_| place.follows_directly());
    if let Some(pad) = own_line {
        let comma = skip_gap(text, end, place.next_start.unwrap_or(closing));
        let newline = line_ending(text, end);
        if text[comma..].starts_with(',') && comma < line_end(text, end) && quiet_tail(text, comma + 1).is_some() {
            let at = line_end(text, comma);
            return Some(place.edit(at, at, format!("{newline}{pad}{new},")));
        }
        // A comment after the last entry leaves no room for a comma before it and a line after it.
        if place.next_start.is_none()
            && comma == closing
            && quiet_tail(text, end).is_some_and(|tail| !tail.contains('#'))
        {
            return Some(place.edit(end, end, format!(",{newline}{pad}{new}")));
        }
    }
    // After `key:` a comma would be part of the key.
    let at = if place.is_bare() && text[..end].ends_with(':') { end + 1 } else { end };
    let apart = at == end || text[end..].starts_with(' ');
    apart.then(|| place.edit(at, at, format!(", {new}")))
}

fn before(place: &Place<'_>, new: &Content) -> Option<Edit> {
    let (text, start) = (place.text, place.start);
    let newline = line_ending(text, start);
    if place.is_flow() {
        let new = new.flow_children(place.style).filter(|_| place.follows_directly())?;
        return Some(match place.own_line() {
            Some(pad) => place.edit(start, start, format!("{new},{newline}{pad}")),
            None => place.edit(start, start, format!("{new}, ")),
        });
    }
    let column = place.column()?;
    let layout = Layout::of(place.collection, newline);
    let new = layout.children(new, column)?;
    let at = comments_start(place, column);
    Some(match at == start {
        true => place.edit(at, at, new + &layout.line(column)),
        false => place.edit(at, at, format!("{:column$}{new}{newline}", "")),
    })
}

/// The start of the line of the first comment directly above a child and at its column, or the child's own start.
pub(super) fn comments_start(place: &Place<'_>, own_column: usize) -> usize {
    let (text, mut at) = (place.text, place.start);
    // A comment above the first line of a document is about the whole document.
    let above = place.previous_end.or_else(|| Some(place.collection.key()?.written_span().end as usize));
    let (Some(above), Some(_)) = (above, place.own_line()) else { return at };
    let first_line = next_line(text, above);
    loop {
        let line = line_start(text, at);
        if line <= first_line {
            return at;
        }
        let before = line_start(text, line - 1);
        let comment = before + own_column;
        let is_comment = text.get(comment..).is_some_and(|rest| rest.starts_with('#'))
            && column(text, comment) == Some(own_column)
            && !text[before..line_end(text, before)].contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
        if !is_comment {
            return at;
        }
        at = before;
    }
}
