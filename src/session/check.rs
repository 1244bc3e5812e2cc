//! One whole check of texts: classify each file, lint the manifests, list what was left out.

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

/// The result of a check.
pub struct Checked {
    /// The texts that the findings refer to.
    pub sources: Sources,
    /// The findings.
    pub outcome: Outcome,
    /// Literal secrets. No report may show these places.
    pub secrets: Vec<Secret>,
    /// The secrets of files as they were before the change that a finding is about.
    pub former: Vec<Former>,
    /// The counts of checked files and objects, and the files that were left out.
    pub summary: Summary,
    /// The origins of rendered text, after the check was [traced](Checked::trace).
    pub origins: SourceMap,
}

/// The input of a check.
#[derive(Default)]
pub struct Input {
    /// Texts without manifests that findings may refer to, such as the configuration. They come first, so the first of
    /// them is `FileId(0)`.
    pub own: Sources,
    /// The findings about these texts.
    pub problems: Vec<Diagnostic>,
    /// The files, in the order of reports.
    pub loaded: Vec<Loaded>,
    /// Names of the files whose findings are reported. `None` for all.
    pub targets: Option<HashSet<String>>,
    /// Files that were seen and not read.
    pub skipped: Vec<Skipped>,
    /// The rest of the scope. The check fills in its targets.
    pub scope: Scope,
    /// The files as they were before a change. `None` if the check does not look at a change.
    pub before: Option<Before>,
    /// The disk, from which further files that kustomizations name are read. `None` if all files are given.
    pub disk: Option<Box<dyn Disk>>,
}

/// Files as they were before a change.
#[derive(Default)]
pub struct Before {
    /// The files that had other content, or that were deleted.
    pub loaded: Vec<Loaded>,
    /// Names of the current files that had other content, or that are new.
    pub changed: HashSet<String>,
}

/// Lints the loaded files. `tick` is called once for each parsed file.
pub fn check(loaded: Vec<Loaded>, skipped: Vec<Skipped>, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    run(Input { loaded, skipped, ..Input::default() }, settings, tick)
}

/// Lints the loaded files together with everything else in the input.
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
    /// Parses the files that were different. Unchanged files share their trees with the current files. Other files that
    /// kustomizations name are read in their current state.
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

/// Whether the findings of a file are reported.
fn is_target(targets: &Option<HashSet<String>>, name: &str) -> bool {
    targets.as_ref().is_none_or(|targets| targets.contains(name))
}

/// The finding for a file that cannot be read, or not completely.
pub(super) fn unreadable(source: &Source, at: u32, message: String) -> Diagnostic {
    let end = (at + 1).min(source.text.len() as u32);
    said(&rules::yaml::file_unreadable::RULE, Span::new(source.id(), at, end), message)
}

/// Everything that a check has read.
pub(super) struct Read {
    pub(super) sources: Sources,
    pub(super) parsed: Vec<Arc<Parsed>>,
    /// The kustomizations, with all files that they name.
    pub(super) kustomized: kustomize::Project,
    /// The files as they were before the current change.
    pub(super) before: Option<State>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) targets: Option<HashSet<String>>,
    pub(super) skipped: Vec<Skipped>,
}

/// Lints everything that was read. `known` has the secrets of earlier checks, and `memories` what they remember.
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

/// The files of a former state that are not among the current files.
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
    /// Traces the findings in rendered text to its origins. `find` returns the file of a stamp: its name and its text.
    pub fn trace(&mut self, find: &dyn Fn(&Stamp) -> Option<(String, String)>) {
        let labels = self.outcome.diagnostics.iter().flat_map(Diagnostic::labels);
        self.origins = origin::trace(&self.sources, labels.map(|label| label.span), find);
    }

    /// Adds a check whose texts come after the texts of this check.
    pub fn and(mut self, next: Checked) -> Checked {
        self.outcome.add(next.outcome);
        self.secrets.extend(next.secrets);
        self.former.extend(next.former);
        self.summary.add(next.summary);
        Checked { sources: next.sources, ..self }
    }

    /// Passes the findings to a report.
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
