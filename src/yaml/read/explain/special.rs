//! Explains plain values that start with a character that has a meaning in YAML.

use std::ops::Range;

use super::view::{View, part};
use crate::source::{FileId, Span};
use crate::yaml::edit::{Applicability, Edit};
use crate::yaml::problem::{Problem, ProblemKind};

/// Explains a character that stopped the parser at the start of a value.
pub(super) fn explain(view: &View<'_>) -> Option<Problem> {
    let line = view.line(view.at);
    let value = view.value(&line);
    if part(view.text, line.clone()).starts_with("```") {
        let message =
            "a fence of Markdown is left here, and a plain value cannot start with a backtick: remove the line";
        return Some(Problem::new(ProblemKind::Syntax, view.span(line), message));
    }
    let start = [view.at, value.start].into_iter().find(|&start| is_special(view, start))?;
    let text = part(view.text, start..line.end);
    if text.starts_with('*') && is_alias(text) {
        return Some(alias(view, start..start + text.len() - part(text, 1..).trim_start_matches(is_name).len()));
    }
    let end = match view.in_flow() {
        true if text.starts_with("{{") => start,
        true => start + text.find([',', ']', '}']).unwrap_or(text.len()),
        false => value.end.max(start),
    };
    let mut problem = quote_value(view.file, view.text, start..end);
    if !problem.fix.as_ref().is_some_and(|fix| view.works(&fix.edits)) {
        problem.fix = None;
    }
    Some(problem)
}

/// Whether the parser stopped because of the character at `start`.
fn is_special(view: &View<'_>, start: usize) -> bool {
    let text = part(view.text, start..view.chunk.end);
    let here = start == view.at;
    match text.chars().next() {
        Some('@' | '`') => here,
        Some('%') => here && start > view.line(start).start,
        Some('*') => view.says(&["anchor", "alias"]),
        Some('&') => view.says(&["anchor"]),
        Some('!') => view.says(&["tag"]),
        Some('|' | '>') => view.says(&["block scalar"]),
        Some('{') => text.starts_with("{{"),
        Some('[' | ']' | '}' | ',') => {
            let line = view.line(start);
            let value = view.value(&line);
            let closed = text.starts_with('[') && part(view.text, start..value.end.max(start)).contains(']');
            !view.in_flow()
                && start == value.start
                && value.start > view.content(&line).start
                && (here && !text.starts_with('[') || closed && view.at > start)
        }
        _ => false,
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether a text is only `*name`.
fn is_alias(text: &str) -> bool {
    let rest = part(text, 1..).trim_start_matches(is_name);
    rest.len() < text.len() - 1 && rest.starts_with([' ', '\t', ',', ']', '}']) | rest.is_empty()
}

/// The problem of a value that must be quoted, with the quotes as its fix.
pub(in crate::yaml) fn quote_value(file: FileId, text: &str, value: Range<usize>) -> Problem {
    let span = |range: Range<usize>| Span::new(file, range.start as u32, range.end as u32);
    let raw = part(text, value.clone());
    let (sign, means) = match part(text, value.start..).chars().next() {
        Some('{') if part(text, value.start..).starts_with("{{") => ("{{", ": it starts a mapping"),
        Some('*') => ("*", ": it starts an alias"),
        Some('&') => ("&", ": it starts an anchor"),
        Some('!') => ("!", ": it starts a tag"),
        Some('|') => ("|", ": it starts a block of text"),
        Some('>') => (">", ": it starts a block of text"),
        Some('[') => ("[", ": it starts a list"),
        Some('`') => ("`", ""),
        Some('%') => ("%", ""),
        Some(']') => ("]", ""),
        Some('}') => ("}", ""),
        Some(',') => (",", ""),
        _ => ("@", ""),
    };
    let message = match sign {
        "`" => "a plain value cannot start with a backtick: quote it".to_owned(),
        _ => format!("a plain value cannot start with `{sign}`{means}: quote it").replacen(": it", ", which", 1),
    };
    let place = span(value.start..value.start + sign.len());
    let problem = Problem::new(ProblemKind::LeadingSpecial, place, message);
    if raw.is_empty() || raw.contains('\n') {
        return problem;
    }
    // A wildcard, `@name` or `%d` can only be text. A template may become a number, backticks may be meant as quotes,
    // and text after a list may be meant as an item of it.
    let applicability = if matches!(sign, "@" | "*" | "%") { Applicability::Safe } else { Applicability::Unsafe };
    let edit = Edit::new(span(value), in_quotes(raw));
    problem.fix(applicability, "quote the value", edit)
}

/// The text as a string, in the quotes that change it least.
pub(super) fn in_quotes(raw: &str) -> String {
    match raw.contains(['"', '\\']) {
        true => format!("'{}'", raw.replace('\'', "''")),
        false => format!("\"{raw}\""),
    }
}

/// How far before and after its document the anchor of an alias is searched for, in bytes.
const NEAR: usize = 16 << 10;

/// The problem of an alias without its anchor. The message does not repeat the name, which may be a secret.
fn alias(view: &View<'_>, range: Range<usize>) -> Problem {
    let anchor = part(view.text, range.clone()).replacen('*', "&", 1);
    let message = "this alias has no anchor before it in its document: kubectl rejects it (\"unknown anchor\")";
    let problem = Problem::new(ProblemKind::Anchor, view.span(range.clone()), message);
    // The anchor may be before the document, or below the alias.
    let is_anchor = |&(at, _): &(usize, &str)| {
        let before = part(view.text, ..at).chars().next_back().is_none_or(|c| c.is_whitespace() || "[{,".contains(c));
        before && !part(view.text, at + anchor.len()..).starts_with(is_name)
    };
    let inside = |at: usize| view.chunk.contains(&at);
    // The search is limited, because many documents may have such an alias.
    let mut from = view.chunk.start.saturating_sub(NEAR);
    while !view.text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (view.chunk.end + NEAR).min(view.text.len());
    while !view.text.is_char_boundary(to) {
        to -= 1;
    }
    let near = part(view.text, from..to).match_indices(&anchor).map(|(at, anchor)| (from + at, anchor));
    let found = near.filter(is_anchor).map(|(at, _)| at);
    let candidates: Vec<usize> = found.collect();
    match candidates.iter().rev().find(|&&at| at < range.start).or(candidates.first()) {
        Some(&at) => {
            let what = match inside(at) {
                true => "the anchor is below the alias",
                false => "this anchor applies only in its own document",
            };
            problem.related(view.span(at..at + anchor.len()), what)
        }
        None => problem.help("quote the value if the `*` is a part of it"),
    }
}
