//! Which objects meet in a cluster: namespaces, files, folders and kustomizations.

use super::{Workspace, paths};
use crate::kube::{Namespace, Resource};

/// Whether two objects live in one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Certainly.
    Same,
    /// Certainly not.
    Different,
    /// The files do not tell.
    Maybe,
}

/// How near two objects stand; less is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// One file.
    File,
    /// One kustomization.
    Kustomization,
    /// One folder.
    Folder,
    /// Further away: steps from the one folder to the other.
    Steps(usize),
}

impl<'w> Workspace<'w> {
    /// Whether two objects live in one namespace.
    pub fn relation(&self, a: &Resource<'_>, b: &Resource<'_>) -> Relation {
        let (in_a, in_b) = (self.namespace(a), self.namespace(b));
        if let (Namespace::Named(a), Namespace::Named(b)) = (in_a, in_b)
            && a != b
        {
            return Relation::Different;
        }
        let equal = match (in_a, in_b) {
            (Namespace::Named(_), Namespace::Named(_)) | (Namespace::Unset, Namespace::Unset) => true,
            // One templated text is one namespace, and so are the namespaces that one kustomization sets.
            (Namespace::Unknown, Namespace::Unknown) => {
                a.file == b.file && written(a) == written(b) || self.shares_kustomization(a, b)
            }
            _ => false,
        };
        match equal {
            false => Relation::Maybe,
            true if self.is_one_set(a, b) => Relation::Same,
            true => Relation::Maybe,
        }
    }

    /// Where an object will live: what names no namespace goes to the one that the project says.
    pub(super) fn namespace<'a>(&'a self, resource: &'a Resource<'_>) -> &'a Namespace {
        match (&resource.namespace, &self.default_namespace) {
            (Namespace::Unset, Some(default)) => default,
            (written, _) => written,
        }
    }

    /// True where both are applied together, as far as files tell: one file, one kustomization, one folder, or one
    /// tree of folders without kustomizations.
    pub(super) fn is_one_set(&self, a: &Resource<'_>, b: &Resource<'_>) -> bool {
        if a.file == b.file || self.shares_kustomization(a, b) {
            return true;
        }
        let (a_members, b_members) = (&self.members[a.file.0 as usize], &self.members[b.file.0 as usize]);
        if !a_members.is_empty() || !b_members.is_empty() {
            return false;
        }
        let (a, b) = (&self.folders[a.file.0 as usize], &self.folders[b.file.0 as usize]);
        a == b || paths::is_below(a, b) || paths::is_below(b, a)
    }

    /// True where one kustomization builds both.
    pub fn shares_kustomization(&self, a: &Resource<'_>, b: &Resource<'_>) -> bool {
        let others = &self.members[b.file.0 as usize];
        self.members[a.file.0 as usize].iter().any(|index| others.contains(index))
    }

    /// How near two objects stand.
    pub fn nearness(&self, a: &Resource<'_>, b: &Resource<'_>) -> Nearness {
        let (a_folder, b_folder) = (&self.folders[a.file.0 as usize], &self.folders[b.file.0 as usize]);
        if a.file == b.file {
            Nearness::File
        } else if self.shares_kustomization(a, b) {
            Nearness::Kustomization
        } else if a_folder == b_folder {
            Nearness::Folder
        } else {
            let common = paths::common(a_folder, b_folder).split('/').filter(|part| !part.is_empty()).count();
            let depth = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
            Nearness::Steps(depth(a_folder) + depth(b_folder) - 2 * common)
        }
    }

    /// True where the two stand in one file, one folder or one kustomization: near enough to compare their texts.
    pub fn is_nearby(&self, a: &Resource<'_>, b: &Resource<'_>) -> bool {
        self.nearness(a, b) <= Nearness::Folder
    }
}

fn written<'w>(resource: &Resource<'w>) -> Option<&'w str> {
    resource.root.find(&["metadata", "namespace"]).map(|node| node.text())
}
