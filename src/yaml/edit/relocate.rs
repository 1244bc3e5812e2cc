//! Moves entries that are at the wrong level.

use super::content::Layout;
use super::fix::{Edit, Edits};
use super::insert::comments_start;
use super::lines::{is_blank, is_deeper_comment, line_ending, line_start, next_line, quiet_tail, shifted, skip_gap};
use super::place::{Place, blank_lines_end, is_block_scalar};
use super::remove::remove_entry;
use crate::yaml::tree::{Entry, Node, Style};

/// Moves entries to the right so that they are below the empty entry before them. Each comes with the number of levels
/// that it is deeper than the value of that entry. The comments directly above them move along. No edits if that entry
/// has a value, or between brackets.
pub fn nest(above: Entry<'_>, entries: &[(Entry<'_>, usize)]) -> Edits {
    nested(above, entries).into()
}

fn nested(above: Entry<'_>, entries: &[(Entry<'_>, usize)]) -> Option<Edits> {
    let place = Place::of_entry(above)?;
    let key_end = above.key.written_span().end as usize;
    let colon = key_end + place.text[key_end..].find(':')? + 1;
    let is_bare = above.value.written_span().is_empty() && is_blank(&place.text[key_end..colon - 1]);
    let properties = above.value.tag_span().or(above.value.anchor_span());
    if place.is_flow() || !is_bare || properties.is_some() || quiet_tail(place.text, colon).is_none() {
        return None;
    }
    place.page.with(entries.iter().map(|(entry, _)| entry.key))?;
    let step = Layout::of(place.collection, "").step();
    Some(entries.iter().map(|&(entry, levels)| Piece::of(entry)?.shift((step * (levels + 1)) as isize)).collect())
}

/// Moves adjacent entries into another mapping. They are only indented if that is enough; otherwise they go before the
/// entry that contains them, or after the last one. Each comes with the number of levels that it is deeper than the
/// mapping's own keys. The comments directly above them move along. No edits between brackets, if their old place
/// would be empty, or if an alias or an anchor is affected. Also none if the mapping already has such a key, or is in
/// another file.
pub fn move_into(mapping: Node<'_>, entries: &[(Entry<'_>, usize)]) -> Edits {
    moved(mapping, entries).into()
}

fn moved(mapping: Node<'_>, entries: &[(Entry<'_>, usize)]) -> Option<Edits> {
    if mapping.style() != Style::Block {
        return None;
    }
    let pieces: Option<Vec<Piece<'_>>> = entries.iter().map(|(entry, _)| Piece::of(*entry)).collect();
    let pieces = pieces?;
    let (first, last) = (pieces.first()?, pieces.last()?);
    let (text, collection) = (first.place.text, first.place.collection);
    let own = Place::of_entry(mapping.raw_entries().next()?)?;
    own.page.with(entries.iter().map(|(entry, _)| entry.key))?;
    if own.is_flow() || own.collection != mapping {
        return None;
    }
    let is_inside = first.place.start <= own.start && own.start < last.place.end;
    let is_there = entries.iter().any(|(entry, levels)| *levels == 0 && mapping.get(&entry.key.key_text()).is_some());
    if mapping == collection || is_inside || is_there {
        return None;
    }
    let step = Layout::of(collection, "").step();
    let difference = own.column()? as isize - first.column as isize;
    let by = |levels: usize| difference + (step * levels) as isize;
    let shift = || Some(pieces.iter().zip(entries).map(|(piece, (_, levels))| piece.shift(by(*levels))).collect());
    let end = mapping.written_span().end as usize;
    if end <= first.place.start && skip_gap(text, end, first.place.start) == first.place.start {
        return shift();
    }
    if collection.raw_entries().count() <= entries.len() {
        return None;
    }
    let holder = mapping.raw_entries().find(|entry| {
        let span = entry.value.written_span();
        let is_here = own.page.with([entry.value]).is_some();
        is_here && span.start as usize <= first.place.start && last.place.end <= span.end as usize
    });
    let ending = |entry: Entry<'_>| entry.value.descendants().last().map(|node| node.written_span());
    if let Some(holder) = holder
        && first.is_own_line()
        && ending(holder) == ending(entries.last()?.0)
    {
        // After a block scalar, a comment that is deeper than the key would become part of its text.
        let is_text = entries.last()?.0.value.descendants().last().is_some_and(is_block_scalar);
        let after = blank_lines_end(text, next_line(text, last.end));
        return shift().filter(|_| !is_text || !is_deeper_comment(text, after, own.column().unwrap_or(0)));
    }
    if pieces.len() > 1 && !first.is_own_line() || entries.iter().any(|(entry, _)| has_alias(entry.value)) {
        return None;
    }
    let newline = line_ending(text, first.place.start);
    let moved: Option<Vec<String>> =
        pieces.iter().zip(entries).map(|(piece, (_, levels))| shifted(&piece.lines(), by(*levels) as i32)).collect();
    let moved = moved?.join(newline);
    let cuts = pieces.iter().zip(entries).map(|(piece, (entry, _))| {
        let cut = remove_entry(*entry)?;
        let start = piece.start.min(cut.span().start as usize);
        Some(piece.place.edit(start, cut.span().end as usize, cut.text()))
    });
    let paste = paste(mapping, holder, text, &moved, newline)?;
    Some(cuts.chain([Some(paste)]).collect())
}

/// Inserts lines into a mapping: before the entry that contains them, or after the last one.
fn paste(mapping: Node<'_>, holder: Option<Entry<'_>>, text: &str, lines: &str, newline: &str) -> Option<Edit> {
    match holder {
        Some(holder) => {
            let place = Place::of_entry(holder)?;
            place.own_line()?;
            let at = line_start(text, comments_start(&place, place.column()?));
            Some(place.edit(at, at, format!("{lines}{newline}")))
        }
        None => {
            let place = Place::of_entry(mapping.raw_entries().last()?)?;
            quiet_tail(text, place.end)?;
            let at = place.last_line_end()?;
            Some(place.edit(at, at, format!("{newline}{lines}")))
        }
    }
}

fn has_alias(node: Node<'_>) -> bool {
    node.descendants().any(Node::is_alias)
}

/// The lines of an entry in block style.
struct Piece<'a> {
    place: Place<'a>,
    column: usize,
    /// The start of its first line or of the comments above; the start of its key if it follows a dash.
    start: usize,
    /// The end of its last line, before the line ending.
    end: usize,
}

impl<'a> Piece<'a> {
    fn of(entry: Entry<'a>) -> Option<Self> {
        let place = Place::of_entry(entry).filter(|place| !place.is_flow())?;
        let (text, column) = (place.text, place.column()?);
        quiet_tail(text, place.end)?;
        place.page.with(entry.value.descendants())?;
        if counts_blanks(entry.value) {
            return None;
        }
        let end = place.last_line_end().unwrap_or(text.len());
        let start = match place.own_line() {
            Some(_) => line_start(text, comments_start(&place, column)),
            None => place.start,
        };
        Some(Self { place, column, start, end })
    }

    fn is_own_line(&self) -> bool {
        self.place.own_line().is_some()
    }

    /// The lines. The first has all its indentation.
    fn lines(&self) -> String {
        let lines = &self.place.text[self.start..self.end];
        if self.is_own_line() { lines.to_owned() } else { format!("{:1$}{lines}", "", self.column) }
    }

    fn shift(&self, by: isize) -> Option<Edit> {
        let moved = shifted(&self.place.text[self.start..self.end], by as i32).filter(|_| self.is_own_line())?;
        Some(self.place.edit(self.start, self.end, moved))
    }
}

/// Whether a plain scalar between brackets spans several lines. kubectl accepts its lines at any column, and their
/// blanks may be part of its text.
fn counts_blanks(node: Node<'_>) -> bool {
    let goes_on = |child: Node<'_>| child.style() == Style::Plain && child.source_text().contains('\n');
    let in_brackets = |node: &Node<'_>| !node.is_alias() && node.style() == Style::Flow;
    node.descendants().filter(in_brackets).any(|flow| flow.descendants().any(goes_on))
}
