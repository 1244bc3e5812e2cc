//! The identities by which kustomize distinguishes objects.

use super::scope;

/// Group, version and kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Gvk {
    /// The group; empty for the core group.
    pub group: String,
    /// The version; empty if unknown.
    pub version: String,
    /// The kind; empty if unknown.
    pub kind: String,
}

/// Type, name and namespace of an object, now or before a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Id {
    /// The type.
    pub gvk: Gvk,
    /// The name.
    pub name: String,
    /// The namespace as written; empty if none is written.
    pub namespace: String,
}

impl Gvk {
    /// Reads a type from the two fields of an object (`resid.ParseGroupVersion`).
    pub fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Gvk { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
    }
}

impl Gvk {
    /// Whether objects of the type have no namespace, as far as kustomize knows.
    pub(super) fn is_cluster_scoped(&self) -> bool {
        scope::is_cluster_scoped(&self.group, &self.version, &self.kind)
    }

    /// Whether this is a requested type, in which an empty part matches anything (`Gvk.IsSelected`).
    pub fn is_selected_by(&self, asked: &Gvk) -> bool {
        let fits = |asked: &str, own: &str| asked.is_empty() || asked == own;
        // Most types differ in their kind.
        fits(&asked.kind, &self.kind) && fits(&asked.group, &self.group) && fits(&asked.version, &self.version)
    }
}

impl Id {
    /// The namespace: `default` if none is written, and a special word for kinds without namespaces
    /// (`ResId.EffectiveNamespace`).
    pub fn effective_namespace(&self) -> &str {
        match self.namespace.as_str() {
            _ if self.gvk.is_cluster_scoped() => "_non_namespaceable_",
            "" => "default",
            namespace => namespace,
        }
    }

    /// Whether both are the same object for kustomize (`ResId.Equals`).
    pub fn is_same(&self, other: &Id) -> bool {
        self.gvk == other.gvk && self.name == other.name && self.effective_namespace() == other.effective_namespace()
    }
}
