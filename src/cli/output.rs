//! Where the reports of a check go, and in which format.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::args::{CheckArgs, Format};
use super::{Failure, Io};
use crate::check::Checked;
use crate::report::human::Style;
use crate::report::{
    Report, checkstyle, concise, github, gitlab, human, json, json_lines, junit, rdjson, sarif, summary,
};

/// Columns of a report for people in a file.
const WIDTH: usize = 100;

/// Writes what was found to the files that were asked for, then to standard output.
pub(super) fn write(args: &CheckArgs, checked: &Checked, io: &mut Io<'_>) -> Result<(), Failure> {
    let plain = Style { unicode: true, width: WIDTH, verbose: args.verbose, ..Style::default() };
    let mut paths = Vec::new();
    for output in &args.output {
        let path = io.folder.join(&output.file);
        // Through a link the file behind it is written.
        let path = path.canonicalize().unwrap_or_else(|_| path.components().collect());
        if paths.contains(&path) {
            return Err(Failure::Message(format!("two reports would go to {}", output.file.display())));
        }
        paths.push(path);
    }
    checked.report(|report| {
        for (output, path) in args.output.iter().zip(&paths) {
            let written = replace(path, |out| one(out, output.format, report, plain));
            written.map_err(|error| Failure::Message(format!("cannot write {}: {error}", output.file.display())))?;
        }
        one(io.stdout, args.format, report, io.terminal.style(args.color, args.verbose))?;
        if !tells_all(args.format) {
            io.stdout.flush()?;
            io.stderr.write_all(summary::counts(report, plain).as_bytes())?;
        }
        Ok(())
    })
}

fn one(out: &mut dyn Write, format: Format, report: &Report, style: Style) -> io::Result<()> {
    match format {
        Format::Human => human::write(out, report, style),
        Format::Concise => concise::write(out, report, style),
        Format::Json => json::write(out, report),
        Format::JsonLines => json_lines::write(out, report),
        Format::Sarif => sarif::write(out, report),
        Format::Github => github::write(out, report),
        Format::Gitlab => gitlab::write(out, report),
        Format::Junit => junit::write(out, report),
        Format::Checkstyle => checkstyle::write(out, report),
        Format::Rdjson => rdjson::write(out, report),
    }
}

/// False where a format has no room for what was not checked, so that it has to be said beside it.
fn tells_all(format: Format) -> bool {
    !matches!(format, Format::Concise | Format::Gitlab | Format::Checkstyle | Format::Rdjson)
}

/// Writes a file so that it holds the whole content or what it held before.
pub(super) fn replace(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        // What is no file, like `/dev/stderr`, cannot be replaced.
        let mut out = BufWriter::new(File::create(path)?);
        content(&mut out)?;
        return out.flush();
    }
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As an ordinary file, for a report is read by others.
        use std::os::unix::fs::PermissionsExt;
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut out = BufWriter::new(new.tempfile_in(folder)?);
    content(&mut out)?;
    out.into_inner()?.persist(path)?;
    Ok(())
}
