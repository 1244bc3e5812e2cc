//! Findings in the objects that kustomizations build. Several builds may share a finding.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Span};
use crate::workspace::Workspace;

/// The number of kustomizations that a finding names. Further ones are only counted.
const SHOWN: usize = 3;

/// A finding, and the numbers of the builds that have it, in order.
type InBuilds = (Diagnostic, Vec<usize>);

/// Merges equal findings of several builds into one. If a kustomization could have it but does not, the finding names
/// those that do. `found` is in the order of the builds. Findings that `known` contains are left out.
pub(super) fn merge(
    workspace: &Workspace<'_>,
    found: impl Iterator<Item = (usize, Diagnostic)>,
    known: &[Diagnostic],
) -> Vec<Diagnostic> {
    let mut found = found.peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let known: HashSet<(&str, Span)> = known.iter().map(|one| (one.rule, one.primary.span)).collect();
    let mut all: Vec<InBuilds> = Vec::new();
    let mut places: HashMap<(&'static str, Span), Vec<usize>> = HashMap::new();
    for (build, diagnostic) in found {
        let place = (diagnostic.rule, diagnostic.primary.span);
        if known.contains(&place) {
            continue;
        }
        let here = places.entry(place).or_default();
        let says_same = |at: &&usize| all[**at].0.message == diagnostic.message;
        match here.iter().find(says_same).or_else(|| here.iter().find(|at| is_variant(&all[**at], build, &diagnostic)))
        {
            Some(&at) if all[at].1.last() != Some(&build) => all[at].1.push(build),
            Some(_) => {}
            None => {
                here.push(all.len());
                all.push((diagnostic, vec![build]));
            }
        }
    }
    all.into_iter().map(|(diagnostic, builds)| in_builds(diagnostic, &builds, workspace)).collect()
}

/// Whether a finding of a build is a variant of a known finding, with other words: of another build, or of a copy of
/// the object.
fn is_variant((known, builds): &InBuilds, build: usize, diagnostic: &Diagnostic) -> bool {
    builds.last() != Some(&build) || known.object != diagnostic.object
}

/// Names the kustomizations with a finding, unless all that read its file have it. A fix must be right for all of them.
fn in_builds(mut diagnostic: Diagnostic, builds: &[usize], workspace: &Workspace<'_>) -> Diagnostic {
    let lacks_it = |file: FileId| workspace.sets.builds_with(file).any(|build| !builds.contains(&build));
    let edited = |fix: &crate::diagnostic::Fix| fix.edits.iter().any(|edit| lacks_it(edit.span().file));
    diagnostic.fix = diagnostic.fix.take().filter(|fix| !edited(fix));
    if !lacks_it(diagnostic.primary.span.file) {
        return diagnostic;
    }
    let mut heads: Vec<Span> =
        builds.iter().filter_map(|&build| Some(workspace.builds.get(build)?.head().span())).collect();
    heads.sort_by_key(|head| (workspace.sources.rank(head.file), head.start));
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
