//! Passes the objects and documents to each rule that checks them, in parallel.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::look::{Found, Look, look_at_all};
use super::memory::Memory;
use super::{built, repaired, unknown};
use crate::diagnostic::Diagnostic;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Rule};
use crate::rules;
use crate::settings::Settings;
use crate::workspace::{self, Stage, Workspace, is_object, is_operations};
use crate::yaml::{Document, Parsed};

/// The findings of the rules in a workspace, in no order. None is silenced or settled yet.
pub fn run<'w>(workspace: &'w Workspace<'w>, settings: &Settings) -> Vec<Diagnostic> {
    run_again(workspace, settings, None)
}

/// The findings of the rules in a workspace. The rules run only on what `memory` does not know.
pub(super) fn run_again<'w>(
    workspace: &'w Workspace<'w>,
    settings: &Settings,
    memory: Option<&mut Memory>,
) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| settings.wants(rule)).collect();
    let of_kind = rules_of_kinds(workspace, &rules);
    let of_kind = |kind| of_kind.get(&kind).map_or(&[][..], Vec::as_slice);
    let object = |object: &'w Resource<'w>| of_object(workspace, object, &rules, of_kind(object.kind));
    let documents = |file: &'w Parsed| of_documents(workspace, file, &rules);
    let look = Look { object: &object, documents: &documents };
    let Found { objects, documents } = match memory {
        Some(memory) => memory.look(workspace, &rules, settings, &look),
        None => look_at_all(workspace, &rules, &look),
    };
    let mut found = merge(workspace, objects);
    unknown::list_once(workspace, &mut found);
    repaired::mark(workspace, &mut found);
    found.extend(documents);
    found.extend(of_kustomizations(workspace, &rules));
    found.extend(of_problems(workspace, &rules));
    found
}

/// The findings of the rules in the documents of a file.
fn of_documents<'w>(workspace: &'w Workspace<'w>, file: &'w Parsed, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // kubectl reads a stream up to its first error. So an unreadable document stops it, even if it contains no object.
    // The same is true of kustomize and a patch.
    let in_stream = workspace.sets.is_patch_file(file.file()) || file.documents.iter().any(is_object);
    let judged = |document: &&Document| match document.problems.is_empty() {
        true => is_object(document) || is_operations(document),
        false => in_stream,
    };
    for document in file.documents.iter().filter(judged) {
        for rule in rules {
            if let Check::Document(check) | Check::Patch(_, check) = rule.check {
                let mut cx = Cx::new(workspace, rule, None);
                check(document, &mut cx);
                found.extend(cx.finish());
            }
        }
    }
    found
}

/// Merges the findings in written objects with those in objects that kustomizations build.
fn merge<'w>(workspace: &'w Workspace<'w>, objects: Vec<(Option<usize>, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    // Each list is freed as its findings move: an object may have very many.
    let (built, written): (Vec<_>, Vec<_>) = objects.into_iter().partition(|(build, _)| build.is_some());
    let mut found: Vec<Diagnostic> = Vec::with_capacity(written.iter().map(|(_, found)| found.len()).sum());
    found.extend(written.into_iter().flat_map(|(_, found)| found));
    let built =
        built.into_iter().flat_map(|(build, found)| found.into_iter().filter_map(move |one| Some((build?, one))));
    let built = built::merge(workspace, built, &found);
    found.extend(built);
    found
}

/// The findings of the rules about problems in the builds of kustomizations.
fn of_problems<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for problem in workspace.build_problems() {
        for rule in rules {
            if let Check::Build(kinds, check) = rule.check
                && kinds.contains(&problem.kind)
            {
                let mut cx = Cx::new(workspace, rule, None);
                check(&problem, &mut cx);
                found.extend(cx.finish());
            }
        }
    }
    found
}

/// The findings of the rules in kustomizations.
fn of_kustomizations<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let roots = workspace.kustomizations().flat_map_iter(|root| {
        let found = rules.iter().filter_map(move |rule| {
            let Check::Kustomization(check) = rule.check else { return None };
            let mut cx = Cx::new(workspace, rule, None);
            check(root, &mut cx);
            Some(cx.finish())
        });
        found.flatten()
    });
    roots.collect()
}

/// The findings of the rules in an object or a patch. `of_kind` has those of all `rules` that look at its kind.
fn of_object<'w>(
    workspace: &'w Workspace<'w>,
    resource: &'w Resource<'w>,
    rules: &[&'static Rule],
    of_kind: &[&'static Rule],
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let problems = LazyCell::new(|| &workspace.facts(resource).problems);
    // Only references that some rule needs are resolved.
    let is_wanted =
        |kind: Kind| rules.iter().any(|rule| matches!(rule.check, Check::Reference(to, _) if to.contains(&kind)));
    let references = LazyCell::new(|| workspace.resolved(resource, is_wanted));
    let hosts = LazyCell::new(|| workspace.hosts(resource));
    let unsure_definition = LazyCell::new(|| workspace.unsure_definition(resource).filter(|_| !problems.is_empty()));
    let stage = workspace.stage(resource);
    for rule in of_kind.iter().filter(|rule| is_for(rule, stage)) {
        // If an object was read only in part, a missing field means nothing. A secret in it is still a secret.
        let judged = !resource.broken || rule.meta.category == Category::Secrets;
        let whole = judged && !resource.is_patch;
        let is_named = |kinds: &[Kind]| references.iter().any(|(reference, _)| kinds.contains(&reference.kind));
        let is_idle = match rule.check {
            Check::Resource(..) | Check::Object(_) => !whole,
            Check::Schema(_) => !judged || problems.is_empty(),
            Check::Reference(kinds, _) => !whole || !is_named(kinds),
            Check::Host(_) => !whole || hosts.is_empty(),
            _ => false,
        };
        if is_idle {
            continue;
        }
        let mut cx = Cx::new(workspace, rule, Some(resource));
        match rule.check {
            Check::Resource(_, check) | Check::Object(check) => check(resource, &mut cx),
            Check::Schema(check) => {
                if let Some(definition) = *unsure_definition {
                    cx.rest_on(definition);
                }
                for problem in problems.iter() {
                    cx.look_at(problem);
                    check(resource, problem, &mut cx);
                }
            }
            Check::Reference(kinds, check) => {
                let named = references.iter().filter(|(reference, _)| kinds.contains(&reference.kind));
                named.for_each(|(reference, resolution)| check(reference, resolution, &mut cx));
            }
            Check::Host(check) => hosts.iter().for_each(|host| check(host, &mut cx)),
            Check::Written(check) | Check::Patch(check, _) => check(resource, &mut cx),
            _ => continue,
        }
        found.append(&mut cx.finish());
    }
    found
}

/// The findings of the rules about the change from one workspace to another.
pub(super) fn run_on_change<'w>(
    then: &'w Workspace<'w>,
    now: &'w Workspace<'w>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules::ALL.iter().copied().filter(|rule| settings.wants(rule)) {
        let mut look = |at, check: &dyn Fn(&mut Cx<'w>)| {
            let mut cx = Cx::new(now, rule, Some(at));
            check(&mut cx);
            found.extend(cx.finish());
        };
        match rule.check {
            Check::Change(check) => {
                workspace::losses(then, now).iter().for_each(|loss| look(loss.at, &|cx| check(loss, cx)));
            }
            Check::Update(check) => {
                workspace::fixed(then, now).iter().for_each(|fixed| look(fixed.object, &|cx| check(fixed, cx)));
            }
            _ => {}
        }
    }
    found
}

/// Whether a rule looks at objects of a stage.
fn is_for(rule: &Rule, stage: Stage) -> bool {
    let is_of_text =
        matches!(rule.check, Check::Written(_) | Check::Patch(..)) || rule.meta.category == Category::Secrets;
    match stage {
        Stage::Applied => true,
        Stage::Source => is_of_text,
        Stage::Built => !is_of_text,
    }
}

/// The rules that look at an object or a patch of each kind.
fn rules_of_kinds(workspace: &Workspace<'_>, rules: &[&'static Rule]) -> HashMap<Kind, Vec<&'static Rule>> {
    let objects = workspace.resources.iter().chain(&workspace.patched).chain(&workspace.covered);
    let kinds: HashSet<Kind> = objects.map(|resource| resource.kind).collect();
    let looks_at = |rule: &Rule, kind: Kind| match rule.check {
        Check::Resource(kinds, _) => kinds.contains(&kind),
        Check::Object(_)
        | Check::Schema(_)
        | Check::Reference(..)
        | Check::Host(_)
        | Check::Written(_)
        | Check::Patch(..) => true,
        Check::Document(_)
        | Check::Kustomization(_)
        | Check::Build(..)
        | Check::Change(_)
        | Check::Update(_)
        | Check::Engine => false,
    };
    let rules_of = |kind| rules.iter().copied().filter(|rule| looks_at(rule, kind)).collect();
    kinds.into_iter().map(|kind| (kind, rules_of(kind))).collect()
}
