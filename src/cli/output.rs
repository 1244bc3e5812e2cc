//! Where the report of a check goes, and in which format.

use super::args::{CheckArgs, Format};
use super::{Failure, Io};
use crate::check::Checked;
use crate::report::{human, json};

/// Writes what was found to standard output.
pub(super) fn write(args: &CheckArgs, checked: &Checked, io: &mut Io<'_>) -> Result<(), Failure> {
    checked.report(|report| match args.format {
        Format::Json => json::write(io.stdout, report),
        Format::Human => human::write(io.stdout, report, io.terminal.style(args.color, args.verbose)),
    })?;
    Ok(())
}
