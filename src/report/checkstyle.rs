//! Checkstyle: the XML that most dashboards and review bots read.

use std::io;

use super::Report;
use super::words::{TOOL, explained, path};
use super::xml::{Xml, document, value};
use crate::diagnostic::Diagnostic;

/// Writes one `file` element for each file with findings. Columns count characters from 1.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    document(out, |xml| {
        let root = xml.create_element("checkstyle").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        let written = root.write_inner_content(|xml| {
            report.by_file().into_iter().try_for_each(|(name, found)| {
                let file = xml.create_element("file").with_attribute(("name", &*value(path(&name))));
                let written = file.write_inner_content(|xml| {
                    found.into_iter().try_for_each(|diagnostic| finding(xml, report, diagnostic))
                });
                written.map(drop)
            })
        });
        written.map(drop)
    })
}

fn finding(xml: &mut Xml<'_>, report: &Report, diagnostic: &Diagnostic) -> io::Result<()> {
    let start = report.place(diagnostic.primary.span).start;
    let error = xml
        .create_element("error")
        .with_attribute(("line", &*start.line.to_string()))
        .with_attribute(("column", &*start.column.to_string()))
        .with_attribute(("severity", diagnostic.severity.as_str()))
        .with_attribute(("message", &*value(&explained(report, diagnostic))))
        .with_attribute(("source", &*format!("{TOOL}.{}", diagnostic.rule)));
    error.write_empty().map(drop)
}
