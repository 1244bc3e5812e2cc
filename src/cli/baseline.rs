//! `bowline baseline`: writes the findings of today, so that only new ones are reported.

use std::fs;

use super::args::BaselineArgs;
use super::project::Project;
use super::run::{self, Known};
use super::{CLEAN, Failure, Io};
use crate::baseline;
use crate::diagnostic::Diagnostic;
use crate::rule::Category;
use crate::rules;

pub(super) fn run(args: BaselineArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let checked = run::run(&args.selection, args.info, Known::Nothing, io)?;
    let project = Project::find(&io.folder, &args.selection.paths, args.selection.config.as_deref())?;
    let path = match (&args.file, &project.config.baseline) {
        (Some(path), _) => io.folder.join(path),
        (None, Some(path)) => project.folder.join(path),
        (None, None) => project.folder.join(baseline::FILE_NAME),
    };
    // What is wrong with bowline's own files is to be mended, not to be kept.
    let is_kept =
        |found: &&Diagnostic| rules::find(found.rule).is_some_and(|rule| rule.meta.category != Category::Configuration);
    let kept: Vec<Diagnostic> = checked.outcome.diagnostics.iter().filter(is_kept).cloned().collect();
    let name = project.name(&path);
    fs::write(&path, baseline::text(&checked.sources, &kept))
        .map_err(|error| Failure::Message(format!("{name}: cannot write it: {error}")))?;
    let count = kept.len();
    writeln!(io.stdout, "{name}: {count} finding{}", if count == 1 { "" } else { "s" })?;
    if project.config.baseline.is_none() {
        let hint = match args.file {
            Some(_) => format!("`bowline check --baseline {name}`"),
            None => {
                format!("`baseline: {}` in bowline.yaml, or `bowline check --baseline {name}`", baseline::FILE_NAME)
            }
        };
        writeln!(io.stdout, "to see only new ones: {hint}")?;
    }
    Ok(CLEAN)
}
