//! `bowline baseline`: writes the findings of today, so that only new ones are reported.

use std::io::ErrorKind;
use std::sync::Arc;
use std::{fs, path::Path};

use super::args::BaselineArgs;
use super::run::{self, Purpose, Run};
use super::{CLEAN, Failure, Io, output};
use crate::rule::Category;
use crate::rules;
use crate::settings::baseline::{self, Baseline, Entry};
use crate::source::Source;

pub(super) fn run(args: BaselineArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let run = run::run(&args.selection, args.info, Purpose::Baseline, io)?;
    if let Some(message) = &run.shortfall {
        return Err(Failure::Message(message.clone()));
    }
    let (checked, project) = (&run.checked, &run.project);
    let path = args.file.as_ref().map_or_else(|| project.usual_baseline(), |path| io.folder.join(path));
    let name = project.name(&path);
    let mut entries = others(&path, &name, &run)?;
    let kept = entries.len();
    // What is wrong with bowline's own files is to be mended, not to be kept.
    let is_own = |rule| rules::find(rule).is_some_and(|rule| rule.meta.category == Category::Configuration);
    // The file is kept with the project: what reports mask is masked in it.
    checked.report(|report| {
        let found = report.diagnostics().iter().filter(|found| !is_own(found.rule));
        entries.extend(found.map(|found| Entry::of(&checked.sources, found)));
    });
    let count = entries.len() - kept;
    let text = baseline::text(entries);
    output::replace(&path, |out| out.write_all(text.as_bytes()))
        .map_err(|error| Failure::Message(format!("{name}: cannot write it: {error}")))?;
    let beside = if kept > 0 { format!(", and {kept} of what was not checked") } else { String::new() };
    writeln!(io.stdout, "{name}: {count} finding{}{beside}", if count == 1 { "" } else { "s" })?;
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

/// The entries of the present file that this run says nothing of: other files, other rules.
fn others(path: &Path, name: &str, run: &Run) -> Result<Vec<Entry>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::Message(format!("{name}: cannot read it: {error}"))),
    };
    let source = Arc::new(Source::new(name.to_owned(), text));
    let (known, wrong) = Baseline::read(&source);
    let is_usual = path == run.project.usual_baseline();
    if !wrong.is_empty() && is_usual && run.is_complete {
        // All of it is known anew.
        return Ok(Vec::new());
    }
    if !wrong.is_empty() {
        return Err(Failure::Message(format!("{name}: this is there already and no baseline: nothing was written")));
    }
    let was_checked =
        |entry: &Entry| (run.is_complete || run.targets.contains(&entry.file)) && entry.is_judged(&run.settings);
    Ok(known.into_entries().into_iter().filter(|entry| !was_checked(entry)).collect())
}
