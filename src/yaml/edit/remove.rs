//! Removes entries and items, and keeps the text around them valid.

use super::fix::Edit;
use super::is_used_elsewhere;
use super::lines::{is_blank, is_deeper_comment, line_start, next_line, quiet_tail, skip_gap};
use super::place::{Place, blank_lines_end, keeps_blank_lines};
use super::quoting::Where;
use crate::yaml::tree::{Entry, Node};

/// Removes an entry with the comment after it: its lines in a block mapping, or one comma with it between brackets.
/// Returns `None` if it is the only one, contains an anchor that is used elsewhere, or is partly in another file. Also
/// returns `None` if the text around it would change.
pub fn remove_entry(entry: Entry<'_>) -> Option<Edit> {
    remove(&Place::of_entry(entry)?)
}

/// Removes an item of a list, like [`remove_entry`].
pub fn remove_item(item: Node<'_>) -> Option<Edit> {
    remove(&Place::of_item(item)?)
}

fn remove(place: &Place<'_>) -> Option<Edit> {
    place.page.with(place.value().descendants())?;
    let only = place.previous_end.is_none() && place.next_start.is_none();
    if only || is_used_elsewhere(place.collection, place.start, place.end) {
        return None;
    }
    match (place.is_flow(), place.own_line()) {
        (true, _) => in_flow(place),
        (false, Some(_)) => lines(place),
        (false, None) => behind_dash(place),
    }
}

/// Removes whole lines.
fn lines(place: &Place<'_>) -> Option<Edit> {
    let (text, column) = (place.text, place.column()?);
    quiet_tail(text, place.end)?;
    let start = line_start(text, place.start);
    let mut end = next_line(text, place.last_line_end().unwrap_or(text.len()));
    if let Some(scalar) = place.block_scalar_before() {
        // The lines below must not become part of the text above.
        let after = blank_lines_end(text, end);
        if keeps_blank_lines(scalar) || text[end..after].contains([' ', '\t']) {
            end = after;
        }
        if is_deeper_comment(text, after, column) {
            return None;
        }
    }
    // A byte order mark at the start of a text is no longer part of the key.
    (!text[end..].starts_with('\u{feff}')).then(|| place.edit(start, end, ""))
}

/// Removes the first entry of an item, `- key: value`. The next entry moves up after the dash, unless there are
/// comments between the two.
fn behind_dash(place: &Place<'_>) -> Option<Edit> {
    let (text, column) = (place.text, place.column()?);
    quiet_tail(text, place.end)?;
    let next = place.next_start.filter(|_| place.previous_end.is_none())?;
    let before_next = &text[line_start(text, next)..next];
    if !is_blank(before_next) || before_next.len() != column || before_next.contains('\t') {
        return None;
    }
    let end = place.last_line_end()?;
    if text[end..next].contains('#') {
        let dash = text[..place.start].trim_end_matches(' ').len();
        return Some(place.edit(dash, end, ""));
    }
    Some(place.edit(place.start, next, ""))
}

fn in_flow(place: &Place<'_>) -> Option<Edit> {
    let (text, start, end) = (place.text, place.start, place.end);
    if !place.follows_directly() {
        return None;
    }
    let closing = place.collection.written_span().end as usize - 1;
    let after = skip_gap(text, end, place.next_start.unwrap_or(closing));
    let comma_after = text[after..].starts_with(',') && !text[end..after].contains('#');
    // A comment after a comma on a separate line does not belong to the entry.
    let own_lines = place.own_line().is_some() && !text[end..after].contains('\n');
    if comma_after && own_lines && quiet_tail(text, after + 1).is_some() && place.next_start.is_some() {
        return Some(place.edit(line_start(text, start), next_line(text, after), ""));
    }
    if place.next_start.is_some() {
        let rest = text[after..].get(1..)?;
        // A blank must come before a comment.
        let blanks = match rest.trim_start_matches(' ') {
            comment if comment.starts_with('#') => 0,
            next => rest.len() - next.len(),
        };
        return comma_after.then(|| place.edit(start, after + 1 + blanks, ""));
    }
    // The comma before the last entry is removed with it. A comma after the last entry then follows the entry before.
    let comma = skip_gap(text, place.previous_end?, start);
    let kept = &text[comma..start];
    if !kept.contains('#') {
        return kept.starts_with(',').then(|| place.edit(comma, end, ""));
    }
    // With comments between the entries, the last one may keep its comma, which YAML accepts.
    let own_lines = place.own_line().is_some() && quiet_tail(text, end).is_some() && place.style == Where::Flow;
    own_lines.then(|| place.edit(line_start(text, start), next_line(text, end), ""))
}
