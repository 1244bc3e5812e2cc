//! Checkstyle: the XML that most dashboards and review bots read.

use std::io;

use super::Report;
use super::words::{TOOL, explained};
use super::xml::{by_file, document, value};

/// Writes one `file` element for each file with findings; columns count characters from 1.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    document(out, |xml| {
        let root = xml.create_element("checkstyle").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        root.write_inner_content(|xml| {
            for (name, found) in by_file(report) {
                xml.create_element("file").with_attribute(("name", &*value(&name))).write_inner_content(|xml| {
                    for (diagnostic, place) in found {
                        xml.create_element("error")
                            .with_attribute(("line", &*place.start.line.to_string()))
                            .with_attribute(("column", &*place.start.column.to_string()))
                            .with_attribute(("severity", diagnostic.severity.as_str()))
                            .with_attribute(("message", &*value(&explained(report, diagnostic))))
                            .with_attribute(("source", &*format!("{TOOL}.{}", diagnostic.rule)))
                            .write_empty()?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })
}
