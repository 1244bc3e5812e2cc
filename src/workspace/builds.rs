//! The problems of building kustomizations.

use std::collections::{HashMap, HashSet};

use super::Workspace;
use crate::render::kustomize::{Build, ProblemKind, Similar};
use crate::source::{FileId, Span};
use crate::yaml::Node;

/// A problem of building kustomizations, reported once for all builds.
#[derive(Debug, Clone)]
pub struct BuildProblem<'w> {
    /// The place where a person would repair it.
    pub at: Node<'w>,
    /// The sort of the problem.
    pub kind: ProblemKind,
    /// The fact and its effect, as a sentence without a full stop.
    pub message: String,
    /// The problems in the text of a file that cause this one.
    pub because: &'w [Span],
    /// The name that was probably meant, if the problem is a name that nothing has.
    pub similar: Option<&'w Similar<'w>>,
    /// The kustomizations whose builds have the problem, each as the entry that leads to it, or otherwise as its first
    /// key.
    pub roots: Vec<Node<'w>>,
    /// Further places in the same file with the same mistake: files that do not exist.
    pub others: Vec<Node<'w>>,
}

impl BuildProblem<'_> {
    /// Whether the problem is about the input of a generator. Such a file may be made before the build, and need not be
    /// in Git.
    pub fn is_about_data(&self) -> bool {
        let path = self.at.path();
        ["configMapGenerator", "secretGenerator"].iter().any(|key| path.starts_with(key))
    }
}

impl<'w> Workspace<'w> {
    /// The problems of kustomizations and of their builds. If a build lacks objects, problems that may follow from that
    /// are left out.
    pub fn build_problems(&self) -> Vec<BuildProblem<'w>> {
        build_problems(self.builds)
    }
}

/// The places of problems that builds have after a change, but did not have before it.
pub fn new_problems(then: &[Build<'_>], now: &[Build<'_>]) -> HashSet<Span> {
    fn places<'p>(problem: &'p BuildProblem<'_>) -> impl Iterator<Item = (Node<'p>, ProblemKind)> {
        [problem.at].into_iter().chain(problem.others.iter().copied()).map(|at| (at, problem.kind))
    }
    let key = |(at, kind): (Node<'_>, ProblemKind)| (at.source().path.clone(), at.path(), kind);
    let then = build_problems(then);
    let known: HashSet<_> = then.iter().flat_map(places).map(key).collect();
    let now = build_problems(now);
    let is_new = |problem: &&BuildProblem<'_>| places(problem).any(|place| !known.contains(&key(place)));
    now.iter().filter(is_new).map(|problem| problem.at.span()).collect()
}

/// The problems of some builds, for [`Workspace::build_problems`].
fn build_problems<'w>(builds: &'w [Build<'w>]) -> Vec<BuildProblem<'w>> {
    let mut found: Vec<BuildProblem<'w>> = Vec::new();
    let mut known: HashMap<(Span, ProblemKind, &'w str), usize> = HashMap::new();
    for build in builds {
        let is_partial = lacks_something(build);
        for problem in &build.problems {
            let may_follow = is_partial && follows(problem.kind);
            if may_follow || is_of_component(problem.at) && is_without_effect(problem.kind) {
                continue;
            }
            let key = (problem.at.span(), problem.kind, problem.message.as_str());
            let index = *known.entry(key).or_insert_with(|| {
                let (at, kind, message) = (problem.at, problem.kind, problem.message.clone());
                let (because, similar) = (&problem.because, problem.similar.as_ref());
                found.push(BuildProblem { at, kind, message, because, similar, roots: Vec::new(), others: Vec::new() });
                found.len() - 1
            });
            let root = problem.via.unwrap_or_else(|| build.head());
            if found[index].roots.last() != Some(&root) {
                found[index].roots.push(root);
            }
        }
    }
    join_missing(found)
}

/// Joins the missing files that a kustomization names into one problem, such as those of a folder that is not in Git.
/// The inputs of generators come after the others.
fn join_missing(problems: Vec<BuildProblem<'_>>) -> Vec<BuildProblem<'_>> {
    let mut joined: Vec<BuildProblem<'_>> = Vec::new();
    let mut by_file: HashMap<FileId, usize> = HashMap::new();
    for mut problem in problems {
        if problem.kind != ProblemKind::Missing {
            joined.push(problem);
            continue;
        }
        let index = *by_file.entry(problem.at.source().id()).or_insert(joined.len());
        let Some(first) = joined.get_mut(index) else {
            joined.push(problem);
            continue;
        };
        if first.is_about_data() && !problem.is_about_data() {
            std::mem::swap(&mut first.at, &mut problem.at);
            std::mem::swap(&mut first.message, &mut problem.message);
        }
        first.others.push(problem.at);
    }
    joined
}

/// Whether a build lacks objects.
fn lacks_something(build: &Build<'_>) -> bool {
    let is_cause = |kind: ProblemKind| {
        matches!(
            kind,
            ProblemKind::Missing
                | ProblemKind::WrongKind
                | ProblemKind::Cycle
                | ProblemKind::Unreadable
                | ProblemKind::Invalid
                | ProblemKind::Limit
        )
    };
    !build.gaps.is_empty() || build.problems.iter().any(|problem| is_cause(problem.kind))
}

/// Whether a problem may follow from missing objects.
fn follows(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::Refused | ProblemKind::NoTarget) || is_without_effect(kind)
}

fn is_without_effect(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::NoEffect | ProblemKind::NoChange)
}

/// Whether a place is in a component, which other kustomizations may also use.
fn is_of_component(at: Node<'_>) -> bool {
    at.tree().root().and_then(|root| root.get("kind")).is_some_and(|kind| kind.text() == "Component")
}
