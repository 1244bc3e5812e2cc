//! Workflow commands, which GitHub shows next to the lines of a pull request.
//!
//! GitHub accepts 10 errors and 10 warnings of a step, so the most severe come first. A command for several lines must
//! not name columns.

use std::cmp::Reverse;
use std::io;

use super::style::Style;
use super::visible::one_line;
use super::words::{self, path, position};
use super::{Report, summary};
use crate::diagnostic::{Diagnostic, Severity};

/// Writes one command for each finding, then the summary for readers of the log.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let mut sorted: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| Reverse(diagnostic.severity));
    for diagnostic in sorted {
        writeln!(out, "{}", command(report, diagnostic))?;
    }
    let style = Style { unicode: true, ..Style::default() };
    out.write_all(summary::counts(report, style).as_bytes())
}

fn command(report: &Report, diagnostic: &Diagnostic) -> String {
    let place = report.place(diagnostic.primary.span);
    let (start, end) = (place.start, place.end);
    let columns = match place.exact && start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    // The log shows only the text, so the text also contains the place.
    let text = format!("{}: {}", position(report, diagnostic), words::explained(report, diagnostic));
    format!(
        "::{} title={} {},file={},line={},endLine={}{columns}::{}",
        word(diagnostic.severity),
        words::TOOL,
        property(diagnostic.rule),
        property(&one_line(path(&place.file))),
        start.line,
        end.line,
        data(&text)
    )
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
