//! The few lines of a file that a report shows.
//!
//! An excerpt is a new text with its own offsets: secrets are masked, invisible characters spelled out, long lines cut
//! to a window, and only lines near a label are in it. So a report never costs more than what it shows.

use std::ops::Range;

use super::masks::{MASK, Masks};
use super::visible::push_visible;
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Position, Source};

/// Labels with fewer lines than this between them share an excerpt.
const JOIN: usize = 3;

/// A label over more lines than this is drawn on its first line only.
const MAX_ROWS: usize = 6;

/// How much of a line is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Characters of a line that is cut.
    pub columns: usize,
    /// Stands for what was cut.
    pub ellipsis: &'static str,
}

/// Neighbouring lines of one file, ready to be drawn.
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
    /// Bytes of the excerpt.
    pub range: Range<usize>,
    /// Where it is in the file.
    pub position: Position,
    /// What it says.
    pub message: &'a str,
    /// True for the place to edit.
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

/// The lines of `source`, which is `file`, around its labels; the excerpt with the primary label comes first.
pub(super) fn excerpts<'a>(
    source: &Source,
    file: FileId,
    masks: &Masks,
    diagnostic: &'a Diagnostic,
    window: Window,
) -> Vec<Excerpt<'a>> {
    let related = diagnostic.related.iter().map(|label| (label, false));
    let labels = std::iter::once((&diagnostic.primary, true)).chain(related);
    let in_file = labels.filter(|(label, _)| label.span.file == file);
    let areas = in_file.map(|(label, primary)| Area::new(source, label, primary)).collect();
    let groups = groups(source, areas, window.columns).into_iter();
    groups.map(|group| excerpt(source, file, masks, &group, window)).collect()
}

fn excerpt<'a>(source: &Source, file: FileId, masks: &Masks, group: &[Area<'a>], window: Window) -> Excerpt<'a> {
    let first = group.iter().map(|area| area.first).min().unwrap_or_default();
    let last = group.iter().map(|area| area.last).max().unwrap_or_default();
    let mut text = String::new();
    // From offsets of the source to offsets of the excerpt, in order, one entry for each thing shown.
    let mut places = Vec::new();
    for line in first..=last {
        let whole = source.line_range(line);
        let shown = cut(source, &whole, focus(&whole, group), window.columns);
        if shown.start > whole.start {
            places.push((whole.start, text.len()));
            text.push_str(window.ellipsis);
        }
        for piece in masks.pieces(source, file, shown.clone()) {
            places.push((piece.at, text.len()));
            match piece.shown {
                // A byte order mark is where it belongs and no news.
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

/// Where an area is in the excerpt: from the thing that holds its start to the thing after its end.
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

/// The end of a span without the line breaks that a YAML block carries at its end.
fn without_line_breaks(text: &str, start: u32, end: u32) -> u32 {
    let span = &text.as_bytes()[start as usize..end as usize];
    let body = span.trim_ascii_end();
    if body.is_empty() || !span[body.len()..].contains(&b'\n') { end } else { start + body.len() as u32 }
}

/// Labels that are drawn together, the group with the primary one first.
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

/// True for overlapping labels that miette would draw beside each other: only one of two may run over lines.
fn collide(a: &Area, b: &Area) -> bool {
    let overlap = a.start == b.start || (a.start < b.end && b.start < a.end);
    overlap && (a.first == a.last) == (b.first == b.last)
}

/// From the first to the last place of a line that a label starts or ends at.
fn focus(line: &Range<u32>, group: &[Area]) -> Option<Range<u32>> {
    let ends = group.iter().flat_map(|area| [area.start, area.end]);
    let on_line = ends.filter(|at| (line.start..=line.end).contains(at));
    on_line.map(|at| at..at).reduce(|all, at| all.start.min(at.start)..all.end.max(at.end))
}

/// The part of a line that is shown: all of it, or a window that holds the start of the focus.
fn cut(source: &Source, line: &Range<u32>, focus: Option<Range<u32>>, columns: usize) -> Range<u32> {
    let text = &source.text[line.start as usize..line.end as usize];
    if fits(text, columns) {
        return line.clone();
    }
    let focus = focus.unwrap_or(line.start..line.start);
    let [from, to] = [focus.start, focus.end].map(|at| floor(text, (at - line.start) as usize));
    let start = match fits(&text[..to], columns) {
        true => 0,
        false => text[..from].char_indices().rev().take(columns / 3).last().map_or(from, |(index, _)| index),
    };
    let end = text[start..].char_indices().nth(columns).map_or(text.len(), |(index, _)| start + index);
    line.start + start as u32..line.start + end as u32
}

/// True where a text has at most so many characters; looks at no more of them.
fn fits(text: &str, columns: usize) -> bool {
    text.len() <= columns || text.chars().nth(columns).is_none()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
