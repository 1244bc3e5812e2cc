//! The few lines of a file that a report shows.
//!
//! An excerpt is a new text with its own offsets. Secrets are masked, invisible characters are spelled out, and long
//! lines are cut to a window. It has only lines near a label, so the cost of a report depends only on what it shows.

use std::ops::Range;

use super::masks::{MASK, Masks};
use super::visible::push_visible;
use super::width;
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Position, Source};

/// Labels with fewer lines than this between them share an excerpt.
const JOIN: usize = 3;

/// A label over more lines than this is drawn on its first line only.
const MAX_ROWS: usize = 6;

/// The most labels that are drawn. More labels do not make a finding clearer.
pub(super) const MAX_LABELS: usize = 10;

/// How much of a line is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The most columns of a line that is shown whole.
    pub whole: usize,
    /// The columns of what is left of a longer line, next to the signs for what was cut.
    pub columns: usize,
    /// Whether deep lines lose their common indentation if their labels would have no room.
    pub squeeze: bool,
    /// The mark in place of the text that was cut.
    pub ellipsis: &'static str,
}

/// The columns that are kept free for the text of a label.
const LABEL: usize = 30;

/// Adjacent lines of one file, ready to be drawn.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    /// The lines; each ends with a line feed.
    pub text: String,
    /// 0-based index of the first line in the file.
    pub line: usize,
    /// Number of lines.
    pub rows: usize,
    /// The labels in order.
    pub marks: Vec<Mark<'a>>,
}

/// A label in an excerpt.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    /// The range in bytes of the excerpt.
    pub range: Range<usize>,
    /// The position in the file.
    pub position: Position,
    /// The text of the label.
    pub message: &'a str,
    /// Whether the label is the primary one, at the place to edit.
    pub primary: bool,
}

/// A label and the lines that it is drawn on.
struct Area<'a> {
    label: &'a Label,
    primary: bool,
    start: u32,
    end: u32,
    first: usize,
    last: usize,
}

/// The labels that are drawn, the primary one first.
pub(super) fn shown(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    diagnostic.labels().take(MAX_LABELS)
}

/// The lines of `source`, which is `file`, around its labels; the excerpt with the primary label comes first.
pub(super) fn excerpts<'a>(
    source: &Source,
    file: FileId,
    masks: &Masks,
    diagnostic: &'a Diagnostic,
    window: Window,
) -> Vec<Excerpt<'a>> {
    let in_file = shown(diagnostic).enumerate().filter(|(_, label)| label.span.file == file);
    let areas = in_file.map(|(index, label)| Area::new(source, label, index == 0)).collect();
    let groups = groups(source, areas, window.whole).into_iter();
    groups.map(|group| excerpt(source, file, masks, &group, window)).collect()
}

fn excerpt<'a>(source: &Source, file: FileId, masks: &Masks, group: &[Area<'a>], window: Window) -> Excerpt<'a> {
    let first = group.iter().map(|area| area.first).min().unwrap_or_default();
    let last = group.iter().map(|area| area.last).max().unwrap_or_default();
    let indentation = if window.squeeze { spare(source, group, window.columns) } else { 0 };
    let mut text = String::new();
    // Pairs of an offset in the source and the offset in the excerpt, in order, one for each thing shown.
    let mut places = Vec::new();
    for line in first..=last {
        let Range { start, end } = source.line_range(line);
        let whole = end.min(start + indentation)..end;
        let shown = cut(source, &whole, focus(&whole, group), window);
        if shown.start > whole.start {
            places.push((whole.start, text.len()));
            text.push_str(window.ellipsis);
        }
        for piece in masks.pieces(source, file, shown.clone()) {
            places.push((piece.at, text.len()));
            match piece.shown {
                // A byte order mark here is normal and not worth showing.
                Some('\u{feff}') if piece.at == 0 => {}
                Some(c) => push_visible(&mut text, c),
                None => text.push_str(MASK),
            }
        }
        if shown.end < whole.end {
            places.push((shown.end, text.len()));
            text.push_str(window.ellipsis);
        }
        places.push((whole.end, text.len()));
        text.push('\n');
    }
    let marks = group.iter().map(|area| Mark {
        range: place(&places, area),
        position: source.position(area.start),
        message: &area.label.message,
        primary: area.primary,
    });
    Excerpt { marks: marks.collect(), text, line: first, rows: last - first + 1 }
}

/// The range of an area in the excerpt: from the thing that contains its start to the thing after its end.
fn place(places: &[(u32, usize)], area: &Area) -> Range<usize> {
    let start = places.partition_point(|&(at, _)| at <= area.start).saturating_sub(1);
    let end = places.partition_point(|&(at, _)| at < area.end).min(places.len() - 1);
    let end = if area.start == area.end { start } else { end.max(start) };
    places[start].1..places[end].1
}

impl<'a> Area<'a> {
    fn new(source: &Source, label: &'a Label, primary: bool) -> Self {
        let length = source.text.len() as u32;
        let start = label.span.start.min(length);
        let end = without_line_breaks(&source.text, start, label.span.end.clamp(start, length));
        let first = source.line_index(start);
        let last = source.line_index(if end > start { end - 1 } else { start });
        let last = if last - first < MAX_ROWS { last } else { first };
        let end = end.min(source.line_range(last).end).max(start);
        Self { label, primary, start, end, first, last }
    }
}

/// The end of a span without the line breaks at the end of a YAML block.
fn without_line_breaks(text: &str, start: u32, end: u32) -> u32 {
    let span = &text.as_bytes()[start as usize..end as usize];
    let body = span.trim_ascii_end();
    if body.is_empty() || !span[body.len()..].contains(&b'\n') { end } else { start + body.len() as u32 }
}

/// Groups the labels that are drawn together. The group with the primary label comes first.
fn groups<'a>(source: &Source, mut areas: Vec<Area<'a>>, columns: usize) -> Vec<Vec<Area<'a>>> {
    areas.sort_by_key(|area| (area.start, area.end));
    let mut groups: Vec<Vec<Area>> = Vec::new();
    for area in areas {
        match groups.last_mut() {
            Some(group) if is_near(source, group, &area, columns) => group.push(area),
            _ => groups.push(vec![area]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|area| area.primary));
    groups
}

fn is_near(source: &Source, group: &[Area], area: &Area, columns: usize) -> bool {
    if group.iter().any(|other| collide(other, area)) {
        return false;
    }
    let last = group.iter().map(|other| other.last).max().unwrap_or_default();
    let line = source.line_range(area.first);
    let Some(focus) = focus(&line, group) else { return area.first <= last + JOIN };
    fits(&source.text[line.start as usize..line.end as usize], columns)
        || area.start.saturating_sub(focus.start) as usize <= columns / 2
}

/// Whether two labels overlap in a way that miette draws next to each other: both are on one line, or both cross lines.
fn collide(a: &Area, b: &Area) -> bool {
    let overlap = a.start == b.start || (a.start < b.end && b.start < a.end);
    overlap && (a.first == a.last) == (b.first == b.last)
}

/// The range of a line from the first to the last point where a label starts or ends.
fn focus(line: &Range<u32>, group: &[Area]) -> Option<Range<u32>> {
    let ends = group.iter().flat_map(|area| [area.start, area.end]);
    let on_line = ends.filter(|at| (line.start..=line.end).contains(at));
    on_line.map(|at| at..at).reduce(|all, at| all.start.min(at.start)..all.end.max(at.end))
}

/// The number of spaces that begin all lines of a group. Zero if all its labels have room.
fn spare(source: &Source, group: &[Area], columns: usize) -> u32 {
    let crowded = |area: &Area| {
        let line = source.line_range(area.first);
        let before = &source.text[line.start as usize..floor(&source.text, area.start as usize)];
        !area.label.message.is_empty() && !fits(before, columns.saturating_sub(LABEL))
    };
    if !group.iter().any(crowded) {
        return 0;
    }
    let first = group.iter().map(|area| area.first).min().unwrap_or_default();
    let last = group.iter().map(|area| area.last).max().unwrap_or_default();
    let lines = (first..=last).map(|line| source.line_range(line));
    let lines = lines.map(|line| &source.text.as_bytes()[line.start as usize..line.end as usize]);
    let spaces =
        lines.filter(|line| !line.is_empty()).map(|line| line.iter().take_while(|&&byte| byte == b' ').count());
    spaces.min().unwrap_or_default() as u32
}

/// The part of a line that is shown: all of it, or a window that contains the start of the focus.
fn cut(source: &Source, line: &Range<u32>, focus: Option<Range<u32>>, window: Window) -> Range<u32> {
    let text = &source.text[line.start as usize..line.end as usize];
    if fits(text, window.whole) {
        return line.clone();
    }
    let columns = window.columns;
    let focus = focus.unwrap_or(line.start..line.start);
    let [from, to] = [focus.start, focus.end].map(|at| floor(text, at.saturating_sub(line.start) as usize));
    let start = match fits(&text[..to], columns) {
        true => 0,
        false => {
            let before = text[..from].char_indices().rev();
            let left = within(before, columns / 3).last().map_or(from, |(index, _)| index);
            // Near the end of the line there is room for more text before the focus.
            let whole_end = within(text.char_indices().rev(), columns).last().map_or(from, |(index, _)| index);
            left.min(whole_end)
        }
    };
    let end = within(text[start..].char_indices(), columns).last();
    let end = end.map_or(start, |(index, c)| start + index + c.len_utf8());
    line.start + start as u32..line.start + end as u32
}

/// The first characters that fit into so many columns. Combining marks take no column, but their number is limited.
fn within(characters: impl Iterator<Item = (usize, char)>, columns: usize) -> impl Iterator<Item = (usize, char)> {
    let ends = characters.take(columns * 4).scan(0, |column, (index, c)| {
        *column += width::of_char(c, *column);
        Some((index, c, *column))
    });
    ends.take_while(move |&(_, _, column)| column <= columns).map(|(index, c, _)| (index, c))
}

/// Whether a text fits into so many columns. Reads only as much of the text as it needs.
fn fits(text: &str, columns: usize) -> bool {
    within(text.char_indices(), columns).last().map_or(0, |(index, c)| index + c.len_utf8()) == text.len()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Excerpt<'_> {
    /// The 0-based column under which the text of a label hangs.
    pub(super) fn middle(&self, mark: &Mark<'_>) -> usize {
        let Range { start, end } = mark.range;
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        match self.text[start..end].contains('\n') {
            // An arrow next to the lines ends here.
            true => 2,
            false => (width::of(&self.text[line..start]) + width::of(&self.text[line..end])) / 2,
        }
    }
}
