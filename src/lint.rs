//! Runs the rules over the workspace in parallel, then settles what is said: directives, severities, order.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, MAX_FINDINGS, Rule};
use crate::rules;
use crate::secrets;
use crate::settings::Settings;
use crate::source::{FileId, Sources, Span};
use crate::suppress::{self, Directive};
use crate::workspace::{Workspace, is_object};
use crate::yaml::{self, Document, Parsed};

/// The findings of a run and what was looked at.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Literal secrets: no report may show these places.
    pub secrets: Vec<Span>,
    /// Files that hold manifests.
    pub files: usize,
    /// Documents in them that are objects.
    pub documents: usize,
    /// Files that turned out to hold no object.
    pub without_objects: Vec<FileId>,
    /// Objects in them, patches apart.
    pub resources: usize,
    /// Findings of severity info that were not asked for.
    pub hidden_infos: usize,
    /// Findings that a directive silences.
    pub suppressed: usize,
}

/// Lints texts that were judged to be manifests or kustomizations; the configuration is none. `read_problems` are
/// findings of the reading itself. `tick` is called once for each file.
pub fn lint(
    sources: &Sources,
    configuration: Option<FileId>,
    settings: &Settings,
    read_problems: Vec<Diagnostic>,
    tick: &(dyn Fn() + Sync),
) -> Outcome {
    let files = sources.iter().map(|(file, _)| file).filter(|file| Some(*file) != configuration);
    let files: Vec<FileId> = files.collect();
    let parsed: Vec<Parsed<'_>> = files
        .par_iter()
        .map(|&file| {
            let parsed = yaml::parse(sources, file);
            tick();
            parsed
        })
        .collect();
    let workspace = Workspace::build(sources, &parsed);
    let mut all = read_problems;
    let unread: HashSet<FileId> = all.iter().map(|problem| problem.primary.span.file).collect();
    let kustomizations: HashSet<FileId> = workspace.kustomizations.iter().map(|found| found.file).collect();
    let mut outcome = Outcome { resources: workspace.resources.len(), ..Outcome::default() };
    for file in parsed.iter().filter(|parsed| !kustomizations.contains(&parsed.file)) {
        let objects = file.documents.iter().filter(|document| is_object(sources, document)).count();
        match objects {
            0 if !unread.contains(&file.file) => outcome.without_objects.push(file.file),
            _ => outcome.files += 1,
        }
        outcome.documents += objects;
    }
    all.extend(run(&workspace, settings));
    settle(sources, &parsed, settings, all, &mut outcome);
    // Only what is shown needs masking.
    let shown: HashSet<FileId> = outcome.diagnostics.iter().flat_map(Diagnostic::files).collect();
    let shown = parsed.par_iter().filter(|file| shown.contains(&file.file));
    outcome.secrets = shown
        .flat_map_iter(|file| file.documents.iter().flat_map(|document| secrets::places(sources, document)))
        .collect();
    outcome
}

fn run<'w>(workspace: &'w Workspace<'w>, settings: &Settings) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| settings.wants(rule)).collect();
    let is_patch = |resource: &Resource<'_>| resource.id >= workspace.resources.len();
    let objects = workspace.resources.par_iter().chain(&workspace.patched);
    let resources = objects.flat_map_iter(|resource: &'w Resource<'w>| {
        let mut found = Vec::new();
        for rule in &rules {
            // Nothing follows from what is missing in an object that was read in part; a secret is one all the same.
            let judged = !resource.broken || rule.meta.category == Category::Secrets;
            let check = match rule.check {
                Check::Resource(kinds, check) if judged && kinds.contains(&resource.kind) && !is_patch(resource) => {
                    check
                }
                Check::Written(check) => check,
                _ => continue,
            };
            let mut cx = Cx::new(workspace, &rule.meta, Some(resource));
            check(resource, &mut cx);
            found.extend(cx.finish());
        }
        found
    });
    let mut found: Vec<Diagnostic> = resources.collect();
    let documents = workspace.files.par_iter().flat_map_iter(|file| {
        let mut found = Vec::new();
        // kubectl reads a stream to its first error: what cannot be read stops it, even where no object is.
        let in_stream = file.documents.iter().any(|document| is_object(workspace.sources, document));
        let judged = |document: &&Document<'_>| match document.problems.is_empty() {
            true => is_object(workspace.sources, document),
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

/// Applies the directives, adds what is to be said of them, drops what is not wanted and sorts.
fn settle(
    sources: &Sources,
    parsed: &[Parsed<'_>],
    settings: &Settings,
    mut all: Vec<Diagnostic>,
    outcome: &mut Outcome,
) {
    let wanted = |id: &str| rules::find(id).is_some_and(|rule| settings.wants(rule));
    let mut directives: Vec<Directive> = Vec::new();
    for file in parsed {
        let (found, malformed) = suppress::directives(sources, file);
        directives.extend(found);
        all.extend(malformed.into_iter().map(|bad| said(rules::IGNORE_MALFORMED, bad.span, bad.message.to_owned())));
    }
    all.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    all.dedup();
    let mut kept = Vec::with_capacity(all.len());
    let mut index = suppress::Index::new(&directives);
    for diagnostic in all {
        match index.covers(sources, &diagnostic) {
            true => outcome.suppressed += 1,
            false => kept.push(diagnostic),
        }
    }
    for directive in &directives {
        let id = &directive.id;
        if rules::find(id).is_none() {
            kept.push(said(rules::IGNORE_UNKNOWN_RULE, directive.id_span, format!("there is no rule `{id}`")));
            continue;
        }
        if !directive.has_reason {
            let message = format!("no reason is given for ignoring `{id}`: write it behind the bracket");
            kept.push(said(rules::IGNORE_WITHOUT_REASON, directive.comment, message));
        }
        if !index.is_used(directive) && !directive.in_broken && wanted(id) {
            let message = format!("`{id}` finds nothing here: this directive can go");
            kept.push(said(rules::IGNORE_UNUSED, directive.comment, message));
        }
    }
    kept.retain(|diagnostic| wanted(diagnostic.rule));
    outcome.hidden_infos = kept.iter().filter(|diagnostic| !settings.shows(diagnostic.severity)).count();
    kept.retain(|diagnostic| settings.shows(diagnostic.severity));
    kept.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    outcome.diagnostics = capped(kept);
}

/// At most [`MAX_FINDINGS`] of each file, and one that says how many are left out.
fn capped(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut shown: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    let limit = rules::find("yaml-limit");
    for file in sorted.chunk_by(|a, b| a.primary.span.file == b.primary.span.file) {
        let (first, rest) = file.split_at(file.len().min(MAX_FINDINGS));
        shown.extend_from_slice(first);
        if let (Some(next), Some(limit)) = (rest.first(), limit) {
            let place = Span::new(next.primary.span.file, next.primary.span.start, next.primary.span.start);
            shown.push(Diagnostic {
                severity: rest.iter().map(|finding| finding.severity).max().unwrap_or(limit.meta.severity),
                ..said(limit, place, format!("{} further findings of this file are not shown", rest.len()))
            });
        }
    }
    shown
}

/// A finding of the engine itself.
pub fn said(rule: &'static Rule, span: Span, message: String) -> Diagnostic {
    Diagnostic::new(rule.meta.id, rule.meta.severity, span, message)
}

/// The gravest severity among findings.
pub fn worst(diagnostics: &[Diagnostic]) -> Option<Severity> {
    diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
}
