//! The common part of `check` and `baseline`: lint the requested files in their project.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Selection;
use super::disk::Disk;
use super::files::{self, Files, Targets, Walked};
use super::project::{Project, folder_of};
use super::{Failure, Io, reason, shortfall, templates};
use crate::lint::settle::{Nested, said};
use crate::rule::Rule;
use crate::rules;
use crate::session::{self, Checked, Input, Loaded};
use crate::settings::baseline::{self, Baseline};
use crate::settings::config::Config;
use crate::settings::configs::{Configs, canonical};
use crate::settings::parts::{self, Parts};
use crate::settings::{Part, Settings};
use crate::source::{Source, Sources};

/// The purpose of a run.
pub(super) enum Purpose<'a> {
    /// Report findings, except those in this baseline file, or in that of the configuration if no file is given.
    Report(Option<&'a Path>),
    /// Apply fixes of the findings that would be reported.
    Fix(Option<&'a Path>),
    /// Record all findings.
    Baseline,
    /// Draw which object refers to which, and which references are broken.
    Graph,
}

/// A finished run.
pub(super) struct Run {
    pub(super) checked: Checked,
    /// The checked files, by project.
    pub(super) groups: Vec<Group>,
    /// Why the run fails although it finished: a path does not exist, or no object was checked.
    pub(super) shortfall: Option<String>,
}

impl Run {
    /// Names of the files on the command line, as they are in reports.
    pub(super) fn asked(&self) -> HashSet<String> {
        self.groups.iter().flat_map(|group| group.asked.iter().cloned()).collect()
    }

    /// All settings with the project whose files they apply to.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&Group, &Checking)> {
        self.groups.iter().flat_map(|group| group.parts.iter().map(move |part| (group, part)))
    }
}

/// The checked files of a project.
pub(super) struct Group {
    pub(super) project: Project,
    pub(super) parts: Vec<Checking>,
    /// Whether every file of the project was read.
    pub(super) is_complete: bool,
    /// Paths in the project of the files whose findings are reported.
    pub(super) targets: HashSet<String>,
    /// Names of those files that were read completely.
    pub(super) asked: HashSet<String>,
    /// The numbers of the project's files.
    pub(super) files: Range<u32>,
}

/// The settings of some files.
pub(super) struct Checking {
    pub(super) part: Part,
    pub(super) settings: Settings,
    /// The path of the baseline in the configuration.
    pub(super) baseline: Option<PathBuf>,
    /// The path of the baseline if the configuration has none.
    pub(super) usual_baseline: PathBuf,
}

/// Lints the files of each project by the configuration that is nearest to them.
pub(super) fn run(selection: &Selection, info: bool, purpose: Purpose<'_>, io: &mut Io<'_>) -> Result<Run, Failure> {
    run_with(selection, info, purpose, &BTreeMap::new(), io)
}

/// Lints as [`run`] does. `texts` contains, by file name, texts that replace those on the disk.
pub(super) fn run_with(
    selection: &Selection,
    info: bool,
    purpose: Purpose<'_>,
    texts: &BTreeMap<String, String>,
    io: &mut Io<'_>,
) -> Result<Run, Failure> {
    let targets = Targets::of(selection, &io.folder)?;
    for name in selection.select.iter().chain(&selection.ignore) {
        super::rules::note_former_name(name, io)?;
    }
    let edited = targets.own_text(selection.config.as_deref(), io)?;
    let mut configs = Configs::new(edited.into_iter().collect());
    let mut left: BTreeMap<Option<PathBuf>, Targets> = BTreeMap::new();
    if let Some(config) = &selection.config {
        let place = Project::of(&io.folder, &targets.places(), &configs);
        configs = configs.only(&io.folder.join(config), &place.folder).map_err(Failure::Message)?;
        left.insert(Some(place.folder).filter(|_| place.is_configured), targets);
    } else if matches!(purpose, Purpose::Graph) {
        // One picture shows all requested files.
        let place = Project::of(&io.folder, &targets.places(), &configs);
        left.insert(Some(place.folder).filter(|_| place.is_configured), targets);
    } else {
        left = targets.by_project(&io.folder, &configs);
    }
    let mut lint = Lint {
        selection,
        info,
        purpose,
        texts,
        configs,
        today: io.today,
        run: None,
        missing: Vec::new(),
        problem: None,
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut is_empty = true;
    while let Some((folder, targets)) = left.pop_first() {
        let project = match folder {
            Some(folder) => Project::configured(&io.folder, folder),
            None => Project::around(&io.folder, &targets.places(), &lint.configs),
        };
        paths.extend(targets.paths.iter().cloned());
        let found = lint.project(project, targets, io)?;
        is_empty &= found.is_empty;
        for (folder, files) in found.foreign {
            left.entry(Some(folder)).or_default().paths.extend(files);
        }
    }
    let Lint { run, missing, problem, .. } = lint;
    let Some((mut checked, groups)) = run else { return Err(Failure::Message(files::nothing_to_check(&paths))) };
    let is_misconfigured = checked.outcome.diagnostics.iter().any(|found| found.rule.starts_with("config-"));
    let may_be_empty = selection.diff.is_some() || is_misconfigured || selection.may_be_empty() && missing.is_empty();
    if is_empty && !may_be_empty {
        return Err(Failure::Message(problem.unwrap_or_else(|| files::nothing_to_check(&paths))));
    }
    templates::trace(&mut checked, &io.folder);
    let shortfall = shortfall::of(selection, &missing, &checked.summary);
    Ok(Run { checked, groups, shortfall })
}

/// The state of a run that lints one project after another.
struct Lint<'a> {
    selection: &'a Selection,
    info: bool,
    purpose: Purpose<'a>,
    texts: &'a BTreeMap<String, String>,
    configs: Configs,
    today: jiff::civil::Date,
    run: Option<(Checked, Vec<Group>)>,
    /// The paths of the command line that do not exist.
    missing: Vec<String>,
    /// The problem of the first path that cannot be read.
    problem: Option<String>,
}

/// The result of a walk of a project, apart from findings.
struct Walk {
    foreign: BTreeMap<PathBuf, Vec<PathBuf>>,
    is_empty: bool,
}

impl Lint<'_> {
    /// Lints the files of a project.
    fn project(&mut self, project: Project, targets: Targets, io: &mut Io<'_>) -> Result<Walk, Failure> {
        let Lint { selection, ref configs, .. } = *self;
        let mut walked = files::walk(selection, &targets, &project, configs, io)?;
        let own = self.run.as_ref().map(|(checked, _)| checked.sources.clone());
        let mut input = Input { own: own.unwrap_or_default(), ..Input::default() };
        let first = input.own.len() as u32;
        let mut parts = self.parts(&project, &targets, &mut walked, &mut input.own, io)?;
        let baselines = self.baselines(&project, &mut parts, &mut input, io)?;
        let crds: Vec<PathBuf> = parts.list.iter().flat_map(|part| part.config.crds.iter().cloned()).collect();
        let own = files::Own { configs, files: &parts.own, crds: &crds };
        let mut files = files::find(selection, &targets, &project, walked, &own, io)?;
        // The runs of other projects check their own files.
        input.targets = files.take_targets(!parts.foreign.is_empty());
        let is_complete = files.is_complete;
        let checking = self.settle(&project, &mut parts, baselines, &files, &mut input)?;
        input.skipped = std::mem::take(&mut files.skipped);
        // A breakage by a change is new, so a baseline does not contain it.
        input.before = files.before.take().filter(|_| matches!(self.purpose, Purpose::Report(_)));
        self.missing.append(&mut files.missing);
        self.problem = self.problem.take().or(files.problem.take());
        let walk = Walk { foreign: parts.foreign, is_empty: files.is_empty };
        let names = input.targets.clone();
        let bar = progress(files.len() as u64 * 2, io.terminal.progress);
        let absent = std::mem::take(&mut files.absent);
        input.loaded = files.load(&|| bar.inc(1));
        let asked = self.take_texts(&mut input.loaded, names.as_ref());
        input.disk = Some(Box::new(Disk {
            folder: project.folder.clone(),
            cwd: canonical(&io.folder),
            absent,
            is_bounded: project.is_known,
        }));
        let Some(main) = checking.first() else { return Ok(walk) };
        let checked = session::run(input, &main.settings, &|| bar.inc(1));
        bar.finish_and_clear();
        let new = checked.sources.iter().map(|(_, source)| source).skip(first as usize);
        let wanted = new.filter(|source| names.as_ref().is_none_or(|names| names.contains(&source.name)));
        let targets = wanted.map(|source| source.path.clone()).collect();
        let files = first..checked.sources.len() as u32;
        let group = Group { project, parts: checking, is_complete, targets, asked, files };
        self.run = Some(match self.run.take() {
            None => (checked, vec![group]),
            Some((before, mut groups)) => {
                groups.push(group);
                (before.and(checked), groups)
            }
        });
        Ok(walk)
    }

    /// Divides the found files by their configurations. This run no longer reports findings of files in other projects.
    fn parts(
        &self,
        project: &Project,
        targets: &Targets,
        walked: &mut Walked,
        own: &mut Sources,
        io: &Io<'_>,
    ) -> Result<Parts, Failure> {
        let stdin = targets.stdin_file.as_deref().unwrap_or(Path::new("."));
        let walk = parts::Walk {
            project: &project.folder,
            files: walked.list.iter().map(|found| found.path.as_path()).collect(),
            wanted: walked.wanted.iter().map(PathBuf::as_path).collect(),
            stdin: targets.stdin.then(|| folder_of(&io.folder, stdin)),
        };
        let parts =
            Parts::of(&self.configs, &walk, &mut |path, text| own.add(project.source(path, text.to_owned())).id());
        for path in parts.foreign.values().flatten() {
            walked.wanted.remove(path);
        }
        match self.configs.failure() {
            Some(failure) => Err(Failure::Message(failure)),
            None => Ok(parts),
        }
    }

    /// Replaces the texts that were read by the given ones. Returns the names of the text files whose findings are
    /// reported.
    fn take_texts(&self, loaded: &mut [Loaded], names: Option<&HashSet<String>>) -> HashSet<String> {
        let mut asked = HashSet::new();
        for file in loaded {
            let Loaded::Text(source, None) = file else { continue };
            if let Some(text) = self.texts.get(&source.name) {
                *source = Source::at(source.name.clone(), source.path.clone(), text.clone());
            }
            if names.is_none_or(|names| names.contains(&source.name)) {
                asked.insert(source.name.clone());
            }
        }
        asked
    }

    /// Says in `input` which settings apply to which files.
    fn settle(
        &self,
        project: &Project,
        parts: &mut Parts,
        baselines: Vec<Option<Baseline>>,
        files: &Files,
        input: &mut Input,
    ) -> Result<Vec<Checking>, Failure> {
        let scope = &mut input.scope;
        (scope.today, scope.complete) = (Some(self.today), files.is_complete);
        scope.uncapped = !matches!(self.purpose, Purpose::Report(_));
        scope.graph = matches!(self.purpose, Purpose::Graph);
        scope.is_idle = parts.list.first().is_some_and(|first| first.is_idle);
        let (mut checking, mut nested) = (Vec::new(), Vec::new());
        for (configured, baseline) in parts.list.iter_mut().zip(baselines) {
            let mut settings = settings(self.selection, self.info, &configured.config)?;
            settings.project.definitions = files.definitions.clone();
            // The project's claims about itself apply only if all of it is read.
            settings.project.closed = self.selection.closed || settings.project.closed && files.is_complete;
            let problems = std::mem::take(&mut configured.config.problems);
            let part = configured.part.clone();
            let usual_baseline = match checking.is_empty() {
                true => project.usual_baseline(),
                false => configured.folder.join(baseline::FILE_NAME),
            };
            nested.push(Nested { settings: settings.clone(), part: part.clone(), baseline, problems });
            let baseline = configured.config.baseline.clone();
            checking.push(Checking { part, settings, baseline, usual_baseline });
        }
        if let Some((_, problems)) = scope.divide(nested) {
            input.problems.extend(problems);
        }
        Ok(checking)
    }

    /// The baseline of each configuration: the one that the command line names, otherwise its own.
    fn baselines(
        &self,
        project: &Project,
        parts: &mut Parts,
        input: &mut Input,
        io: &Io<'_>,
    ) -> Result<Vec<Option<Baseline>>, Failure> {
        let mut known: HashMap<PathBuf, Arc<Source>> = HashMap::new();
        let mut baselines = Vec::new();
        let paths: Vec<Option<PathBuf>> = parts.list.iter().map(|part| part.config.baseline.clone()).collect();
        for own in paths {
            let path = match self.purpose {
                Purpose::Report(Some(flag)) | Purpose::Fix(Some(flag)) => Some(io.folder.join(flag)),
                Purpose::Report(None) | Purpose::Fix(None) => own,
                Purpose::Baseline | Purpose::Graph => None,
            };
            let Some(path) = path else {
                baselines.push(None);
                continue;
            };
            let path = canonical(&path);
            if let Some(source) = known.get(&path) {
                baselines.push(Some(Baseline::read(source).0));
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| no_baseline(&project.name(&path), &error))?;
            parts.own.insert(path.clone());
            let source = input.own.add(project.source(&path, text));
            let (baseline, wrong) = Baseline::read(&source);
            let rule = &rules::settings::baseline_invalid::RULE;
            input.problems.extend(wrong.into_iter().map(|(span, message)| said(rule, span, message)));
            known.insert(path, source);
            baselines.push(Some(baseline));
        }
        Ok(baselines)
    }
}

fn no_baseline(name: &str, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "the baseline does not exist: `bowline baseline` writes one".to_owned(),
        _ => format!("cannot read the baseline: {}", reason(error)),
    };
    Failure::Message(format!("{name}: {hint}"))
}

fn settings(selection: &Selection, info: bool, config: &Config) -> Result<Settings, Failure> {
    let (select, ignore) = (super::rules::names(&selection.select)?, super::rules::names(&selection.ignore)?);
    let mut settings = Settings { info, no_inline_ignores: selection.no_inline_ignores, ..config.settings() };
    if let Some(profile) = selection.profile {
        settings.profile = profile.into();
    }
    if !select.is_empty() {
        // The command line takes precedence over the configuration.
        settings.ignore =
            std::mem::take(&mut settings.ignore).into_iter().flat_map(|name| without(name, &select)).collect();
        settings.select = select;
    }
    settings.ignore.extend(ignore);
    if let Some(versions) = selection.kubernetes {
        settings.project.versions = versions;
        settings.project.assumes_versions = false;
    }
    if let Some(namespace) = &selection.namespace {
        settings.project.namespace = Some(namespace.clone());
    }
    Ok(settings)
}

/// The rest of an ignored name after some of its rules are requested: the other rules of a category or of a former id.
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

/// A progress bar that appears only if a run takes more than a second.
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
