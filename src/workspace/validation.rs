//! Objects against their APIs: what patches and kustomizations may still add or change is left out.

use super::Workspace;
use crate::kube::Resource;
use crate::kube::version_set::VersionSet;
use crate::schema::{self, Api, Problem};
use crate::yaml::Node;

impl<'w> Workspace<'w> {
    /// The API that an object is written for, if its fields are known.
    pub fn api(&self, resource: &Resource<'w>) -> Option<Api<'w>> {
        schema::built_in().api(resource.api_version, resource.kind_name)
    }

    /// In what an object, or a patch, is not as its API wants it, in some of the versions asked for.
    pub fn problems(&self, resource: &Resource<'w>) -> Vec<Problem<'w>> {
        let Some(api) = self.api(resource).filter(|_| !is_flattened(resource.root)) else { return Vec::new() };
        let mut problems = schema::problems(api, resource.root, VersionSet::from(self.project.versions));
        let is_patch = resource.id >= self.resources.len() || self.is_named_as_patch(resource);
        problems.retain(|problem| {
            (problem.counts_in_patches() || !is_patch)
                && !is_sops(problem, resource.root)
                && !self.may_change_at(resource, problem.node())
        });
        problems
    }

    /// True where a kustomization that reaches the object may change a node of it.
    fn may_change_at(&self, resource: &Resource<'_>, node: Node<'_>) -> bool {
        let is_member = !self.members[resource.file.0 as usize].is_empty();
        is_member && self.may_change(resource, &without_indexes(&node.path()))
    }
}

/// What SOPS adds to a file it takes away before anybody applies it.
fn is_sops(problem: &Problem<'_>, root: Node<'_>) -> bool {
    matches!(problem, Problem::Unknown(field) if field.parent == root && field.entry.key.text() == "sops")
}

/// Where the indentation is lost, every key stands at the root and none of them is the mistake.
fn is_flattened(root: Node<'_>) -> bool {
    ["metadata", "spec", "data", "stringData"].iter().any(|key| root.get(key).is_some_and(|value| value.is_null()))
}

/// `spec.containers.image` of `spec.containers[0].image`.
fn without_indexes(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}
