//! What rules find in the objects that kustomizations build: values that patches and other entries set.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::schema_problems;
use crate::diagnostic::{Diagnostic, Label};
use crate::kube::Resource;
use crate::render::kustomize::Build;
use crate::rule::{Category, Check, Cx, Rule};
use crate::source::{FileId, Span};
use crate::workspace::Workspace;

/// Of more kustomizations that build one finding, the others are counted.
const SHOWN: usize = 3;

/// The findings in what is built that are not among those of the files themselves. Each is there once, with the
/// kustomizations that build it.
pub(super) fn run<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule], known: &[Diagnostic]) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules.iter().copied().filter(|rule| is_about_values(rule)).collect();
    let of_objects = workspace.built.par_iter().flat_map_iter(|(build, resource)| {
        let found = rules.iter().flat_map(move |rule| of_object(workspace, rule, resource));
        found.map(move |diagnostic| (*build, diagnostic)).collect::<Vec<_>>()
    });
    let found: Vec<(usize, Diagnostic)> = of_objects.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let known: HashSet<(&str, Span)> = known.iter().map(|one| (one.rule, one.primary.span)).collect();
    let mut all: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let mut places: HashMap<(&'static str, Span), usize> = HashMap::new();
    for (build, diagnostic) in found {
        let place = (diagnostic.rule, diagnostic.primary.span);
        if known.contains(&place) {
            continue;
        }
        match places.get(&place) {
            Some(&at) => all[at].1.push(build),
            None => {
                places.insert(place, all.len());
                all.push((diagnostic, vec![build]));
            }
        }
    }
    all.into_iter().map(|(diagnostic, builds)| in_builds(diagnostic, &builds, workspace.builds)).collect()
}

/// Whether a rule judges values of one object, so that it needs to know no other.
fn is_about_values(rule: &Rule) -> bool {
    let is_of_object = matches!(rule.check, Check::Resource(..) | Check::Object(_) | Check::Schema(_));
    rule.meta.category == Category::Values && is_of_object
}

fn of_object<'w>(workspace: &'w Workspace<'w>, rule: &'static Rule, resource: &'w Resource<'w>) -> Vec<Diagnostic> {
    let mut cx = Cx::new(workspace, rule, Some(resource));
    match rule.check {
        Check::Resource(kinds, check) if kinds.contains(&resource.kind) => check(resource, &mut cx),
        Check::Object(check) => check(resource, &mut cx),
        Check::Schema(check) if !workspace.facts(resource).problems.is_empty() => {
            schema_problems::judge(check, resource, workspace.unsure_definition(resource), &mut cx);
        }
        _ => {}
    }
    cx.finish()
}

/// Names the kustomizations that build what is found, unless a label does so already.
fn in_builds(mut diagnostic: Diagnostic, builds: &[usize], all: &[Build<'_>]) -> Diagnostic {
    let mut heads: Vec<Span> = builds.iter().filter_map(|&build| Some(all.get(build)?.head().span())).collect();
    heads.sort_unstable();
    heads.dedup();
    let shown: HashSet<FileId> = diagnostic.files().collect();
    heads.retain(|head| !shown.contains(&head.file));
    let rest = heads.len().saturating_sub(SHOWN);
    for (at, span) in heads.into_iter().take(SHOWN).enumerate() {
        let message = match rest {
            1.. if at + 1 == SHOWN => format!("in what this kustomization builds, and in {rest} others"),
            _ => "in what this kustomization builds".to_owned(),
        };
        diagnostic.related.push(Label { span, message });
    }
    diagnostic
}
