//! The destinations of the reports of a check, and their formats.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::args::{CheckArgs, Format};
use super::{Failure, Io, reason};
use crate::fix::{self, Choice};
use crate::report::diff::{self, Change};
use crate::report::human::Style;
use crate::report::{
    Report, checkstyle, concise, github, gitlab, human, json, json_lines, junit, rdjson, sarif, summary,
};
use crate::session::Checked;
use crate::source::FileId;

/// The width of a report for people in a file.
const WIDTH: usize = 100;

/// Writes the findings to the files of `--output`, then to standard output. `choice` says which fixes a diff shows.
pub(super) fn write(args: &CheckArgs, checked: &Checked, choice: &Choice, io: &mut Io<'_>) -> Result<(), Failure> {
    let plain = Style { unicode: true, width: WIDTH, verbose: args.verbose, ..Style::default() };
    let mut paths = Vec::new();
    for output in &args.output {
        let path = io.folder.join(&output.file);
        // If the path is a link, its target is written.
        let path = match is_device(&path) {
            true => path,
            false => path.canonicalize().unwrap_or_else(|_| path.components().collect()),
        };
        if paths.contains(&path) {
            return Err(Failure::Message(format!(
                "two reports would go to {}: give each a file of its own",
                output.file.display()
            )));
        }
        paths.push(path);
    }
    let formats = || args.output.iter().map(|output| output.format).chain([args.format]);
    let changes = if formats().any(|format| format == Format::Diff) { changes(checked, choice) } else { Vec::new() };
    let one = |out: &mut dyn Write, format, report: &Report, style| one(out, format, report, &changes, style);
    checked.report(|report| {
        for (output, path) in args.output.iter().zip(&paths) {
            // If it were opened again, a redirected output would be overwritten from its start.
            match path.to_str() {
                Some("/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1") => {
                    one(io.stdout, output.format, report, plain)?;
                    continue;
                }
                Some("/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2") => {
                    one(io.stderr, output.format, report, plain)?;
                    continue;
                }
                _ => {}
            }
            let written = replace(path, |out| one(out, output.format, report, plain));
            written.map_err(|error| {
                Failure::Message(format!("cannot write {}: {}", output.file.display(), reason(&error)))
            })?;
        }
        let style = Style { quiet: args.quiet, ..io.terminal.style(args.color, args.verbose) };
        if args.statistics {
            io.stdout.write_all(summary::statistics(report, style).as_bytes())?;
            return Ok(());
        }
        one(io.stdout, args.format, report, style)?;
        if !tells_all(args.format) && !args.quiet {
            io.stdout.flush()?;
            io.stderr.write_all(summary::counts(report, plain).as_bytes())?;
        }
        Ok(())
    })
}

/// The changes of a round of fixes.
fn changes(checked: &Checked, choice: &Choice) -> Vec<Change> {
    let round = fix::round(checked, choice, &|_| false);
    let change = |(file, new): (&FileId, &String)| {
        let source = checked.sources.get(*file);
        fix::change(&source.name, &source.text, new)
    };
    round.texts.iter().map(change).collect()
}

fn one(out: &mut dyn Write, format: Format, report: &Report, changes: &[Change], style: Style) -> io::Result<()> {
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
        Format::Diff => diff::write(out, changes, style),
    }
}

/// Whether a format has room for the files that were not checked. If not, a message next to the report lists them.
fn tells_all(format: Format) -> bool {
    !matches!(format, Format::Concise | Format::Gitlab | Format::Checkstyle | Format::Rdjson | Format::Diff)
}

/// Replaces a whole file. Afterwards, it has either the new content or the old one.
pub(super) fn replace(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let there = fs::metadata(path).ok();
    if is_device(path) || there.as_ref().is_some_and(|there| !can_be_replaced(there)) {
        let mut out = BufWriter::new(File::create(path)?);
        content(&mut out)?;
        return out.flush();
    }
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // The permissions are those of an ordinary file, because others read the report.
        use std::os::unix::fs::PermissionsExt;
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    // Errors of `tempfile` name a file that the user does not know, so only their kind is shown.
    fs::metadata(folder)?;
    let mut out = BufWriter::new(new.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?);
    if let Some(there) = there {
        // A private report stays private.
        out.get_ref().as_file().set_permissions(there.permissions())?;
    }
    content(&mut out)?;
    out.into_inner()?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether a file can be replaced. A file with several names cannot: the new file would have only one of them.
fn can_be_replaced(there: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if there.nlink() > 1 {
            return false;
        }
    }
    there.is_file()
}

/// Whether a path may lead to an output that is already open, such as a pipe.
fn is_device(path: &Path) -> bool {
    ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder))
}
