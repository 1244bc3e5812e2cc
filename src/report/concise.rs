//! One line for each finding: for `grep`, editors and problem matchers.

use std::io;

use super::Report;
use super::style::{Style, color};
use super::visible::one_line;
use super::words::position;

/// Writes `file:line:column: severity[rule] message`. Columns count characters from 1.
pub fn write(out: &mut dyn io::Write, report: &Report, style: Style) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let severity = diagnostic.severity;
        let name = style.paint(color(severity), &format!("{}[{}]", severity.as_str(), diagnostic.rule));
        let approximate = if report.place(diagnostic.primary.span).exact { "" } else { " (the place is approximate)" };
        let place = position(report, diagnostic);
        writeln!(out, "{place}: {name} {}{approximate}", one_line(&diagnostic.message))?;
    }
    Ok(())
}
