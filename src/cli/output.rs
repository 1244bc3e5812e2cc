//! Where the report of a check goes, and in which format.

use super::args::{CheckArgs, Color, Format};
use super::{Failure, Io};
use crate::check::Checked;
use crate::report::{human, json};

/// Writes what was found to standard output.
pub(super) fn write(args: &CheckArgs, checked: &Checked, io: &mut Io<'_>) -> Result<(), Failure> {
    checked.report(|report| match args.format {
        Format::Json => json::write(io.stdout, report),
        Format::Human => {
            let color = match args.color {
                Color::Auto => io.terminal.color,
                Color::Always => true,
                Color::Never => false,
            };
            let style = human::Style { color, unicode: io.terminal.unicode, width: io.terminal.width, links: false };
            human::write(io.stdout, report, style)?;
            let mut skipped = report.summary.skipped.iter().filter(|_| args.verbose);
            skipped.try_for_each(|skipped| writeln!(io.stdout, "  {}: {}", skipped.file, skipped.reason))
        }
    })?;
    Ok(())
}
