//! The report for programs that read line by line: the objects of [`json`](super::json), each with its type.

use std::io;

use serde::Serialize;

use super::Report;
use super::json::{VERSION, findings, summary};

/// Writes one line for each finding, then one with the counts of the run.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    for finding in findings(report) {
        write_line(out, "diagnostic", &finding)?;
    }
    write_line(out, "summary", &summary(report))
}

fn write_line(out: &mut dyn io::Write, kind: &str, content: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { version: VERSION, kind, content })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<'a, T> {
    version: u32,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(flatten)]
    content: &'a T,
}
