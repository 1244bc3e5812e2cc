//! `bowline fix` and `bowline check --fix`: apply fixes and write the changed files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CheckArgs, FixArgs, Selection};
use super::files;
use super::rewrite::{Rewrite, write_all};
use super::run::{self, Purpose, Run};
use super::{CLEAN, FINDINGS, Failure, Io, Terminal, rules};
use crate::fix::{self, Choice, MAX_ROUNDS, Rounds};
use crate::report::{diff, fixed};
use crate::session::Checked;
use crate::source::{FileId, Source};

/// The options of a run.
struct Task<'a> {
    selection: &'a Selection,
    choice: Choice,
    info: bool,
    baseline: Option<&'a Path>,
}

/// The result of the fixes.
struct Done {
    /// The files as they were read, with their places on the disk.
    files: Vec<(Arc<Source>, PathBuf)>,
    /// Why the run fails, whatever is fixed.
    shortfall: Option<String>,
    rounds: Rounds,
    applied: Vec<Applied>,
    choice: Choice,
}

/// A file that changes.
#[derive(Clone, Copy)]
struct Change<'a> {
    /// The file as it was read.
    source: &'a Source,
    /// The path of the file on the disk.
    path: &'a Path,
    /// The new text of the file.
    new: &'a str,
}

/// A fix that was applied.
struct Applied {
    /// The files that it changed.
    files: Vec<String>,
    /// The line that reports it.
    line: String,
    note: Option<String>,
}

pub(super) fn run(args: FixArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    for name in &args.rule {
        rules::note_former_name(name, io)?;
    }
    let choice = Choice { with_unsafe: args.unsafe_fixes, rules: rules::names(&args.rule)?, files: None };
    let task = Task { selection: &args.selection, choice, info: args.info, baseline: args.baseline.as_deref() };
    if is_stdin(&args.selection) {
        return filter(&args, task, io);
    }
    let done = done(task, &[], io)?;
    match args.dry_run {
        true => show(&args, &done, io),
        false => {
            let unwritten = done.write(io, true)?;
            done.ended(unwritten)
        }
    }
}

/// Applies fixes before a check.
pub(super) fn before_check(args: &CheckArgs, io: &mut Io<'_>) -> Result<Option<String>, Failure> {
    if is_stdin(&args.selection) {
        return Err(Failure::Message("--fix writes files: for standard input use `bowline fix -`".to_owned()));
    }
    let choice = Choice { with_unsafe: args.unsafe_fixes, ..Choice::default() };
    let task = Task { selection: &args.selection, choice, info: args.info, baseline: args.baseline.as_deref() };
    done(task, &[], io)?.write(io, false)
}

/// Whether the command line names standard input.
pub(super) fn is_stdin(selection: &Selection) -> bool {
    selection.paths.iter().any(files::is_stdin)
}

/// Applies fixes without writing anything. `stdin` is the content of standard input.
fn done(task: Task<'_>, stdin: &[u8], io: &mut Io<'_>) -> Result<Done, Failure> {
    let lint = |texts: &BTreeMap<String, String>, stderr: &mut dyn io::Write, terminal: Terminal| {
        let (mut stdin, mut stdout) = (Cursor::new(stdin), io::sink());
        let (folder, today) = (io.folder.clone(), io.today);
        let mut io = Io { stdin: &mut stdin, stdout: &mut stdout, stderr, folder, today, terminal };
        run::run_with(task.selection, task.info, Purpose::Fix(task.baseline), texts, &mut io)
    };
    let first = lint(&BTreeMap::new(), &mut *io.stderr, io.terminal)?;
    let files = asked(&first);
    let choice = Choice { files: Some(first.asked()), ..task.choice };
    let shortfall = first.shortfall;
    let mut first = Some(first.checked);
    let mut applied = Vec::new();
    let check = |texts: &BTreeMap<String, String>| match first.take() {
        Some(checked) => Ok(checked),
        // The first round printed all messages.
        None => lint(texts, &mut io::sink(), Terminal::default()).map(|run| run.checked),
    };
    let rounds = fix::rounds(check, &choice, |checked, round| {
        checked.report(|report| {
            applied.extend(round.fixed.iter().map(|&index| Applied {
                files: files_of(checked, index),
                line: fixed::line(report, index),
                note: fixed::note(report, index),
            }));
        });
    })?;
    Ok(Done { files, shortfall, rounds, applied, choice })
}

/// The files that may change, with their places on the disk.
fn asked(run: &Run) -> Vec<(Arc<Source>, PathBuf)> {
    let of_groups = run.groups.iter().flat_map(|group| {
        let sources = group.files.clone().map(|file| run.checked.sources.get(FileId(file)));
        let asked = sources.filter(|source| group.asked.contains(&source.name));
        asked.map(|source| (Arc::clone(source), group.project.folder.join(&source.path)))
    });
    of_groups.collect()
}

/// Names of the files that a fix changes.
fn files_of(checked: &Checked, index: usize) -> Vec<String> {
    let fix = checked.outcome.diagnostics.get(index).and_then(|found| found.fix.as_ref());
    let edits = fix.iter().flat_map(|fix| fix.edits.iter());
    edits.map(|edit| checked.sources.get(edit.span().file).name.clone()).collect()
}

impl Done {
    fn changes(&self) -> Vec<Change<'_>> {
        let files = self.files.iter().filter_map(|(source, path)| {
            let new = self.rounds.texts.get(&source.name).filter(|text| **text != source.text)?;
            Some(Change { source, path, new })
        });
        files.collect()
    }

    /// Writes the files and prints the result, also for each fix if it is `told`. Returns why a file was not written.
    fn write(&self, io: &mut Io<'_>, told: bool) -> Result<Option<String>, Failure> {
        let mut lost: HashSet<&str> = HashSet::new();
        let mut reasons = Vec::new();
        for group in self.groups() {
            let rewrites = group.iter().map(|&Change { source, path, new }| Rewrite { path, old: &source.text, new });
            if let Err((index, reason)) = write_all(&rewrites.collect::<Vec<_>>()) {
                lost.extend(group.iter().map(|change| change.source.name.as_str()));
                reasons.extend(group.get(index).map(|one| format!("{} is not written: {reason}", one.source.name)));
            }
        }
        let is_kept = |applied: &&Applied| !applied.files.iter().any(|file| lost.contains(file.as_str()));
        let kept: Vec<&Applied> = self.applied.iter().filter(is_kept).collect();
        if told {
            kept.iter().try_for_each(|applied| writeln!(io.stdout, "{}", applied.line))?;
        }
        let files = self.changes().iter().filter(|change| !lost.contains(change.source.name.as_str())).count();
        if told || !kept.is_empty() {
            let out = if told { &mut io.stdout } else { &mut io.stderr };
            self.conclude(out, &kept, files, false)?;
        }
        Ok((!reasons.is_empty()).then(|| reasons.join("; ")))
    }

    /// The files that change, in groups. Files that one fix changes together are in one group.
    fn groups(&self) -> Vec<Vec<Change<'_>>> {
        let changes = self.changes();
        let mut group_of: HashMap<&str, usize> =
            changes.iter().enumerate().map(|(index, change)| (change.source.name.as_str(), index)).collect();
        for together in &self.rounds.together {
            let groups: HashSet<usize> =
                together.iter().filter_map(|name| group_of.get(name.as_str()).copied()).collect();
            let Some(&first) = groups.iter().min() else { continue };
            group_of.values_mut().filter(|group| groups.contains(*group)).for_each(|group| *group = first);
        }
        let mut groups: BTreeMap<usize, Vec<Change<'_>>> = BTreeMap::new();
        for change in changes {
            let group = group_of.get(change.source.name.as_str()).copied().unwrap_or_default();
            groups.entry(group).or_default().push(change);
        }
        groups.into_values().collect()
    }

    /// Reports what the fixes leave to a person, and the number of fixes.
    fn conclude(&self, out: &mut dyn io::Write, applied: &[&Applied], files: usize, dry: bool) -> io::Result<()> {
        applied.iter().filter_map(|applied| applied.note.as_ref()).try_for_each(|note| writeln!(out, "{note}"))?;
        out.write_all(self.summary(applied.len(), files, dry).as_bytes())
    }

    /// The last line, with the reason if the rounds ended early.
    fn summary(&self, fixed: usize, files: usize, dry: bool) -> String {
        let checked = &self.rounds.checked;
        let wider = Choice { with_unsafe: true, ..self.choice.clone() };
        let unsafe_left = wider.count(checked) - self.choice.count(checked);
        let mut out = checked.report(|report| fixed::summary(report, fixed::Counts { dry, fixed, files, unsafe_left }));
        if !self.rounds.is_stable {
            out.push_str(&format!("stopped after {MAX_ROUNDS} rounds: run again to fix more\n"));
        }
        if self.rounds.refused > 0 {
            let count = self.rounds.refused;
            out.push_str(&format!("{count} not applied: each would also change something else in its file\n"));
        }
        out
    }

    /// The exit code of the command, or its failure.
    fn ended(&self, unwritten: Option<String>) -> Result<u8, Failure> {
        match unwritten.or_else(|| self.shortfall.clone()) {
            Some(reason) => Err(Failure::Message(reason)),
            None => Ok(CLEAN),
        }
    }
}

/// Shows the changes without writing them.
fn show(args: &FixArgs, done: &Done, io: &mut Io<'_>) -> Result<u8, Failure> {
    let changes = done.changes();
    let shown = changes.iter().map(|change| fix::change(&change.source.name, &change.source.text, change.new));
    let shown: Vec<_> = shown.collect();
    diff::write(io.stdout, &shown, io.terminal.style(args.color, false))?;
    io.stdout.flush()?;
    done.conclude(io.stderr, &done.applied.iter().collect::<Vec<_>>(), changes.len(), true)?;
    done.ended(None)?;
    Ok(if changes.is_empty() { CLEAN } else { FINDINGS })
}

/// Prints standard input with its fixes, whatever it contains: the program that reads the output has no other copy.
fn filter(args: &FixArgs, task: Task<'_>, io: &mut Io<'_>) -> Result<u8, Failure> {
    if task.selection.paths.len() > 1 {
        return Err(Failure::Message(
            "`-` cannot be combined with other paths: its text goes to standard output".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    io.stdin.read_to_end(&mut bytes)?;
    let done = done(task, &bytes, io)?;
    if args.dry_run {
        return show(args, &done, io);
    }
    let changes = done.changes();
    let text = changes.first().map_or(bytes.as_slice(), |change| change.new.as_bytes());
    io.stdout.write_all(text)?;
    io.stdout.flush()?;
    let applied: Vec<&Applied> = done.applied.iter().filter(|_| !changes.is_empty()).collect();
    done.conclude(io.stderr, &applied, changes.len(), false)?;
    done.ended(None)
}
