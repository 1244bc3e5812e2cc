//! Which objects are together in a cluster: namespaces, files, folders and kustomizations.

use super::Workspace;
use crate::kube::{Namespace, Resource};
use crate::source::paths;

/// Whether two objects live in one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Certainly the same.
    Same,
    /// Certainly different.
    Different,
    /// The files are not enough to tell.
    Maybe,
}

/// How near two objects are; less is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// In the same file.
    File,
    /// In the same kustomization.
    Kustomization,
    /// In the same folder.
    Folder,
    /// Further away: the number of steps between the folders.
    Steps(usize),
}

/// The number of steps between two builds, in addition to those between their folders, so that neither is near the
/// other.
const APART: usize = 10;

impl<'w> Workspace<'w> {
    /// Whether two objects live in the same namespace of the same cluster.
    pub fn relation(&self, a: &Resource<'_>, b: &Resource<'_>) -> Relation {
        if self.sets.are_apart(a, b) {
            return Relation::Different;
        }
        let (in_a, in_b) = (self.namespace(a), self.namespace(b));
        if let (Namespace::Named(a), Namespace::Named(b)) = (in_a, in_b)
            && a != b
        {
            return Relation::Different;
        }
        let equal = match (in_a, in_b) {
            (Namespace::Named(_), Namespace::Named(_)) | (Namespace::Unset, Namespace::Unset) => true,
            // Equal templated texts are the same namespace, and so are namespaces that one kustomization sets.
            (Namespace::Unknown, Namespace::Unknown) => {
                a.file() == b.file() && written(a) == written(b) || self.sets.share_kustomization(a.set, b.set)
            }
            _ => false,
        };
        match equal {
            false => Relation::Maybe,
            true if self.sets.are_one(a.set, b.set) => Relation::Same,
            true => Relation::Maybe,
        }
    }

    /// The namespace that an object will be in. An object without a namespace goes to the default of the project.
    pub fn namespace<'a>(&'a self, resource: &'a Resource<'_>) -> &'a Namespace {
        match (&resource.namespace, &self.default_namespace) {
            (Namespace::Unset, Some(default)) => default,
            (written, _) => written,
        }
    }

    /// How near two objects are.
    pub fn nearness(&self, a: &Resource<'_>, b: &Resource<'_>) -> Nearness {
        if a.set == b.set && a.file() == b.file() {
            Nearness::File
        } else if self.sets.share_kustomization(a.set, b.set) {
            Nearness::Kustomization
        } else {
            let (one, other) = (&self.sets.get(a.set).folder, &self.sets.get(b.set).folder);
            if self.sets.is_built(a.set) && self.sets.is_built(b.set) {
                return Nearness::Steps(paths::steps(one, other) + APART);
            }
            if one == other {
                return Nearness::Folder;
            }
            Nearness::Steps(paths::steps(one, other))
        }
    }

    /// Whether two objects are in the same file, folder or kustomization, and so near enough to compare their texts.
    pub fn is_nearby(&self, a: &Resource<'_>, b: &Resource<'_>) -> bool {
        self.nearness(a, b) <= Nearness::Folder
    }
}

fn written<'w>(resource: &Resource<'w>) -> Option<&'w str> {
    resource.root.find(&["metadata", "namespace"]).map(|node| node.text())
}
