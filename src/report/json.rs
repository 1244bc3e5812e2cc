//! The report for programs: version 1 of the contract in `schema/output.v1.json`, which only grows.

use std::io;

use serde::Serialize;

use super::{Files, Report, Skipped, Unbuilt};
use crate::diagnostic::{Confidence, Diagnostic, Fix, Label, Severity};
use crate::source::{Origin, Position, Span};

/// The version of the contract.
pub(super) const VERSION: u32 = 1;

/// Writes one object, indented, with a line feed at its end.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let output = Output { version: VERSION, diagnostics: findings(report).collect(), summary: summary(report) };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    out.write_all(b"\n")
}

/// The findings.
pub(super) fn findings<'a>(report: &'a Report) -> impl Iterator<Item = Finding<'a>> {
    report.diagnostics.iter().map(|diagnostic| finding(report, diagnostic))
}

fn finding<'a>(report: &'a Report, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let info = (report.rule_info)(diagnostic.rule);
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity.as_str(),
        confidence: diagnostic.confidence.map(Confidence::as_str),
        category: info.category,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        url: info.url,
        location: location(report.files, diagnostic.primary.span),
        origin: report.origin(diagnostic.primary.span),
        resource: diagnostic.object.as_ref().map(|object| Resource {
            api_version: &object.api_version,
            kind: &object.kind,
            namespace: object.namespace.as_deref(),
            name: object.name.as_deref(),
        }),
        path: &diagnostic.path,
        related: diagnostic.related.iter().map(|label| related(report, label)).collect(),
        fix: report.shown_fix(diagnostic).map(|fix| change(report.files, fix)),
        fingerprint: &diagnostic.fingerprint,
    }
}

fn related<'a>(report: &'a Report, label: &'a Label) -> Related<'a> {
    let origin = report.origin(label.span);
    Related { message: &label.message, location: location(report.files, label.span), origin }
}

/// A place, as all outputs for programs write it.
pub(crate) fn location(files: Files<'_>, span: Span) -> Location<'_> {
    let (start, end) = files.positions(span);
    Location { file: files.name(span.file), start: start.into(), end: end.into() }
}

fn change<'a>(files: Files<'a>, fix: &'a Fix) -> Change<'a> {
    let edits = fix.edits.iter().map(|edit| Replacement {
        file: files.name(edit.span().file),
        start: edit.span().start,
        end: edit.span().end,
        range: range(files, edit.span()),
        text: edit.text(),
    });
    Change { title: &fix.title, applicability: fix.applicability.as_str(), edits: edits.collect() }
}

/// The counts of the run.
pub(super) fn summary<'a>(report: &'a Report) -> Totals<'a> {
    let summary = report.summary;
    let skipped = summary.skipped.iter().map(|Skipped { file, line, reason }| Unchecked { file, line: *line, reason });
    Totals {
        files: summary.files,
        documents: summary.documents,
        instructions: summary.instructions,
        resources: summary.resources,
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        infos: report.count(Severity::Info),
        context_files: summary.context,
        hidden_infos: summary.hidden_infos,
        suppressed: summary.suppressed,
        baseline: summary.known,
        without_schema: summary
            .without_schema
            .iter()
            .map(|kind| Unknown { api_version: &kind.api_version, kind: &kind.kind, count: kind.count })
            .collect(),
        cel_rules: summary.rules,
        skipped: skipped.collect(),
        partial_builds: summary.unbuilt.iter().map(partial).collect(),
    }
}

fn partial(unbuilt: &Unbuilt) -> Partial<'_> {
    let Unbuilt { kustomization, file, line, reason } = unbuilt;
    Partial { kustomization, file, line: *line, reason }
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    diagnostics: Vec<Finding<'a>>,
    summary: Totals<'a>,
}

/// One finding.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    confidence: Option<&'a str>,
    category: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
    location: Location<'a>,
    origin: Option<Origin>,
    resource: Option<Resource<'a>>,
    path: &'a str,
    related: Vec<Related<'a>>,
    fix: Option<Change<'a>>,
    fingerprint: &'a str,
}

/// A place in a file.
#[derive(Serialize)]
pub(crate) struct Location<'a> {
    file: &'a str,
    start: Place,
    end: Place,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    line: u32,
    column: u32,
    column_utf16: u32,
    offset: u32,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        let Position { line, column, column_utf16, offset } = position;
        Self { line, column, column_utf16, offset }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
    origin: Option<Origin>,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    applicability: &'a str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    range: Range,
    text: &'a str,
}

/// The place of an edit, as in a location.
#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

fn range(files: Files<'_>, span: Span) -> Range {
    let (start, end) = files.positions(span);
    Range { start: start.into(), end: end.into() }
}

/// The counts of the run, and what it left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Totals<'a> {
    files: usize,
    documents: usize,
    instructions: usize,
    resources: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    context_files: usize,
    hidden_infos: usize,
    suppressed: usize,
    baseline: usize,
    without_schema: Vec<Unknown<'a>>,
    cel_rules: usize,
    skipped: Vec<Unchecked<'a>>,
    partial_builds: Vec<Partial<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Unknown<'a> {
    api_version: &'a str,
    kind: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Unchecked<'a> {
    file: &'a str,
    line: Option<u32>,
    reason: &'a str,
}

#[derive(Serialize)]
struct Partial<'a> {
    kustomization: &'a str,
    file: &'a str,
    line: u32,
    reason: &'a str,
}
