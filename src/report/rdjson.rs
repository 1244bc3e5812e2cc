//! The format of reviewdog, which adds findings and fixes to reviews.
//!
//! Its columns count UTF-8 bytes from 1, and an end is exclusive.

use std::io;

use serde::Serialize;

use super::Report;
use super::visible::visible;
use super::words::{HOME, TOOL, path, remarks};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::source::Span;

/// Writes one object.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let diagnostics = report.diagnostics.iter().map(|diagnostic| finding(report, diagnostic)).collect();
    let output = Output { source: Source { name: TOOL, url: HOME }, diagnostics };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    out.write_all(b"\n")
}

fn finding<'a>(report: &Report, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let message = visible(&diagnostic.message).into_owned();
    let related = diagnostic
        .related
        .iter()
        .map(|label| Related { message: visible(&label.message).into_owned(), location: location(report, label.span) });
    Finding {
        message: [vec![message], remarks(report, diagnostic)].concat().join("\n"),
        location: location(report, diagnostic.primary.span),
        severity: match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        code: Code { value: diagnostic.rule, url: (report.rule_info)(diagnostic.rule).url },
        suggestions: report
            .shown_fix(diagnostic)
            .and_then(|fix| suggestion(report, diagnostic, fix))
            .into_iter()
            .collect(),
        related_locations: related.collect(),
    }
}

/// All edits of a fix as one. A reviewer accepts a suggestion with one click, and half a fix may be worse than none.
/// Returns `None` if an edit is in another file, if a person must complete the fix, or if it must quote a secret
/// between two edits.
fn suggestion(report: &Report, diagnostic: &Diagnostic, fix: &Fix) -> Option<Suggestion> {
    let file = diagnostic.primary.span.file;
    if fix.applicability == Applicability::Manual || fix.edits.iter().any(|edit| edit.span().file != file) {
        return None;
    }
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span());
    let start = edits.first()?.span().start;
    let mut text = String::new();
    let mut at = start;
    for edit in &edits {
        let kept = Span::new(file, at, edit.span().start);
        text.push_str(report.files.open(kept)?);
        text.push_str(edit.text());
        at = edit.span().end;
    }
    Some(Suggestion { range: range(report, Span::new(file, start, at)), text })
}

fn location(report: &Report, span: Span) -> Location {
    let place = report.place(span);
    let range = match place.exact {
        true => range(report, span),
        false => Range { start: Position { line: place.start.line, column: None }, end: None },
    };
    Location { path: path(&place.file).to_owned(), range }
}

fn range(report: &Report, span: Span) -> Range {
    let position = |offset: u32| {
        let line = report.files.line_of(span.file, offset);
        let start = report.files.line(span.file, line).unwrap_or_default().start;
        Position { line: line as u32 + 1, column: Some(offset - start + 1) }
    };
    Range { start: position(span.start), end: Some(position(span.end)) }
}

#[derive(Serialize)]
struct Output<'a> {
    source: Source<'a>,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    message: String,
    location: Location,
    severity: &'a str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}
