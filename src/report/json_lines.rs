//! The report for programs that read line by line: the objects of [`json`](super::json), each saying what it is.

use std::io;

use serde::Serialize;

use super::Report;
use super::json::{Finding, Totals, VERSION, findings, summary};

/// Writes one line for each finding, then one with what was looked at.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    for finding in findings(report) {
        write_line(out, Content::Diagnostic(finding))?;
    }
    write_line(out, Content::Summary(summary(report)))
}

fn write_line(out: &mut dyn io::Write, content: Content) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { version: VERSION, content })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<'a> {
    version: u32,
    #[serde(flatten)]
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Content<'a> {
    Diagnostic(Finding<'a>),
    Summary(Totals<'a>),
}
