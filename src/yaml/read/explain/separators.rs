//! Explains separators that kubectl does not recognize: indented, of other characters, at the end of a line, or missing
//! between files.

use std::ops::Range;

use super::view::{View, part};
use crate::yaml::edit::{Applicability, Edit};
use crate::yaml::problem::{Problem, ProblemKind};

/// How many lines above the place where the parser stopped a separator may be.
const LINES: usize = 2;

/// The first keys of an object.
const HEADS: [&str; 2] = ["apiVersion:", "kind:"];

pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    let lines = || std::iter::once(view.line(view.at)).chain(view.lines_above(view.at).take(LINES));
    lines()
        .find_map(|line| drawn(view, &line))
        .or_else(|| lines().find_map(|line| glued(view, &line)))
        .or_else(|| lines().find_map(|line| joined(view, &line)))
}

/// Explains ` ---`, `***`, `===` and similar lines between two objects.
fn drawn(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let text = part(view.text, line.clone());
    let sign = text.trim().chars().next().filter(|sign| "-=*_~+–—―−".contains(*sign))?;
    let signs = text.trim().chars().filter(|c| *c == sign).count();
    // A word processor turns several dashes into one long dash.
    let is_long = matches!(sign, '–' | '—' | '―');
    let is_drawn = (signs > 1 || is_long) && text.trim().chars().all(|c| c == sign || c == ' ');
    let separates = object_follows(view, line.end);
    if !is_drawn || !separates && text.trim() != "---" {
        return None;
    }
    let start = line.start + text.len() - text.trim_start().len();
    let place = start..start + text.trim().len();
    let message = match text.trim() {
        "---" => "`---` separates documents only in the first column: after spaces it is text",
        _ => "this line does not separate documents: kubectl accepts only `---` in the first column",
    };
    let problem = Problem::new(ProblemKind::Syntax, view.span(place.clone()), message);
    if !separates {
        return Some(problem);
    }
    let edit = view.edit(line.start..place.end, "---");
    Some(offer(view, problem, "write `---`", line.start, line.end, edit))
}

/// Explains a separator at the end of a line: `name: "web"---`.
fn glued(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let text = part(view.text, line.clone()).trim_end();
    let before = text.strip_suffix("---").filter(|before| !before.trim().is_empty())?;
    if !object_follows(view, line.end) {
        return None;
    }
    let at = line.start + before.trim_end_matches('-').len();
    let message = "`---` is at the end of this line: it separates documents only on a line of its own";
    let problem = Problem::new(ProblemKind::Syntax, view.span(at..line.start + text.len()), message);
    let edit = view.edit(at..line.start + text.len(), format!("{}---", newline(view)));
    Some(offer(view, problem, "begin a new line", at, line.end, edit))
}

/// Explains `name: webapiVersion: v1`: the first of two joined files had no line feed at its end.
fn joined(view: &View<'_>, line: &Range<usize>) -> Option<Problem> {
    let text = part(view.text, line.clone());
    let (at, head) = HEADS.iter().find_map(|head| Some((text.find(&format!("{head} "))?, *head)))?;
    let other = HEADS.iter().find(|other| **other != head)?;
    let before = text[..at].trim_end();
    let below = view.lines(line.start..view.chunk.end).skip(1);
    let mut below = below.filter(|line| !part(view.text, line.clone()).trim().is_empty());
    let goes_on = below.next().is_some_and(|line| part(view.text, line).starts_with(other));
    if before.is_empty() || before.ends_with(['-', '{', '(', '`', ',']) || !goes_on {
        return None;
    }
    let start = line.start + at;
    let message = "a second object starts in the middle of this line: the file before it ended without a line feed";
    let key = view.span(start..start + head.len() - 1);
    let newline = newline(view);
    let edit = view.edit(start..start, format!("{newline}---{newline}"));
    let problem = Problem::new(ProblemKind::Syntax, key, message);
    Some(offer(view, problem, "write `---` between the two", start, start, edit))
}

/// The problem. It has a fix if the text before the separator can be read, and also the text after it up to the next
/// one.
fn offer(view: &View<'_>, problem: Problem, title: &str, before: usize, after: usize, edit: Edit) -> Problem {
    let reads = |range: Range<usize>| (view.stops)(part(view.text, range)).is_none();
    match view.is_small() && reads(view.chunk.start..before) && reads(after..view.chunk.end) {
        true => problem.fix(Applicability::Unsafe, title, edit),
        false => problem.help("write `---` on a line of its own between two objects"),
    }
}

/// Whether an object starts on the next line that is not empty.
fn object_follows(view: &View<'_>, from: usize) -> bool {
    let lines = part(view.text, from..view.chunk.end).lines();
    let mut lines = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| HEADS.iter().any(|head| line.starts_with(head)))
}

/// The line ending of the document.
fn newline(view: &View<'_>) -> &'static str {
    if part(view.text, view.chunk.clone()).contains("\r\n") { "\r\n" } else { "\n" }
}
