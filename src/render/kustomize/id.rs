//! How kustomize tells objects apart.

/// Group, version and kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Gvk {
    /// Empty for the core group.
    pub group: String,
    /// Empty if unknown.
    pub version: String,
    /// Empty if unknown.
    pub kind: String,
}

/// Type, name and namespace of an object, now or before a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Id {
    /// The type.
    pub gvk: Gvk,
    /// The name.
    pub name: String,
    /// As it is written; empty if it is not.
    pub namespace: String,
}

impl Gvk {
    /// From the two fields of an object (`resid.ParseGroupVersion`).
    pub fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Gvk { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
    }
}

impl Id {
    /// The namespace, where none is written `default` (`ResId.EffectiveNamespace`).
    pub fn effective_namespace(&self) -> &str {
        if self.namespace.is_empty() { "default" } else { &self.namespace }
    }

    /// Whether both are one object to kustomize (`ResId.Equals`).
    pub fn is_same(&self, other: &Id) -> bool {
        self.gvk == other.gvk && self.name == other.name && self.effective_namespace() == other.effective_namespace()
    }
}
