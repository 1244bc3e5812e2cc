//! `bowline baseline`: writes the current findings, so that only new ones are reported.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::BaselineArgs;
use super::run::{self, Checking, Group, Purpose, Run};
use super::{CLEAN, Failure, Io, output, reason};
use crate::rule::Category;
use crate::rules;
use crate::settings::baseline::{self, Baseline, Entry};
use crate::source::Source;

pub(super) fn run(args: BaselineArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let run = run::run(&args.selection, args.info, Purpose::Baseline, io)?;
    if let Some(message) = &run.shortfall {
        return Err(Failure::Message(message.clone()));
    }
    let checked = &run.checked;
    let mut files: BTreeMap<PathBuf, Vec<Entry>> = BTreeMap::new();
    for (group, part) in run.parts() {
        files.entry(place(&args, part, io)).or_insert(others(&place(&args, part, io), group, &args, &run, io)?);
    }
    let kept: usize = files.values().map(Vec::len).sum();
    // A problem of bowline's own files must be repaired, not kept.
    let is_own = |rule| rules::find(rule).is_some_and(|rule| rule.meta.category == Category::Configuration);
    // The file is stored in the project, so it masks everything that reports mask.
    checked.report(|report| {
        for found in report.diagnostics().iter().filter(|found| !is_own(found.rule)) {
            let file = found.primary.span.file;
            let path = &checked.sources.get(file).path;
            let is_of = |(group, part): &(&Group, &Checking)| group.files.contains(&file.0) && part.part.has(path);
            if let Some(entries) = run.parts().find(is_of).and_then(|(_, part)| files.get_mut(&place(&args, part, io)))
            {
                entries.push(Entry::of(&checked.sources, found));
            }
        }
    });
    let is_configured = run.parts().all(|(_, part)| part.baseline.is_some());
    let mut kept = Some(kept).filter(|_| files.len() == 1);
    for (path, entries) in files {
        let name = run.groups.first().map_or_else(String::new, |group| group.project.name(&path));
        let others = kept.take().unwrap_or_default();
        let count = entries.len() - others;
        let text = baseline::text(entries);
        output::replace(&path, |out| out.write_all(text.as_bytes()))
            .map_err(|error| Failure::Message(format!("cannot write {name}: {}", reason(&error))))?;
        let more = if others > 0 { format!(", and kept {others} that were not checked") } else { String::new() };
        writeln!(io.stdout, "{name}: {count} finding{}{more}", if count == 1 { "" } else { "s" })?;
        if !is_configured {
            let hint = match args.file {
                Some(_) => format!("`bowline check --baseline {name}`"),
                None => {
                    format!("`baseline: {}` in bowline.yaml, or `bowline check --baseline {name}`", baseline::FILE_NAME)
                }
            };
            writeln!(io.stdout, "to see only new ones: {hint}")?;
        }
    }
    Ok(CLEAN)
}

/// The path at which the baseline of some files is written.
fn place(args: &BaselineArgs, part: &Checking, io: &Io<'_>) -> PathBuf {
    match &args.file {
        Some(file) => io.folder.join(file),
        None => part.baseline.clone().unwrap_or_else(|| part.usual_baseline.clone()),
    }
}

/// The entries of a file that this run says nothing about: other files, other rules.
fn others(path: &Path, group: &Group, args: &BaselineArgs, run: &Run, io: &Io<'_>) -> Result<Vec<Entry>, Failure> {
    let name = group.project.name(path);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::Message(format!("cannot read {name}: {}", reason(&error)))),
    };
    let source = Arc::new(Source::new(name.clone(), text));
    let (known, wrong) = Baseline::read(&source);
    if !wrong.is_empty() && args.file.is_none() && run.groups.iter().all(|group| group.is_complete) {
        // This run knows all entries again.
        return Ok(Vec::new());
    }
    if !wrong.is_empty() {
        return Err(Failure::Message(format!("{name} exists and is not a baseline: nothing was written")));
    }
    let writers: Vec<_> = run.parts().filter(|(_, part)| place(args, part, io) == path).collect();
    let was_checked = |entry: &Entry| {
        writers.iter().any(|(group, part)| {
            let is_read = group.is_complete || group.targets.contains(&entry.file);
            is_read && part.part.has(&entry.file) && entry.is_judged(&part.settings)
        })
    };
    Ok(known.into_entries().into_iter().filter(|entry| !was_checked(entry)).collect())
}
