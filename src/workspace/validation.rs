//! Objects against their APIs: what patches and kustomizations may still add or change is left out.

use std::collections::HashSet;

use super::Workspace;
use crate::kube::Resource;
use crate::kube::values::version_set::VersionSet;
use crate::schema::{self, Api, Problem, Shape};
use crate::text::similar::is_slip;
use crate::yaml::{Entry, Node};

impl<'w> Workspace<'w> {
    /// The API that an object is written for, if its fields are known.
    pub fn api(&'w self, resource: &Resource<'_>) -> Option<Api<'w>> {
        self.apis(resource).first().copied()
    }

    /// In what an object, or a patch, is not as its API wants it, in some of the versions asked for.
    pub fn problems(&'w self, resource: &Resource<'w>) -> Vec<Problem<'w>> {
        let apis = self.apis(resource);
        let Some((first, others)) = apis.split_first().filter(|(first, _)| !is_flattened(**first, resource.root))
        else {
            return Vec::new();
        };
        let versions = VersionSet::from(self.project.versions);
        let mut problems = schema::problems(*first, resource.root, versions);
        // Of several definitions of one kind, any may be the one that is in the cluster.
        for &other in others {
            if problems.is_empty() {
                break;
            }
            let theirs = schema::problems(other, resource.root, versions);
            let theirs: HashSet<_> = theirs.iter().map(Problem::identity).collect();
            problems.retain(|problem| theirs.contains(&problem.identity()));
        }
        let is_patch = resource.is_patch || self.is_named_as_patch(resource);
        if !first.definition().is_built_in() && self.is_mutated(resource) {
            problems.retain(|problem| !matches!(problem, Problem::Missing(_)));
        }
        problems.retain(|problem| {
            (!is_patch || problem.counts_in_patches() && !is_removal(problem))
                && !is_sops(problem, resource.root)
                && is_certain(problem)
        });
        problems
    }

    /// True where an object has a key that is no field where it stands, and that is or looks like one of these: what is
    /// said of that key explains why the field is missing.
    pub fn is_meant_elsewhere(&self, resource: &Resource<'w>, names: &[&str]) -> bool {
        self.problems(resource).iter().any(|problem| match problem {
            Problem::Unknown(field) => {
                let key = field.entry.key.key_text();
                names.iter().any(|name| *key == **name || is_slip(&key, name))
            }
            _ => false,
        })
    }
}

/// Whether nothing changes what the problem is about before the object is applied.
fn is_certain(problem: &Problem<'_>) -> bool {
    problem.node().is_certain()
}

/// A null in a patch takes a field away that may be there.
fn is_removal(problem: &Problem<'_>) -> bool {
    matches!(problem, Problem::Unknown(field) if field.entry.value.is_null())
}

/// What SOPS adds to a file it takes away before anybody applies it.
fn is_sops(problem: &Problem<'_>, root: Node<'_>) -> bool {
    matches!(problem, Problem::Unknown(field) if field.parent == root && field.entry.key.text() == "sops")
}

/// Where the indentation is lost, every key stands at the root and none of them is the mistake: several mappings are
/// empty or not there, and several keys have lost theirs.
fn is_flattened(api: Api<'_>, root: Node<'_>) -> bool {
    let definition = api.definition();
    let lost = definition.fields().filter(|field| {
        let is_mapping = matches!(field.shape(), Shape::Record(_) | Shape::Map(_)) && field.name() != "status";
        match root.get(field.name()) {
            Some(value) => is_mapping && value.is_null(),
            None => is_mapping && matches!(field.name(), "metadata" | "spec"),
        }
    });
    let orphan = |entry: &Entry<'_>| definition.field(&entry.key.key_text()).next().is_none();
    lost.take(2).count() == 2 && root.entries().filter(orphan).take(2).count() == 2
}
