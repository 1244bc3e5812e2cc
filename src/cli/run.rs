//! What `check` and `baseline` share: lint what is asked for, in its project.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Selection;
use super::files::{self, Targets};
use super::project::{Project, canonical};
use super::{Failure, Io, shortfall, templates};
use crate::lint::settle::{Scope, said};
use crate::rule::Rule;
use crate::rules;
use crate::session::{self, Checked, Input, Loaded};
use crate::settings::Settings;
use crate::settings::baseline::Baseline;
use crate::source::Source;

/// What a run is for.
pub(super) enum Purpose<'a> {
    /// To report what is found; what the baseline in this file knows, else in that of the configuration, is left out.
    Report(Option<&'a Path>),
    /// To apply fixes of what would be reported.
    Fix(Option<&'a Path>),
    /// To write all of it down.
    Baseline,
    /// To draw what refers to what, and what of it does not hold.
    Graph,
}

/// A run that is done.
pub(super) struct Run {
    pub(super) checked: Checked,
    pub(super) project: Project,
    pub(super) settings: Settings,
    /// Every file of the project was read.
    pub(super) is_complete: bool,
    /// Names of the files that a person asked for, as they are in reports.
    pub(super) asked: HashSet<String>,
    /// Paths in the project of the files whose findings were wanted.
    pub(super) targets: HashSet<String>,
    /// Why the run cannot succeed although it was done: a path is not there, or no object was checked.
    pub(super) shortfall: Option<String>,
}

/// A run that can begin: everything is read.
pub(super) struct Prepared {
    input: Input,
    project: Project,
    settings: Settings,
    folder: PathBuf,
    /// The paths that were asked for and are not there.
    missing: Vec<String>,
    /// Names of the files that a person asked for, as they are in reports.
    pub(super) asked: HashSet<String>,
    bar: ProgressBar,
}

/// Lints what is asked for.
pub(super) fn run(selection: &Selection, info: bool, purpose: Purpose<'_>, io: &mut Io<'_>) -> Result<Run, Failure> {
    let Prepared { input, project, settings, folder, missing, asked, bar } = prepare(selection, info, purpose, io)?;
    let (names, is_complete) = (input.targets.clone(), input.scope.complete);
    let mut checked = session::run(input, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    templates::trace(&mut checked, &folder);
    let wanted = checked.sources.iter().map(|(_, source)| source);
    let wanted = wanted.filter(|source| names.as_ref().is_none_or(|names| names.contains(&source.name)));
    let targets = wanted.map(|source| source.path.clone()).collect();
    let shortfall = shortfall::of(selection, &missing, &checked.summary);
    Ok(Run { checked, project, settings, is_complete, asked, targets, shortfall })
}

impl Prepared {
    /// Lints with other texts for some files, by their names.
    pub(super) fn check(&self, texts: &BTreeMap<String, String>) -> Checked {
        let mut input = self.input.clone();
        for file in &mut input.loaded {
            if let Loaded::Text(source, _) = file
                && let Some(text) = texts.get(&source.name)
            {
                *source = Source::at(source.name.clone(), source.path.clone(), text.clone());
            }
        }
        let mut checked = session::run(input, &self.settings, &|| self.bar.inc(1));
        self.bar.finish_and_clear();
        templates::trace(&mut checked, &self.folder);
        checked
    }

    /// The files that were read, whether a person asked for them or not, if they were read to the end as they are.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        self.input.loaded.iter().filter_map(|file| match file {
            Loaded::Text(source, None) => Some(source),
            _ => None,
        })
    }

    /// Where a file is on the disk.
    pub(super) fn path(&self, source: &Source) -> PathBuf {
        self.project.folder.join(&source.path)
    }

    /// Why the run cannot succeed, given what was checked.
    pub(super) fn shortfall(&self, selection: &Selection, checked: &Checked) -> Option<String> {
        shortfall::of(selection, &self.missing, &checked.summary)
    }
}

/// Reads what is asked for.
pub(super) fn prepare(
    selection: &Selection,
    info: bool,
    purpose: Purpose<'_>,
    io: &mut Io<'_>,
) -> Result<Prepared, Failure> {
    let targets = Targets::of(selection, &io.folder)?;
    let mut project = Project::find(&io.folder, &targets.places(), selection.config.as_deref())?;
    if let Some((path, _)) = &project.file
        && let Some(text) = targets.own_text(path, io)?
    {
        project.configure(path.clone(), text);
    }
    let mut settings = settings(selection, info, &project)?;
    for name in selection.select.iter().chain(&selection.ignore) {
        super::rules::note_former_name(name, io)?;
    }
    let mut input = Input { scope: Scope { today: Some(io.today), ..Scope::default() }, ..Input::default() };
    let mut own = HashSet::new();
    if let Some((path, source)) = &project.file {
        own.insert(path.clone());
        input.own.add(source.clone());
        input.problems.clone_from(&project.config.problems);
    }
    if let Purpose::Report(flag) | Purpose::Fix(flag) = purpose
        && let Some((path, source)) = baseline(flag, &project, io)?
    {
        own.insert(path);
        input.own.add(source);
        read_baseline(&mut input);
    }
    let mut files = files::find(selection, &targets, &project, &own, io)?;
    input.targets = files.targets.take();
    input.skipped = std::mem::take(&mut files.skipped);
    // What a change breaks is new, so a baseline does not know it.
    input.before = files.before.take().filter(|_| matches!(purpose, Purpose::Report(_)));
    settings.project.definitions = std::mem::take(&mut files.definitions);
    input.scope.complete = files.is_complete;
    input.scope.uncapped = !matches!(purpose, Purpose::Report(_));
    input.scope.graph = matches!(purpose, Purpose::Graph);
    // What the project says of itself holds where all of it is read.
    settings.project.closed = selection.closed || settings.project.closed && files.is_complete;
    let bar = progress(files.len() as u64 * 2, io.terminal.progress);
    let (missing, asked) = (std::mem::take(&mut files.missing), files.asked(input.targets.as_ref()));
    input.loaded = files.load(&|| bar.inc(1));
    input.disk = Some(Arc::new(files::Disk {
        folder: project.folder.clone(),
        cwd: canonical(&io.folder),
        is_bounded: project.is_known,
    }));
    Ok(Prepared { input, project, settings, folder: io.folder.clone(), missing, asked, bar })
}

/// Reads the last of the run's own files as the baseline.
fn read_baseline(input: &mut Input) {
    let Some((_, source)) = input.own.iter().last() else { return };
    let (baseline, wrong) = Baseline::read(source);
    input
        .problems
        .extend(wrong.into_iter().map(|(span, message)| said(&rules::settings::baseline_invalid::RULE, span, message)));
    input.scope.baseline = Some(baseline);
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
    selection.select.iter().chain(&selection.ignore).try_for_each(|name| super::rules::known(name))?;
    let config = &project.config;
    let mut settings = Settings { info, no_inline_ignores: selection.no_inline_ignores, ..config.settings() };
    if let Some(profile) = selection.profile {
        settings.profile = profile.into();
    }
    if !selection.select.is_empty() {
        // What is asked for by hand replaces what the project asks for.
        settings.ignore = std::mem::take(&mut settings.ignore)
            .into_iter()
            .flat_map(|name| without(name, &selection.select))
            .collect();
        settings.select.clone_from(&selection.select);
    }
    settings.ignore.extend(selection.ignore.iter().cloned());
    if let Some(versions) = selection.kubernetes {
        settings.project.versions = versions;
        settings.project.assumes_versions = false;
    }
    if let Some(namespace) = &selection.namespace {
        settings.project.namespace = Some(namespace.clone());
    }
    Ok(settings)
}

/// What is left of an ignored name if some are asked for: the other rules of a category or of a former id.
fn without(ignored: String, asked: &[String]) -> Vec<String> {
    let is_asked = |rule: &&Rule| asked.iter().any(|name| rule.meta.is_called(name));
    let is_meant = |rule: &&Rule| rule.meta.is_called(&ignored) || rule.meta.category.as_str() == ignored;
    let meant = rules::ALL.iter().copied().filter(is_meant);
    match meant.clone().any(|rule| is_asked(&rule)) {
        _ if asked.contains(&ignored) => Vec::new(),
        true => meant.filter(|rule| !is_asked(rule)).map(|rule| rule.meta.id.to_owned()).collect(),
        false => vec![ignored],
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
