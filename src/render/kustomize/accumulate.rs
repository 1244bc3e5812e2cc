//! Builds the objects of one kustomization from its bases.

use std::collections::HashSet;

use super::file::Kustomization;
use super::id::Id;
use super::problem::{Gap, ProblemKind};
use super::remote::is_remote;
use super::resource::Resource;
use super::state::{Accumulated, Cx};
use super::{check, read, transform, vars};
use crate::yaml::Node;

/// The largest depth of components within components.
const MAX_COMPONENTS: usize = 50;

/// The largest number of component runs for one kustomization. It doubles with every level at which a component is
/// named twice.
const MAX_RUNS: usize = 5_000;

/// The largest number of objects that one kustomization takes from others. It may also double with every level.
const MAX_OBJECTS: usize = 10_000;

/// Builds one kustomization after its bases.
pub(super) fn accumulate<'a>(kustomization: &Kustomization<'a>, cx: &mut Cx<'a>) -> Accumulated<'a> {
    let mut made = Accumulated::default();
    cx.runs = 0;
    accumulate_into(kustomization, &mut made, cx);
    made.problems.append(&mut cx.problems);
    // If several bases share a base, its problems are reported once.
    let mut seen = HashSet::new();
    made.problems.retain(|problem| seen.insert((problem.at.span(), problem.kind, problem.message.clone())));
    let mut seen = HashSet::new();
    made.gaps.retain(|gap| seen.insert((gap.at.span(), gap.reason.clone())));
    made
}

/// Builds a kustomization, or a component on top of the objects so far.
fn accumulate_into<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    check::check(kustomization, cx);
    let mut seen: HashSet<Id> = made.resources.iter().map(identity).collect();
    for entry in kustomization.resources() {
        resource(kustomization, entry, made, &mut seen, cx);
    }
    transform::prepare(kustomization, made, cx);
    for entry in kustomization.items("components") {
        component(kustomization, entry, made, cx);
    }
    transform::transform(kustomization, made, cx);
    vars::from_kustomization(kustomization, made, cx);
}

/// The identity that distinguishes an object from others.
fn identity(resource: &Resource<'_>) -> Id {
    let id = resource.id();
    Id { namespace: id.effective_namespace().to_owned(), ..id }
}

/// Adds the objects of a file, or of a kustomization.
fn resource<'a>(
    kustomization: &Kustomization<'a>,
    entry: Node<'a>,
    made: &mut Accumulated<'a>,
    seen: &mut HashSet<Id>,
    cx: &mut Cx<'a>,
) {
    let (written, path) = (entry.text(), kustomization.path(entry.text()));
    if let Some(parsed) = cx.project.documents(&path) {
        let objects = read::objects(parsed, entry, cx);
        add(objects, entry, made, seen, cx);
    } else if let Some(base) = Kustomization::read(cx.project, &path) {
        if base.is_component() {
            let message = format!("`{written}` is a Component: list it under `components`");
            return cx.problem(entry, ProblemKind::WrongKind, message);
        }
        let Some(base) = cx.done.get(base.folder).cloned() else { return };
        if made.resources.len() + base.resources.len() > MAX_OBJECTS {
            let message = format!("more than {MAX_OBJECTS} objects are not built");
            cx.problem(entry, ProblemKind::Limit, message);
            return made.problems.extend(base.problems);
        }
        add(base.resources, entry, made, seen, cx);
        if let Err(conflict) = made.specs.merge(&base.specs) {
            cx.problem(entry, ProblemKind::Refused, conflict.message());
        }
        vars::add(&base.variables, entry, made, cx);
        made.gaps.extend(base.gaps);
        made.problems.extend(base.problems);
    } else if is_remote(written) {
        made.gaps.push(Gap { at: entry, reason: "a remote base".into() });
    } else if cx.project.is_outside(&path) {
        made.gaps.push(cx.outside(entry));
    } else if cx.project.is_folder(&path) {
        let message = format!("there is no kustomization in `{written}`, so kustomize builds nothing");
        cx.problem(entry, ProblemKind::Missing, message);
    } else {
        let message = format!("there is no file or folder `{written}`, so kustomize builds nothing");
        cx.problem(entry, ProblemKind::Missing, message);
    }
}

/// Adds the objects of an entry, except those whose identity another object already has.
fn add<'a>(
    objects: Vec<Resource<'a>>,
    entry: Node<'a>,
    made: &mut Accumulated<'a>,
    seen: &mut HashSet<Id>,
    cx: &mut Cx<'a>,
) {
    let (mut first, mut others) = (None, 0);
    for object in objects {
        let id = identity(&object);
        if !seen.contains(&id) {
            seen.insert(id);
            made.resources.push(object);
        } else if first.is_none() {
            first = Some(id);
        } else {
            others += 1;
        }
    }
    let Some(Id { gvk, name, .. }) = first else { return };
    let kind = gvk.kind;
    let message = match others {
        0 => format!("the {kind} `{name}` is among the objects already, so kustomize builds nothing"),
        _ => {
            format!("the {kind} `{name}` and {others} more are among the objects already, so kustomize builds nothing")
        }
    };
    cx.problem(entry, ProblemKind::Duplicate, message);
}

/// Builds a component on the objects so far.
fn component<'a>(kustomization: &Kustomization<'a>, entry: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let written = entry.text();
    let Some(component) = Kustomization::read(cx.project, &kustomization.path(written)) else {
        if is_remote(written) {
            made.gaps.push(Gap { at: entry, reason: "a remote component".into() });
        } else if cx.project.is_outside(&kustomization.path(written)) {
            made.gaps.push(cx.outside(entry));
        } else {
            let message = format!("there is no component in `{written}`, so kustomize builds nothing");
            cx.problem(entry, ProblemKind::Missing, message);
        }
        return;
    };
    if !component.is_component() {
        let message = format!("`{written}` is not a Component: list it under `resources`");
        return cx.problem(entry, ProblemKind::WrongKind, message);
    }
    if cx.components.contains(&component.folder) {
        return cx.problem(entry, ProblemKind::Cycle, "the component builds on itself");
    }
    if cx.components.len() >= MAX_COMPONENTS {
        let message = format!("more than {MAX_COMPONENTS} levels of components are not built");
        return cx.problem(entry, ProblemKind::Limit, message);
    }
    cx.runs += 1;
    if cx.runs > MAX_RUNS {
        let message = format!("more than {MAX_RUNS} runs of components are not built");
        return cx.problem(entry, ProblemKind::Limit, message);
    }
    cx.components.push(component.folder);
    accumulate_into(&component, made, cx);
    cx.components.pop();
}
