//! Explains colons: a second one on a line, one without a blank after it, a missing one.

use std::ops::Range;

use super::special::in_quotes;
use super::view::{View, is_entry, key_colon, part};
use crate::yaml::edit::Applicability;
use crate::yaml::problem::{Problem, ProblemKind};

pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    if view.in_flow() || !view.says(&["mapping values are not allowed", "simple key expect", "illegal placement"]) {
        return None;
    }
    let line = view.line(view.at);
    second_colon(view, &line).or_else(|| {
        let above: Vec<Range<usize>> = view.lines_above(view.at).take(2).collect();
        let lines: Vec<Range<usize>> = above.iter().take(1).cloned().chain([line]).collect();
        let glued = lines.iter().find_map(|line| glued(view, line));
        glued.or_else(|| lines.iter().chain(above.get(1)).find_map(|line| missing(view, line)))
    })
}

/// Explains `key: a: b`.
fn second_colon(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let value = view.value(line);
    let inside = value.start > view.content(line).start && value.contains(&view.at);
    if !inside || view.byte(view.at) != Some(b':') {
        return None;
    }
    let message = "a second `: ` on one line is not part of a value: quote the value, or begin a new line";
    let problem = Problem::new(ProblemKind::Syntax, view.span(view.at..view.at + 1), message);
    let edit = view.edit(value.clone(), in_quotes(part(view.text, value)));
    Some(match view.works(std::slice::from_ref(&edit)) {
        true => problem.fix(Applicability::Unsafe, "quote the value", edit),
        false => problem,
    })
}

/// Explains `name:web`.
fn glued(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let content = view.content(line);
    let text = part(view.text, content.clone());
    let colon = text.find(':').filter(|&colon| key_colon(text).is_none() && is_entry(part(text, ..=colon)))?;
    // `http://`, `a::b` and `C:\b` are ordinary texts.
    if ["//", ":", "\\"].iter().any(|sign| part(text, colon + 1..).starts_with(sign)) {
        return None;
    }
    let at = content.start + colon;
    let message = "a space is missing after the colon, so YAML reads the line as one string";
    let edit = view.edit(at + 1..at + 1, " ");
    let works = view.works(std::slice::from_ref(&edit));
    let problem = Problem::new(ProblemKind::Syntax, view.span(at..at + 1), message);
    Some(if works { problem.fix(Applicability::Safe, "write a space", edit) } else { problem })
}

/// Explains a line without a colon, with a key above or below.
fn missing(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let content = view.content(line);
    let text = part(view.text, content.clone());
    if text.is_empty() || text.contains(": ") || text.ends_with(':') || text.starts_with(['"', '\'', '{', '[']) {
        return None;
    }
    // The text of a block scalar, or a second line of a value, fails for another reason.
    let indent = view.indent(line);
    let above = view.lines_above(line.start).next();
    let text_above = above.as_ref().map_or("", |above| part(view.text, view.content(above)));
    let fits = above.as_ref().is_none_or(|above| {
        // The keys of an item are below its first key, not below its dash.
        let is_below = view.indent(above) >= indent || view.content(above).start - above.start == indent;
        is_below && is_entry(text_above) || view.indent(above) < indent && text_above.ends_with(':')
    });
    let (message, help) = match starts_text(text_above) {
        true => {
            ("this line is not indented below its key, so the text that was to start here is empty", "indent the text")
        }
        false => ("expected `key: value`, but this line has no `: `", "write `: ` after the key"),
    };
    fits.then(|| Problem::new(ProblemKind::Syntax, view.span(content), message).help(help))
}

/// Whether a line ends with the header of a block of text.
fn starts_text(line: &str) -> bool {
    let sign = line.rsplit_once(": ").map_or("", |(_, sign)| sign);
    sign.starts_with(['|', '>']) && sign.len() <= 3
}
