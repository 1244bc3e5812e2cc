//! Runs the rules over the workspace in parallel and settles what they find.

pub mod fingerprint;
pub mod settle;

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Rule};
use crate::rules;
use crate::schema;
use crate::secrets::{self, Secret};
use crate::settings::Settings;
use crate::source::{FileId, Sources, Span};
use crate::workspace::{Coverage, Workspace, is_object};
use crate::yaml::{self, Document, Parsed, ProblemKind};
use settle::{Hidden, Scope};

/// The findings of a run and what was looked at.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Literal secrets: no report may show these places.
    pub secrets: Vec<Secret>,
    /// Files that hold manifests, of those that findings are wanted of.
    pub files: usize,
    /// Documents in them that are objects.
    pub documents: usize,
    /// Files that turned out to hold no object, of those that findings are wanted of.
    pub without_objects: Vec<FileId>,
    /// Objects in them, patches apart.
    pub resources: usize,
    /// Further files that hold manifests.
    pub context: usize,
    /// How far the objects of those files were held against schemas.
    pub coverage: Coverage,
    /// What is not shown.
    pub hidden: Hidden,
}

/// Lints texts that were judged to be manifests or kustomizations: `files` among the sources. `read_problems` are
/// findings of the reading itself. `tick` is called once for each file.
pub fn lint(
    sources: &Sources,
    files: &[FileId],
    settings: &Settings,
    scope: Scope,
    read_problems: Vec<Diagnostic>,
    tick: &(dyn Fn() + Sync),
) -> Outcome {
    let parsed: Vec<Parsed> = files
        .par_iter()
        .map(|&file| {
            let mut parsed = yaml::parse(sources.get(file));
            schema::mend(&mut parsed);
            tick();
            parsed
        })
        .collect();
    let workspace = Workspace::build(sources, &parsed, &settings.project);
    let mut all = read_problems;
    let unread: HashSet<FileId> = all.iter().map(|problem| problem.primary.span.file).collect();
    let kustomizations: HashSet<FileId> = workspace.kustomizations.iter().map(|found| found.file).collect();
    let is_target = |file: &FileId| scope.targets.as_ref().is_none_or(|targets| targets.contains(file));
    let resources = workspace.resources.iter().filter(|resource| is_target(&resource.file)).count();
    let mut outcome = Outcome { resources, ..Outcome::default() };
    for file in parsed.iter().filter(|parsed| !kustomizations.contains(&parsed.file())) {
        let objects = file.documents.iter().filter(|document| is_object(document)).count();
        match (is_target(&file.file()), objects) {
            (true, 0) if !unread.contains(&file.file()) => outcome.without_objects.push(file.file()),
            (true, _) => outcome.files += 1,
            (false, objects) => outcome.context += usize::from(objects > 0),
        }
        if is_target(&file.file()) {
            outcome.documents += objects;
        }
    }
    all.extend(run(&workspace, settings));
    // Definitions are read by then, on all threads.
    outcome.coverage = workspace.coverage(|resource| is_target(&resource.file));
    (outcome.diagnostics, outcome.hidden) = settle::settle(sources, &parsed, settings, scope, all);
    outcome.secrets = secrets(sources, &parsed, &outcome.diagnostics);
    outcome
}

/// The secrets of all files that a report may show, the project's own ones included.
fn secrets(sources: &Sources, parsed: &[Parsed], diagnostics: &[Diagnostic]) -> Vec<Secret> {
    let shown: BTreeSet<FileId> = diagnostics.iter().flat_map(Diagnostic::files).collect();
    let shown: Vec<FileId> = shown.into_iter().collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let manifests: HashMap<FileId, &Parsed> = parsed.iter().map(|file| (file.file(), file)).collect();
    let places = |file: FileId| match manifests.get(&file) {
        Some(parsed) => secrets::places(parsed),
        None => secrets::places(&yaml::parse(sources.get(file))),
    };
    shown.into_par_iter().flat_map_iter(places).collect()
}

fn run<'w>(workspace: &'w Workspace<'w>, settings: &Settings) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| settings.wants(rule)).collect();
    let is_patch = |resource: &Resource<'_>| resource.id >= workspace.resources.len();
    let objects = workspace.resources.par_iter().chain(&workspace.patched);
    let resources = objects.flat_map_iter(|resource: &'w Resource<'w>| {
        let mut found = Vec::new();
        let problems = LazyCell::new(|| workspace.problems(resource));
        let unsure_definition =
            LazyCell::new(|| workspace.unsure_definition(resource).filter(|_| !problems.is_empty()));
        for rule in &rules {
            // Nothing follows from what is missing in an object that was read in part; a secret is one all the same.
            let judged = !resource.broken || rule.meta.category == Category::Secrets;
            let whole = judged && !is_patch(resource);
            let mut cx = Cx::new(workspace, &rule.meta, Some(resource));
            match rule.check {
                Check::Resource(kinds, check) if whole && kinds.contains(&resource.kind) => check(resource, &mut cx),
                Check::Object(check) if whole => check(resource, &mut cx),
                Check::Schema(check) if judged => {
                    problems.iter().for_each(|problem| check(resource, problem, &mut cx));
                    if let Some(definition) = unsure_definition.as_ref() {
                        cx.soften(definition);
                    }
                }
                Check::Written(check) => check(resource, &mut cx),
                _ => continue,
            }
            found.extend(cx.finish());
        }
        found
    });
    let mut found: Vec<Diagnostic> = resources.collect();
    mark_mended(workspace, &mut found);
    let documents = workspace.files.par_iter().flat_map_iter(|file| {
        let mut found = Vec::new();
        // kubectl reads a stream to its first error: what cannot be read stops it, even where no object is.
        let in_stream = file.documents.iter().any(is_object);
        let judged = |document: &&Document| match document.problems.is_empty() {
            true => is_object(document),
            false => in_stream,
        };
        for document in file.documents.iter().filter(judged) {
            for rule in &rules {
                if let Check::Document(check) = rule.check {
                    let mut cx = Cx::new(workspace, &rule.meta, None);
                    check(document, &mut cx);
                    found.extend(cx.finish());
                }
            }
        }
        found
    });
    found.extend(documents.collect::<Vec<_>>());
    found
}

/// What is said of a document whose indentation is lost holds once that is mended; its text cannot be edited before.
fn mark_mended(workspace: &Workspace<'_>, found: &mut [Diagnostic]) {
    let is_mended = |document: &&Document| {
        !document.broken && document.problems.iter().any(|problem| problem.kind == ProblemKind::Flattened)
    };
    let documents = workspace.files.iter().flat_map(|file| &file.documents);
    let mended: Vec<Span> = documents.filter(is_mended).map(|document| document.span).collect();
    if mended.is_empty() {
        return;
    }
    let in_mended = |span: Span| mended.iter().any(|document| document.contains(span));
    for diagnostic in found {
        if diagnostic.fix.as_ref().is_some_and(|fix| fix.edits.iter().any(|edit| in_mended(edit.span))) {
            diagnostic.fix = None;
        }
        if in_mended(diagnostic.primary.span) {
            let help = diagnostic.help.take().map_or_else(String::new, |help| format!("{help}; "));
            diagnostic.help = Some(format!("{help}found after repairing the indentation, which comes first"));
        }
    }
}
