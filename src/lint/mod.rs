//! Runs the rules over the workspace in parallel and settles what they find.

mod causes;
pub mod fingerprint;
pub mod settle;
mod unknown;

use std::cell::LazyCell;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Rule};
use crate::rules;
use crate::schema;
use crate::secrets;
use crate::settings::Settings;
use crate::source::{FileId, Sources, Span};
use crate::workspace::{Coverage, Sets, Workspace, is_object};
use crate::yaml::{self, Document, Parsed, ProblemKind};
use settle::{Hidden, Scope};

/// The findings of a run and what was looked at.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Literal secrets: no report may show these places.
    pub secrets: Vec<Span>,
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

/// Parses texts that were judged to be manifests or kustomizations. `tick` is called once for each file.
pub fn parse(sources: &Sources, files: &[FileId], tick: &(dyn Fn() + Sync)) -> Vec<Arc<Parsed>> {
    let parse = |&file: &FileId| {
        let mut parsed = yaml::parse(sources.get(file));
        schema::mend(&mut parsed);
        tick();
        Arc::new(parsed)
    };
    files.par_iter().map(parse).collect()
}

/// Lints parsed files, in the order of reports. `read_problems` are findings of the reading itself.
pub fn lint(
    sources: &Sources,
    mut parsed: Vec<Arc<Parsed>>,
    settings: &Settings,
    scope: Scope,
    read_problems: Vec<Diagnostic>,
) -> Outcome {
    let sets = Sets::read(sources, &parsed);
    sets.mark(&mut parsed);
    let workspace = Workspace::build(sources, &parsed, &sets, &settings.project);
    let mut all = read_problems;
    let unread: HashSet<FileId> = all.iter().map(|problem| problem.primary.span.file).collect();
    let is_target = |file: &FileId| scope.targets.as_ref().is_none_or(|targets| targets.contains(file));
    let resources = workspace.resources.iter().filter(|resource| is_target(&resource.file())).count();
    let mut outcome = Outcome { resources, ..Outcome::default() };
    for file in parsed.iter().filter(|parsed| !sets.is_kustomization(parsed.file())) {
        let objects = file.documents.iter().filter(|document| is_object(document)).count();
        match (is_target(&file.file()), objects) {
            (true, 0) if sets.is_patch_file(file.file()) => {}
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
    outcome.coverage = workspace.coverage(|resource| is_target(&resource.file()));
    (outcome.diagnostics, outcome.hidden) = settle::settle(sources, &parsed, settings, scope, all);
    // Only what is shown needs masking.
    let shown: HashSet<FileId> = outcome.diagnostics.iter().flat_map(Diagnostic::files).collect();
    let shown = parsed.par_iter().filter(|file| shown.contains(&file.file()));
    outcome.secrets = shown.flat_map_iter(|file| secrets::places(file)).collect();
    outcome
}

/// What the rules find in a workspace, in no order; nothing is silenced or settled yet.
pub fn run<'w>(workspace: &'w Workspace<'w>, settings: &Settings) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| settings.wants(rule)).collect();
    workspace.read_references();
    let objects = workspace.resources.par_iter().chain(&workspace.patched);
    let resources = objects.flat_map_iter(|resource: &'w Resource<'w>| {
        let mut found = Vec::new();
        let problems = LazyCell::new(|| &workspace.facts(resource).problems);
        // Only what some rule asks for is resolved.
        let is_wanted =
            |kind: Kind| rules.iter().any(|rule| matches!(rule.check, Check::Reference(to, _) if to == kind));
        let references = LazyCell::new(|| workspace.resolved(resource, is_wanted));
        let unsure_definition =
            LazyCell::new(|| workspace.unsure_definition(resource).filter(|_| !problems.is_empty()));
        for rule in &rules {
            // Nothing follows from what is missing in an object that was read in part; a secret is one all the same.
            let judged = !resource.broken || rule.meta.category == Category::Secrets;
            let whole = judged && !resource.is_patch;
            let mut cx = Cx::new(workspace, rule, Some(resource));
            match rule.check {
                Check::Resource(kinds, check) if whole && kinds.contains(&resource.kind) => check(resource, &mut cx),
                Check::Object(check) if whole => check(resource, &mut cx),
                Check::Schema(check) if judged => {
                    if let Some(definition) = *unsure_definition {
                        cx.rest_on(definition);
                    }
                    for problem in problems.iter() {
                        cx.look_at(problem);
                        check(resource, problem, &mut cx);
                    }
                }
                Check::Reference(kind, check) if whole => {
                    let named = references.iter().filter(|(reference, _)| reference.kind == kind);
                    named.for_each(|(reference, resolution)| check(reference, resolution, &mut cx));
                }
                Check::Written(check) => check(resource, &mut cx),
                _ => continue,
            }
            found.extend(cx.finish());
        }
        found
    });
    let mut found: Vec<Diagnostic> = resources.collect();
    unknown::list_once(workspace, &mut found);
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
                    let mut cx = Cx::new(workspace, rule, None);
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
        if diagnostic.fix.as_ref().is_some_and(|fix| fix.edits.iter().any(|edit| in_mended(edit.span()))) {
            diagnostic.fix = None;
        }
        if in_mended(diagnostic.primary.span) {
            let help = diagnostic.help.take().map_or_else(String::new, |help| format!("{help}; "));
            diagnostic.help = Some(format!("{help}found after repairing the indentation, which comes first"));
        }
    }
}
