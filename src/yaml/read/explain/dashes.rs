//! Explains items whose dash has no space after it, and items to the left of their list.

use std::ops::Range;

use super::view::{View, is_entry, part};
use crate::yaml::edit::{Applicability, Edit, Edits};
use crate::yaml::problem::{Problem, ProblemKind};

/// How many lines above the place where the parser stopped the dash may be.
const LINES: usize = 2;

/// Explains `-name: web` and `-a`.
pub(super) fn glued(view: &View<'_>) -> Option<Problem> {
    if view.in_flow() {
        return None;
    }
    let lines = || std::iter::once(view.line(view.at)).chain(view.lines_above(view.at).take(LINES));
    let word = |line: &Range<usize>| glued_word(part(view.text, line.clone()));
    let line = lines().find(|line| word(line).is_some_and(is_entry)).or_else(|| {
        // A single word may be an option that continues the line above, unless a list is missing there.
        let is_item = |line: &Range<usize>| word(line).is_some() && is_first_below_key(view, line);
        lines().filter(is_item).last()
    })?;
    let word = word(&line)?;
    let start = line.start + view.indent(&line);
    let key = word.split([':', ' ']).next().unwrap_or(word);
    let end = start + 1 + key.len();
    let message = "a space is missing after this dash, so it is part of the word and does not start an item";
    let problem = Problem::new(ProblemKind::Syntax, view.span(start..end), message);
    // A word may be an option, whose dash belongs to it.
    if !is_entry(word) {
        return Some(problem.help("write `- ` before each item of the list"));
    }
    let tries = [edits(view, &line, false), edits(view, &line, true)];
    Some(match tries.into_iter().find(|edits| view.works(edits)) {
        Some(edits) => problem.fix(Applicability::Unsafe, "write a space after the dash", edits),
        None => problem.help("write a space after the dash, as in `- name: web`"),
    })
}

/// The word after the dash of a line, if a letter or a quote follows the dash directly.
fn glued_word(line: &str) -> Option<&str> {
    let word = line.trim_start().strip_prefix('-')?;
    word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '"' | '\'')).then_some(word)
}

/// Whether the line above is a key without a value that is not deeper. Other items are ignored.
fn is_first_below_key(view: &View<'_>, line: &Range<usize>) -> bool {
    let is_item = |above: &Range<usize>| part(view.text, above.clone()).trim_start().starts_with('-');
    let above = view.lines_above(line.start).find(|above| !is_item(above) || is_key_alone(view, above));
    above.is_some_and(|above| is_key_alone(view, &above) && view.indent(&above) <= view.indent(line))
}

fn is_key_alone(view: &View<'_>, line: &Range<usize>) -> bool {
    let content = part(view.text, view.content(line));
    content.ends_with(':') && is_entry(content)
}

/// Adds a space after each such dash of the list. Deeper lines move along if the keys were aligned without that space.
fn edits(view: &View<'_>, line: &Range<usize>, deeper: bool) -> Edits {
    let indent = view.indent(line);
    let text = |line: &Range<usize>| part(view.text, line.clone());
    let goes_on = |below: &Range<usize>| {
        let blank = text(below).trim().is_empty();
        blank
            || view.indent(below) > indent
            || view.indent(below) == indent && text(below).trim_start().starts_with('-')
    };
    let lines = view.lines(line.start..view.chunk.end).take_while(goes_on);
    let edit = |line: Range<usize>| -> Option<Edit> {
        let start = line.start + view.indent(&line);
        match view.indent(&line) == indent {
            true => glued_word(text(&line)).map(|_| view.edit(start + 1..start + 1, " ")),
            false if deeper && !text(&line).trim().is_empty() => Some(view.edit(start..start, " ")),
            false => None,
        }
    };
    lines.filter_map(edit).collect()
}

/// Explains an item to the left of the key that its list belongs to.
pub(super) fn left(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let is_item = |line: &Range<usize>| {
        let text = part(view.text, line.clone()).trim_start_matches([' ', '\t']);
        text.starts_with("- ") || text == "-"
    };
    let above = view.lines_above(line.start).next().filter(|above| is_item(line) && is_key_alone(view, above))?;
    let (column, content) = (view.indent(line), view.content(&above));
    let key_column = content.start - above.start;
    if column >= key_column {
        return None;
    }
    let key = part(view.text, content.start..content.end - 1).trim_end();
    let message = format!("this item is to the left of its key `{key}`, so it is not part of that list");
    let start = line.start + column;
    let problem = Problem::new(ProblemKind::Syntax, view.span(start..start + 1), message)
        .label(format!("column {}", column + 1))
        .related(view.span(content.start..content.start + key.len()), format!("column {}", key_column + 1));
    let shift = " ".repeat(key_column - column);
    let run: Vec<Range<usize>> = view
        .lines(line.start..view.chunk.end)
        .take_while(|line| {
            part(view.text, line.clone()).trim().is_empty()
                || view.indent(line) > column
                || is_item(line) && view.indent(line) == column
        })
        .filter(|line| !part(view.text, line.clone()).trim().is_empty())
        .collect();
    let dashes = run.iter().filter(|line| view.indent(line) == column);
    let edits = |lines: &mut dyn Iterator<Item = &Range<usize>>| -> Edits {
        lines.map(|line| view.edit(line.start..line.start, shift.as_str())).collect()
    };
    // The keys of the items may already be aligned with the intended list.
    let tries = [edits(&mut dashes.into_iter()), edits(&mut run.iter())];
    Some(match tries.into_iter().find(|edits| view.works(edits)) {
        Some(edits) => problem.fix(Applicability::Unsafe, "indent it", edits),
        None => problem.help("write the dash in the column of its key or to the right of it"),
    })
}
