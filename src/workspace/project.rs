//! The settings of a project on objects outside its files.

use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use globset::GlobMatcher;

use super::Workspace;
use crate::kube::labels::Found;
use crate::kube::values::version::Versions;
use crate::kube::{Kind, Namespace, Requirement, Resource, Selector, Truth};
use crate::secrets::Own;

/// The facts that rules know in addition to the files.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The Kubernetes versions that the manifests are for.
    pub versions: Versions,
    /// Whether no versions were requested, so that the newest one is only assumed.
    pub assumes_versions: bool,
    /// Whether the files contain every object. If so, an object that is neither in them nor in `external` does not
    /// exist.
    pub closed: bool,
    /// The namespace of objects that do not name one.
    pub namespace: Option<String>,
    /// Objects that exist, but are not in any file.
    pub external: Vec<External>,
    /// The words that count, or do not count, as a credential in this project only.
    pub own: Own,
    /// Paths of the files that were given for the definitions in them.
    pub definitions: HashSet<String>,
}

/// Objects that are made elsewhere.
#[derive(Debug, Clone)]
pub struct External {
    /// `kind`, as manifests write it.
    pub kind: String,
    /// The pattern of `metadata.name`. `None` for any name.
    pub name: Option<GlobMatcher>,
    /// The pattern of the namespace. `None` for any namespace.
    pub namespace: Option<GlobMatcher>,
    /// Labels of the object; for a workload, also those of its pods.
    pub labels: Vec<(String, String)>,
}

impl Project {
    /// Hashes all settings. Two projects with equal hashes are equal.
    pub(crate) fn hash_debug(&self, hasher: &mut impl Hasher) {
        let Project { versions, assumes_versions, closed, namespace, external, own, definitions } = self;
        let definitions: BTreeSet<&String> = definitions.iter().collect();
        format!("{versions:?}{assumes_versions}{closed}{namespace:?}{external:?}{own:?}{definitions:?}").hash(hasher);
    }
}

impl<'w> Workspace<'w> {
    /// Whether an object of a kind and name is made elsewhere, in the namespace of `from` if that is known.
    pub fn is_external(&self, from: &Resource<'_>, kind: &str, name: &str) -> bool {
        let is_named = |object: &External| object.name.as_ref().is_none_or(|glob| glob.is_match(name));
        self.externals(from).any(|object| object.kind == kind && is_named(object))
    }

    /// Whether pods that are made elsewhere may have the labels that a selector requires.
    pub fn may_select_external(&self, from: &Resource<'_>, selector: &Selector<'_>) -> bool {
        let pods = self.externals(from).filter(|object| Kind::of(group_of(&object.kind), &object.kind).is_workload());
        let holds = |object: &External, term: &Requirement<'_>| {
            let label = term.key.as_deref().and_then(|key| object.labels.iter().find(|(name, _)| name == key));
            term.holds(label.map_or(Found::Absent, |(_, value)| Found::Value(value))) != Truth::No
        };
        // Without labels, nothing is known about the pods.
        pods.into_iter()
            .any(|object| object.labels.is_empty() || selector.requirements.iter().all(|term| holds(object, term)))
    }

    fn externals(&self, from: &Resource<'_>) -> impl Iterator<Item = &'w External> {
        let namespace = match self.namespace(from) {
            Namespace::Named(name) => Some(name.clone()),
            Namespace::Unset | Namespace::Unknown => None,
        };
        let meets = move |object: &&External| match (&object.namespace, &namespace) {
            (Some(glob), Some(name)) => glob.is_match(name),
            _ => true,
        };
        self.project.external.iter().filter(meets)
    }
}

/// The group of a kind that is written without a group.
fn group_of(kind: &str) -> &'static str {
    match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => "apps",
        "Job" | "CronJob" => "batch",
        _ => "",
    }
}
