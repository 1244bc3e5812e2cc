//! Explains syntax errors in plain words: the mistake, where it began, and a fix if that is certain.
//!
//! The parser only says where it stopped. The lines around that place show what was meant.

mod brackets;
mod colons;
mod dashes;
mod layout;
mod quotes;
mod separators;
mod special;
pub(super) mod tabs;
mod view;

use crate::source::{FileId, Span};
use crate::yaml::problem::{Problem, ProblemKind};

pub(super) use special::quote_value;
use view::part;
pub(super) use view::{Opened, Read, View};

/// The problem at the place where the parser stopped.
pub(super) fn syntax(view: &View<'_>) -> Problem {
    conflict(view)
        .or_else(|| separators::explain(view))
        .or_else(|| tabs::explain(view))
        .or_else(|| dashes::glued(view))
        .or_else(|| brackets::text_after(view))
        .or_else(|| special::explain(view))
        .or_else(|| quotes::explain(view))
        .or_else(|| brackets::open(view))
        .or_else(|| colons::explain(view))
        .or_else(|| layout::explain(view))
        .unwrap_or_else(|| rest(view))
}

/// The problem of a line with a directive, `%…`. `at` is its start.
pub(super) fn directive(file: FileId, text: &str, at: usize) -> Problem {
    let line = part(text, at..).lines().next().unwrap_or("");
    let span = Span::new(file, at as u32, (at + line.trim_end().len()) as u32);
    Problem::new(ProblemKind::Syntax, span, "this line is a directive: kubectl rejects the document")
        .help("remove the line: kubectl reads YAML 1.1, whatever the directive says")
}

/// Explains the marks that git leaves after a merge conflict.
fn conflict(view: &View<'_>) -> Option<Problem> {
    let mark = ["<<<<<<< ", ">>>>>>> "].iter().find_map(|mark| {
        let mut lines = view.lines(view.chunk.start..view.chunk.end);
        lines.find(|line| part(view.text, line.clone()).starts_with(mark))
    })?;
    let message = "a merge conflict is left here: choose one of its sides";
    Some(Problem::new(ProblemKind::Syntax, view.span(mark), message))
}

/// Explains an error that no other case explains.
fn rest(view: &View<'_>) -> Problem {
    if part(view.text, view.line(view.at)).starts_with('%') {
        return directive(view.file, view.text, view.line(view.at).start);
    }
    const WORDS: &[(&str, &str)] = &[
        ("byte order mark", "a byte order mark inside a document"),
        ("unprintable", "a control character"),
        ("tag", "a tag that cannot be read"),
        ("directive", "a directive that cannot be read"),
        ("anchor", "an anchor that cannot be read"),
        ("mapping keys are not allowed", "a `?` where no key can start"),
        ("comment", "a comment inside a text of several lines"),
        ("end of stream", "the document ends too early"),
        ("eof", "the document ends too early"),
        ("expected key", "a key of the mapping is expected here"),
        ("'-' indicator", "a `- ` item of the list is expected here"),
        ("simple key", "a `key: value` is expected here"),
        ("mapping values", "a `: ` where no key can be"),
        ("':'", "a `:` where none can be"),
        ("flow", "a bracket, a comma or a `:` is missing before this place"),
        ("indentation", "the indentation does not fit what is before"),
    ];
    let words = WORDS.iter().find(|(sign, _)| view.info.contains(sign)).map(|(_, words)| *words);
    let what = words.map_or_else(|| view.info.trim_end_matches('.').to_owned(), str::to_owned);
    let width = part(view.text, view.at..).chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    Problem::new(ProblemKind::Syntax, view.span(view.at..view.at + width), format!("this is not YAML: {what}"))
}
