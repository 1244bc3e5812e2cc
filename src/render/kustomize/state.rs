//! The state of a build, which its steps share.

use std::collections::HashMap;

use super::file::after_key;
use super::problem::{Gap, Problem, ProblemKind};
use super::project::Project;
use super::resource::Resource;
use super::specs::Specs;
use crate::yaml::Node;

/// The reason for a gap if a path leads out of the project.
const OUTSIDE: &str = "a file outside of the project";

/// Objects before their names are settled.
#[derive(Debug, Clone, Default)]
pub(super) struct Accumulated<'a> {
    pub(super) resources: Vec<Resource<'a>>,
    /// The fields that transformers change.
    pub(super) specs: Specs,
    /// The variables of the kustomization and of its bases.
    pub(super) variables: Vec<Variable<'a>>,
    /// The problems of the kustomization and of its bases.
    pub(super) problems: Vec<Problem<'a>>,
    /// The inputs that are not built.
    pub(super) gaps: Vec<Gap<'a>>,
}

/// A variable of a kustomization.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable<'a> {
    pub(super) name: &'a str,
    /// The entry of the variable below `vars`.
    pub(super) entry: Node<'a>,
}

/// The context of every step of a build.
pub(super) struct Cx<'a> {
    pub(super) project: &'a Project,
    /// The problems of the kustomization that is being built.
    pub(super) problems: Vec<Problem<'a>>,
    /// The finished objects of kustomizations that others build on, by folder.
    pub(super) done: HashMap<&'a str, Accumulated<'a>>,
    /// The components that are being applied.
    pub(super) components: Vec<&'a str>,
    /// The number of components that were applied to the kustomization that is being built.
    pub(super) runs: usize,
}

impl<'a> Cx<'a> {
    pub(super) fn new(project: &'a Project) -> Self {
        Cx { project, problems: Vec::new(), done: HashMap::new(), components: Vec::new(), runs: 0 }
    }

    /// The gap if a path leads out of the project. If the project is a whole repository, no checkout of it has the
    /// file, which is a problem.
    pub(super) fn outside(&mut self, at: Node<'a>) -> Gap<'a> {
        if self.project.is_repository {
            let path = after_key(at.text());
            let message = format!("`{path}` leads out of the repository, so a build of a checkout lacks it");
            self.problem(at, ProblemKind::Outside, message);
        }
        Gap { at, reason: OUTSIDE.into() }
    }

    /// Adds the problem that a named file is missing.
    pub(super) fn no_file(&mut self, at: Node<'a>, path: &str) {
        self.problem(at, ProblemKind::Missing, format!("there is no file `{path}`, so kustomize builds nothing"));
    }

    /// Adds a problem.
    pub(super) fn problem(&mut self, at: Node<'a>, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem::new(at, kind, message));
    }
}
