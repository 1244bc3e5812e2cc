//! What `check` and `baseline` share: find, read and lint what is asked for, in its project.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::args::Selection;
use super::project::{Project, canonical};
use super::{Failure, Io, git};
use crate::baseline::Baseline;
use crate::check::{self, Checked, Input, Loaded, MAX_FILE};
use crate::discover::{self, Discovery, Found};
use crate::report::Skipped;
use crate::rules;
use crate::settings::{self, Settings};
use crate::settle::{Scope, said};
use crate::source::{FileId, Source, Sources};

const STDIN: &str = "-";
/// What standard input is called, unless it stands for a file.
const STDIN_NAME: &str = "<stdin>";

/// A baseline to hold the findings against.
pub(super) enum Known<'a> {
    /// None, not even that of the configuration.
    Nothing,
    /// This file, else that of the configuration.
    Baseline(Option<&'a Path>),
}

/// Lints what is asked for.
pub(super) fn run(selection: &Selection, info: bool, known: Known<'_>, io: &mut Io<'_>) -> Result<Checked, Failure> {
    let targets = Targets::of(selection)?;
    let project = Project::find(&io.folder, &targets.places(), selection.config.as_deref())?;
    let mut settings = settings(selection, info, &project)?;
    let mut input = Input::default();
    if let Some((_, source)) = &project.file {
        input.own.push(Source::at(source.name.clone(), source.path.clone(), source.text.clone()));
        input.problems.clone_from(&project.config.problems);
    }
    let baseline = match known {
        Known::Nothing => None,
        Known::Baseline(path) => baseline(path, &project, io)?,
    };
    input.scope = Scope { today: Some(io.today), ..Scope::default() };
    let mut own: HashSet<PathBuf> = project.file.iter().map(|(path, _)| path.clone()).collect();
    if let Some((path, source)) = baseline {
        let file = FileId(input.own.len() as u32);
        input.own.push(source);
        // Places in it are places in its source, whatever the sources around it.
        let own_sources = Sources::new(std::mem::take(&mut input.own));
        let (read, wrong) = Baseline::read(&own_sources, file);
        input.own = own_sources.into_files();
        let problem = |(span, message)| said(rules::BASELINE_INVALID, span, message);
        input.problems.extend(wrong.into_iter().map(problem));
        input.scope.baseline = Some(read);
        own.insert(path);
    }
    let mut files = find(selection, &targets, &project, io)?;
    files.list.retain(|file| !own.contains(&file.path));
    let stdin = read_stdin(&targets, &project, files.list.is_empty(), io)?;
    let has_input = stdin.is_some() || !files.list.is_empty() || !files.skipped.is_empty() || files.is_diff;
    if !has_input && own.iter().all(|path| !files.targets.contains(path)) {
        return Err(Failure::Message(nothing_to_check(&targets.paths, &files.problems)));
    }
    if let Some((name, path, _)) = &stdin
        && name != STDIN_NAME
    {
        files.list.retain(|file| file.path != *path);
    }
    let names = files.list.iter().filter(|file| files.targets.contains(&file.path)).map(|file| file.name.clone());
    let names = names.chain(files.skipped.iter().map(|skipped| skipped.name.clone()));
    let names = names.chain(files.problems.iter().map(|problem| problem.name.clone()));
    let names = names.chain(stdin.iter().map(|(name, ..)| name.clone()));
    let names = names.chain(own.iter().filter(|path| files.targets.contains(*path)).map(|path| project.name(path)));
    input.targets = files.has_context.then(|| names.collect());
    input.scope.complete = files.is_complete;
    // What the project says of itself holds where all of it is read.
    settings.project.closed = selection.closed || settings.project.closed && files.is_complete;
    let bar = progress(files.list.len() as u64 * 2, io.terminal.progress);
    input.loaded.extend(stdin.map(|(name, path, bytes)| {
        let path = if name == STDIN_NAME { name.clone() } else { project.path(&path) };
        check::load_at(&name, &path, bytes)
    }));
    let loaded: Vec<Loaded> = files
        .list
        .par_iter()
        .map(|found| {
            let loaded = check::load_at(&found.name, &project.path(&found.path), read(found));
            bar.inc(1);
            loaded
        })
        .collect();
    input.loaded.extend(loaded);
    let unread =
        files.problems.into_iter().map(|problem| check::load(&problem.name, Err(io::Error::other(problem.message))));
    input.loaded.extend(unread);
    let skipped = files.skipped.into_iter().map(|skipped| Skipped { file: skipped.name, reason: skipped.reason });
    input.skipped = skipped.collect();
    let checked = check::run(input, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    Ok(checked)
}

/// What was asked for on the command line.
struct Targets {
    /// Files and folders.
    paths: Vec<PathBuf>,
    stdin: bool,
    /// The file that standard input stands for.
    stdin_file: Option<PathBuf>,
}

impl Targets {
    fn of(selection: &Selection) -> Result<Targets, Failure> {
        let is_stdin = |path: &PathBuf| path == Path::new(STDIN);
        let stdin = selection.paths.iter().any(is_stdin);
        let stdin_file = selection.stdin_filename.clone();
        if stdin_file.is_some() && !stdin {
            return Err(Failure::Message("--stdin-filename wants `-` as a path, too".to_owned()));
        }
        let mut paths: Vec<PathBuf> = selection.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        if selection.paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        Ok(Targets { paths, stdin, stdin_file })
    }

    /// What the project is looked for around.
    fn places(&self) -> Vec<PathBuf> {
        self.paths.iter().chain(&self.stdin_file).cloned().collect()
    }
}

/// The files of a run.
struct Files {
    /// In the order of their paths in the project.
    list: Vec<Found>,
    /// Canonical paths of those whose findings are wanted.
    targets: HashSet<PathBuf>,
    /// There are others than the targets.
    has_context: bool,
    /// The whole project is among them.
    is_complete: bool,
    is_diff: bool,
    skipped: Vec<discover::Skipped>,
    problems: Vec<discover::Problem>,
}

fn find(selection: &Selection, targets: &Targets, project: &Project, io: &Io<'_>) -> Result<Files, Failure> {
    let options = discover::Options {
        include: selection.include.clone(),
        exclude: selection.exclude.clone(),
        project: Some(discover::Project {
            folder: project.folder.clone(),
            include: project.config.include.clone(),
            exclude: project.config.exclude.clone(),
        }),
    };
    let discover = |paths: &[PathBuf]| -> Result<Discovery, Failure> {
        discover::discover(&io.folder, paths, &options).map_err(|error| Failure::Message(error.to_string()))
    };
    let Discovery { files: mut list, mut skipped, problems } = discover(&targets.paths)?;
    let mut chosen: HashSet<PathBuf> = list.iter().map(|found| found.path.clone()).collect();
    let given: Vec<PathBuf> = targets.places().iter().map(|path| canonical(&io.folder.join(path))).collect();
    // A folder is a set that somebody chose; a file is a part of one.
    let is_part = selection.diff.is_some() || targets.stdin_file.is_some() || given.iter().any(|path| path.is_file());
    let context = match &selection.context {
        _ if selection.no_context => None,
        Some(folder) => Some((canonical(&io.folder.join(folder)), folder.clone())),
        None if project.is_known && !given.is_empty() && (is_part || project.config.closed) => {
            let shown = project.shown_folder();
            let shown = if shown.as_os_str().is_empty() { PathBuf::from(".") } else { shown };
            Some((project.folder.clone(), shown))
        }
        None => None,
    };
    let covers = |folder: &Path| given.iter().any(|target| target.is_dir() && folder.starts_with(target));
    let mut is_complete = covers(&project.folder);
    let mut has_context = false;
    if let Some((folder, shown)) = context.filter(|(folder, _)| !covers(folder)) {
        let around = discover(&[shown])?.files.into_iter().filter(|found| !chosen.contains(&found.path));
        list.extend(around.map(|found| Found { name: project.name(&found.path), ..found }));
        has_context = true;
        is_complete |= project.folder.starts_with(&folder);
    }
    if let Some(reference) = &selection.diff {
        let changed = git::changed_files(&project.folder, reference)?;
        chosen.retain(|path| changed.contains(path));
        let unchanged = list.iter().filter(|found| !chosen.contains(&found.path)).map(|found| found.name.as_str());
        let unchanged: HashSet<&str> = unchanged.collect();
        skipped.retain(|skipped| !unchanged.contains(skipped.name.as_str()));
        has_context = true;
    }
    chosen.extend(targets.stdin_file.iter().map(|file| canonical(&io.folder.join(file))));
    chosen.extend(given.into_iter().filter(|path| path.is_file()).filter(|_| selection.diff.is_none()));
    list.sort_by_cached_key(|found| (project.path(&found.path), found.name.clone()));
    let is_diff = selection.diff.is_some();
    Ok(Files { list, targets: chosen, has_context, is_complete, is_diff, skipped, problems })
}

type Piped = (String, PathBuf, io::Result<Vec<u8>>);

/// Standard input: its name, the file it stands for, its bytes.
fn read_stdin(targets: &Targets, project: &Project, alone: bool, io: &mut Io<'_>) -> Result<Option<Piped>, Failure> {
    if !targets.stdin {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = io.stdin.read_to_end(&mut bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) && read.is_ok() && alone && targets.stdin_file.is_none() {
        return Err(Failure::Message("standard input is empty: there is nothing to check".to_owned()));
    }
    let path = targets.stdin_file.as_ref().map(|file| canonical(&io.folder.join(file)));
    let name = path.as_ref().map_or_else(|| STDIN_NAME.to_owned(), |path| project.name(path));
    Ok(Some((name, path.unwrap_or_default(), read.map(|_| bytes))))
}

fn baseline(flag: Option<&Path>, project: &Project, io: &Io<'_>) -> Result<Option<(PathBuf, Source)>, Failure> {
    let path = match (flag, &project.config.baseline) {
        (Some(path), _) => io.folder.join(path),
        (None, Some(path)) => project.folder.join(path),
        (None, None) => return Ok(None),
    };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "the baseline is not there: `bowline baseline` writes one".to_owned(),
            _ => format!("cannot read the baseline: {error}"),
        };
        Failure::Message(format!("{}: {hint}", project.name(&canonical(&path))))
    })?;
    let path = canonical(&path);
    let source = project.source(&path, text);
    Ok(Some((path, source)))
}

fn settings(selection: &Selection, info: bool, project: &Project) -> Result<Settings, Failure> {
    for name in selection.select.iter().chain(&selection.ignore) {
        if !settings::is_known_name(rules::ALL, name) {
            let near = super::rules::did_you_mean(name);
            let message = format!("there is no rule or category `{name}`{near}: `bowline rules` lists them");
            return Err(Failure::Message(message));
        }
    }
    let config = &project.config;
    let mut settings = Settings { info, no_inline_ignores: selection.no_inline_ignores, ..config.settings() };
    if let Some(profile) = selection.profile {
        settings.profile = profile.into();
    }
    if !selection.select.is_empty() {
        // What is asked for by hand replaces what the project asks for.
        settings.ignore.retain(|name| !selection.select.contains(name));
        settings.select.clone_from(&selection.select);
    }
    settings.ignore.extend(selection.ignore.iter().cloned());
    if let Some(versions) = selection.kubernetes {
        settings.project.versions = versions;
    }
    if let Some(namespace) = &selection.namespace {
        settings.project.namespace = Some(namespace.clone());
    }
    Ok(settings)
}

/// Why there is no file at all.
fn nothing_to_check(paths: &[PathBuf], problems: &[discover::Problem]) -> String {
    if let Some(problem) = problems.first() {
        return format!("{}: {}", problem.name, problem.message);
    }
    let places: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    format!("there is no YAML or JSON file in {}: nothing to check", places.join(", "))
}

fn read(found: &Found) -> io::Result<Vec<u8>> {
    let file = File::open(&found.path)?;
    let length = file.metadata()?.len();
    if length > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A pipe has no length, so the limit is kept while reading too.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_FILE {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// A bar that shows itself only when a run takes more than a second.
fn progress(length: u64, visible: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    if visible {
        let style = ProgressStyle::with_template("checking {bar:30} {percent}%");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let shown = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
    }
    bar
}
