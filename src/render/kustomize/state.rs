//! What a build has so far, and what its steps share.

use std::collections::HashMap;

use super::file::after_key;
use super::problem::{Gap, Problem, ProblemKind};
use super::project::Project;
use super::resource::Resource;
use super::specs::Specs;
use crate::yaml::Node;

/// What is not built because it leads out of the project.
const OUTSIDE: &str = "a file outside of the project";

/// Objects before their names are settled.
#[derive(Debug, Clone, Default)]
pub(super) struct Accumulated<'a> {
    pub(super) resources: Vec<Resource<'a>>,
    /// Which fields transformers change.
    pub(super) specs: Specs,
    /// Its variables, and those of what it builds on.
    pub(super) variables: Vec<Variable<'a>>,
    /// What is wrong with the kustomization and all that it builds on.
    pub(super) problems: Vec<Problem<'a>>,
    /// What is not built of it.
    pub(super) gaps: Vec<Gap<'a>>,
}

/// A variable of a kustomization.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    /// Its entry below `vars`.
    pub(super) entry: Node<'a>,
}

/// What every step of a build can reach.
pub(super) struct Cx<'a> {
    pub(super) project: &'a Project,
    /// What is wrong with the kustomization that is built now.
    pub(super) problems: Vec<Problem<'a>>,
    /// What kustomizations make that others build on, by folder.
    pub(super) done: HashMap<&'a str, Accumulated<'a>>,
    /// The components that are open.
    pub(super) components: Vec<&'a str>,
    /// How many components ran for the kustomization that is built now.
    pub(super) runs: usize,
}

impl<'a> Cx<'a> {
    pub(super) fn new(project: &'a Project) -> Self {
        Cx { project, problems: Vec::new(), done: HashMap::new(), components: Vec::new(), runs: 0 }
    }

    /// What is missing because a path leads out of the project. If that is a whole repository, no checkout of it has the file.
    pub(super) fn outside(&mut self, at: Node<'a>) -> Gap<'a> {
        if self.project.is_repository {
            let path = after_key(at.text());
            let message = format!("`{path}` leads out of the repository, so a build of a checkout lacks it");
            self.problem(at, ProblemKind::Outside, message);
        }
        Gap { at, reason: OUTSIDE.into() }
    }

    /// Notes that a file which a kustomization names is missing.
    pub(super) fn no_file(&mut self, at: Node<'a>, path: &str) {
        self.problem(at, ProblemKind::Missing, format!("there is no file `{path}`, so kustomize builds nothing"));
    }

    /// Notes a problem.
    pub(super) fn problem(&mut self, at: Node<'a>, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem::new(at, kind, message));
    }
}
