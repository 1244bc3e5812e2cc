//! Code Quality of GitLab: one array, which merge requests compare with the array of the target branch. It is a part of
//! Code Climate's format, whose other readers require a type and categories.

use std::io;

use serde::Serialize;

use super::visible::visible;
use super::words::{APPROXIMATE, path};
use super::{Place, Report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Position;

/// Writes an array, which is empty if there are no findings.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let issues: Vec<Issue> = report.diagnostics.iter().map(|diagnostic| issue(report, diagnostic)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}

fn issue<'a>(report: &Report, diagnostic: &'a Diagnostic) -> Issue<'a> {
    let place = report.place(diagnostic.primary.span);
    let approximate = if place.exact { String::new() } else { format!(" ({APPROXIMATE})") };
    let is_secret = (report.rule_info)(diagnostic.rule).is_secret();
    Issue {
        kind: "issue",
        // The page shows only this text: neither the name of the check nor a text below.
        description: format!("{} [{}]{approximate}", visible(&diagnostic.message), diagnostic.rule),
        check_name: diagnostic.rule,
        categories: [if is_secret { "Security" } else { "Bug Risk" }],
        fingerprint: &diagnostic.fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: location(&place),
    }
}

fn location(place: &Place) -> Location {
    let point = |position: Position| Point { line: position.line, column: position.column };
    Location {
        path: path(&place.file).to_owned(),
        positions: Positions { begin: point(place.start), end: point(place.end) },
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    description: String,
    check_name: &'a str,
    categories: [&'a str; 1],
    fingerprint: &'a str,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}
