//! One whole check of texts, wherever they came from: judge each file, lint the manifests, say what was left out.

use std::collections::HashSet;
use std::sync::Arc;

use super::builds::{self, Disk, Others};
use super::load::Loaded;
use super::secrets::Secrets;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::settle::{Scope, said};
use crate::lint::{self, Memories, Outcome, State};
use crate::origin::{self, Stamp};
use crate::render::kustomize;
use crate::report::{Findings, Former, Report, RuleInfo, Skipped, Summary, Unbuilt, Unjudged};
use crate::rule::{Meta, Rule};
use crate::rules;
use crate::secrets::{self, Own, Secret};
use crate::settings::Settings;
use crate::source::{FileId, Source, SourceMap, Sources, Span};
use crate::workspace::template;
use crate::yaml::Parsed;

/// What a check found.
pub struct Checked {
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The findings.
    pub outcome: Outcome,
    /// Literal secrets: no report may show these places.
    pub secrets: Vec<Secret>,
    /// Those of files as they were before the change that a finding is about.
    pub former: Vec<Former>,
    /// What was looked at and what was left out.
    pub summary: Summary,
    /// What rendered text was made from, once it was [traced](Checked::trace).
    pub origins: SourceMap,
}

/// What a run looks at.
#[derive(Default)]
pub struct Input {
    /// Texts without manifests that findings may point into, such as the configuration. They come first, so the first
    /// of them is `FileId(0)`.
    pub own: Sources,
    /// What was found while they were read.
    pub problems: Vec<Diagnostic>,
    /// Files, in the order of reports.
    pub loaded: Vec<Loaded>,
    /// Names of the files whose findings are wanted; empty for all.
    pub targets: Option<HashSet<String>>,
    /// Files that were seen and not read.
    pub skipped: Vec<Skipped>,
    /// What else there is to know. Its targets are filled in here.
    pub scope: Scope,
    /// The files as they were before a change, if the change is looked at.
    pub before: Option<Before>,
    /// Where further files are that kustomizations name. `None` if all are given.
    pub disk: Option<Box<dyn Disk>>,
}

/// Files as they were before a change.
#[derive(Default)]
pub struct Before {
    /// Those that had other content, or that were deleted.
    pub loaded: Vec<Loaded>,
    /// Names of the current files that had other content, or that are new.
    pub changed: HashSet<String>,
}

/// Lints what was loaded. `tick` is called once for each file that is parsed.
pub fn check(loaded: Vec<Loaded>, skipped: Vec<Skipped>, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    run(Input { loaded, skipped, ..Input::default() }, settings, tick)
}

/// Lints what was loaded together with all that a project may bring along.
pub fn run(input: Input, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    let Input { own: mut sources, mut problems, loaded, targets, skipped, scope, before, disk } = input;
    let own = sources.len() as u32;
    let mut left_out = skipped;
    let mut charts = HashSet::new();
    for file in loaded {
        if let Loaded::Skipped(file) = &file {
            charts.extend(template::chart(&file.file).map(str::to_owned));
        }
        match file {
            Loaded::Skipped(file) if is_target(&targets, &file.file) => left_out.push(file),
            Loaded::Skipped(_) => {}
            Loaded::Text(source, problem) => {
                let source = sources.add(source);
                problems.extend(problem.map(|(at, message)| unreadable(&source, at, message)));
            }
        }
    }
    let files: Vec<FileId> = (own..sources.len() as u32).map(FileId).collect();
    let parsed = lint::parse(&sources, &files, &charts, tick);
    let kustomized = builds::load(&mut sources, &parsed, disk.as_deref(), &mut Others::default());
    let before = before.map(|before| before.read(&sources, &parsed, &charts, disk.as_deref()));
    let read = Read { sources, parsed, kustomized, before, problems, targets, skipped: left_out };
    judge(read, settings, scope, &mut Secrets::default(), None)
}

impl Before {
    /// Parses what was different. Files that did not change share their trees, given as they are now. What else kustomizations
    /// named is read as it is now.
    fn read(
        self,
        sources: &Sources,
        parsed: &[Arc<Parsed>],
        charts: &HashSet<String>,
        disk: Option<&dyn Disk>,
    ) -> State {
        let (mut sources, mut charts) = (sources.clone(), charts.clone());
        let mut files = Vec::new();
        for file in self.loaded {
            match file {
                Loaded::Skipped(file) => charts.extend(template::chart(&file.file).map(str::to_owned)),
                Loaded::Text(source, _) => files.push(sources.add(source).id()),
            }
        }
        let is_same = |file: &&Arc<Parsed>| !self.changed.contains(&file.source.name);
        let mut all: Vec<Arc<Parsed>> = parsed.iter().filter(is_same).cloned().collect();
        all.extend(lint::parse(&sources, &files, &charts, &|| {}));
        all.sort_by(|a, b| (&a.source.path, &a.source.name).cmp(&(&b.source.path, &b.source.name)));
        let kustomized = builds::load(&mut sources, &all, disk, &mut Others::default());
        State { sources, parsed: all, kustomized }
    }
}

/// Whether the findings of a file are wanted.
fn is_target(targets: &Option<HashSet<String>>, name: &str) -> bool {
    targets.as_ref().is_none_or(|targets| targets.contains(name))
}

/// The finding for a file that cannot be read, or not to its end.
pub(super) fn unreadable(source: &Source, at: u32, message: String) -> Diagnostic {
    let end = (at + 1).min(source.text.len() as u32);
    said(&rules::yaml::file_unreadable::RULE, Span::new(source.id(), at, end), message)
}

/// Everything that was read.
pub(super) struct Read {
    pub(super) sources: Sources,
    pub(super) parsed: Vec<Arc<Parsed>>,
    /// The kustomizations among them, with all that they name.
    pub(super) kustomized: kustomize::Project,
    /// The files as they were before the change that is looked at.
    pub(super) before: Option<State>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) targets: Option<HashSet<String>>,
    pub(super) skipped: Vec<Skipped>,
}

/// Lints what was read. `known` are the secrets of earlier checks, `memories` what these remember.
pub(super) fn judge(
    read: Read,
    settings: &Settings,
    mut scope: Scope,
    known: &mut Secrets,
    memories: Option<&mut Memories>,
) -> Checked {
    let Read { sources, mut parsed, kustomized, before, problems, targets, mut skipped } = read;
    let wanted = || sources.iter().filter(|(_, file)| is_target(&targets, &file.name)).map(|(id, _)| id).collect();
    scope.targets = targets.as_ref().map(|_| wanted());
    let old = before.as_ref().map(|before| changed(before, &sources)).unwrap_or_default();
    let outcome = lint::lint(&sources, &mut parsed, &kustomized, before, settings, scope, problems, memories);
    let own = &settings.project.own;
    let mut secrets = known.of(&sources, &parsed, &kustomize::Inputs::read(&kustomized), &outcome);
    secrets.extend(parsed.iter().flat_map(|file| own.places(file)));
    let former = if old.is_empty() { Vec::new() } else { former(&old, &outcome.diagnostics, own) };
    skipped.extend(outcome.left_out.iter().map(|left| {
        let file = sources.get(left.file).name.clone();
        Skipped { file, line: left.line, reason: left.reason.to_owned() }
    }));
    skipped.sort();
    let mut unbuilt: Vec<Unbuilt> = outcome.unbuilt.iter().map(|found| self::unbuilt(found, &sources)).collect();
    unbuilt.sort();
    unbuilt.dedup();
    let summary = Summary {
        files: outcome.files,
        documents: outcome.documents,
        instructions: outcome.instructions,
        resources: outcome.resources,
        context: outcome.context,
        hidden_infos: outcome.hidden.infos,
        suppressed: outcome.hidden.suppressed,
        known: outcome.hidden.known,
        fixable: 0,
        without_schema: outcome.coverage.without.iter().map(unjudged).collect(),
        rules: outcome.coverage.rules,
        skipped,
        unbuilt,
    };
    Checked { sources, outcome, secrets, former, summary, origins: SourceMap::default() }
}

/// The files of a state that are not among those of now.
fn changed(before: &State, sources: &Sources) -> Vec<Arc<Parsed>> {
    before.parsed.iter().filter(|file| file.file().0 as usize >= sources.len()).cloned().collect()
}

/// The secrets of files before a change, if a finding is about the change and so may name what they contained.
fn former(old: &[Arc<Parsed>], findings: &[Diagnostic], own: &Own) -> Vec<Former> {
    let is_on_change = |found: &Diagnostic| rules::find(found.rule).is_some_and(Rule::is_on_change);
    if !findings.iter().any(is_on_change) {
        return Vec::new();
    }
    let read = |file: &Arc<Parsed>| {
        let secrets = secrets::places(file).into_iter().chain(own.places(file)).collect();
        Former { source: Arc::clone(&file.source), secrets }
    };
    old.iter().map(read).collect()
}

fn unbuilt(found: &lint::Unbuilt, sources: &Sources) -> Unbuilt {
    let asking = sources.get(found.at.file);
    Unbuilt {
        kustomization: sources.get(found.kustomization).name.clone(),
        file: asking.name.clone(),
        line: asking.position(found.at.start).line,
        reason: found.reason.clone().into_owned(),
    }
}

fn unjudged(((api_version, kind), &count): (&(String, String), &usize)) -> Unjudged {
    Unjudged { api_version: api_version.clone(), kind: kind.clone(), count }
}

impl Checked {
    /// Traces the findings in rendered text to what it was made from. `find` looks for the file of a stamp: its name
    /// and its text.
    pub fn trace(&mut self, find: &dyn Fn(&Stamp) -> Option<(String, String)>) {
        let labels = self.outcome.diagnostics.iter().flat_map(Diagnostic::labels);
        self.origins = origin::trace(&self.sources, labels.map(|label| label.span), find);
    }

    /// Adds a check whose texts come after the ones of this check.
    pub fn and(mut self, next: Checked) -> Checked {
        self.outcome.add(next.outcome);
        self.secrets.extend(next.secrets);
        self.former.extend(next.former);
        self.summary.add(next.summary);
        Checked { sources: next.sources, ..self }
    }

    /// Gives the findings to a report.
    pub fn report<T>(&self, write: impl FnOnce(&Report<'_>) -> T) -> T {
        let findings = Findings {
            sources: &self.sources,
            diagnostics: &self.outcome.diagnostics,
            summary: &self.summary,
            secrets: &self.secrets,
            former: &self.former,
            origins: &self.origins,
            rule_info: &rule_info,
        };
        findings.report(write)
    }
}

fn rule_info(id: &str) -> RuleInfo {
    let url = rules::url(id);
    match rules::find(id).map(|rule| &rule.meta) {
        Some(meta) => {
            let Meta { summary, category, severity, .. } = *meta;
            RuleInfo { summary, category: category.as_str(), severity, guide: rules::guide, url }
        }
        None => RuleInfo { summary: "", category: "", severity: Severity::Error, guide: rules::guide, url },
    }
}
