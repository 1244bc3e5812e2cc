//! The kinds of objects. A kind counts only in its own API group: Knative also has a `Service`.
//!
//! The build makes the list and its sets from the facts in `schema`.

mod tables {
    include!(concat!(env!("OUT_DIR"), "/kinds.rs"));
}

pub use tables::Kind;

impl Kind {
    /// Kinds that contain the `spec` of a pod, in a template or directly.
    pub const POD_HOLDERS: &'static [Kind] = tables::POD_HOLDERS;

    /// Kinds that make pods.
    pub const WORKLOADS: &'static [Kind] = tables::WORKLOADS;

    /// Workloads with a `spec.selector` that must match their own pod template (apps and core validation).
    pub const SELECTING: &'static [Kind] = tables::SELECTING;

    /// Workloads that the API server rejects without a `spec.selector`.
    pub const MUST_SELECT: &'static [Kind] = tables::MUST_SELECT;

    /// Workloads whose pods are meant to run forever.
    pub const LASTING: &'static [Kind] = tables::LASTING;

    /// Kinds whose objects do not live in a namespace.
    pub const CLUSTER_SCOPED: &'static [Kind] = tables::CLUSTER_SCOPED;

    /// Every kind of the groups that Kubernetes serves itself.
    pub const OF_KUBERNETES: &'static [Kind] = tables::OF_KUBERNETES;

    /// Every kind of other groups.
    pub const OF_OTHERS: &'static [Kind] = tables::OF_OTHERS;

    /// The kind of an object by its group (empty for the core group) and kind.
    pub fn of(group: &str, kind: &str) -> Kind {
        let first = tables::NAMES.partition_point(|row| row.0 < kind);
        let mut named = tables::NAMES[first..].iter().take_while(|row| row.0 == kind);
        match named.find(|row| is_group(row.1, group)) {
            Some(row) => row.2,
            // A group without a dot is reserved for Kubernetes.
            None if !group.contains('.') || Kind::has_group(group) => Kind::BuiltIn,
            None => Kind::Custom,
        }
    }

    /// Whether Kubernetes serves a group itself, or once did. The core group is empty.
    pub fn has_group(group: &str) -> bool {
        group.is_empty() || tables::GROUPS.binary_search(&group).is_ok()
    }

    /// The name of the kind. If several kinds share this value, it is the name of the first one.
    pub fn name(self) -> &'static str {
        tables::NAMES.iter().find(|row| row.2 == self).map_or("", |row| row.0)
    }

    /// Whether objects of the kind make pods.
    pub fn is_workload(self) -> bool {
        Kind::WORKLOADS.contains(&self)
    }

    /// Whether objects of the kind do not live in a namespace. False for kinds without a value of their own, as their
    /// scope is unknown.
    pub fn is_cluster_scoped(self) -> bool {
        Kind::CLUSTER_SCOPED.contains(&self)
    }

    /// Whether the group of the kind is not served by Kubernetes itself, so that another controller handles its
    /// objects.
    pub fn is_of_others(self) -> bool {
        tables::is_of_others(self)
    }

    /// Whether objects of the kind may have this `kind`, in any group.
    pub fn is_called(self, name: &str) -> bool {
        let first = tables::NAMES.partition_point(|&(known, _, _)| known < name);
        tables::NAMES[first..].iter().take_while(|row| row.0 == name).any(|row| row.2 == self)
    }

    /// The path to the pod template of an object. Returns `None` if the kind has none; a Pod is its own template.
    pub fn template(self) -> Option<&'static [&'static str]> {
        tables::template(self)
    }
}

/// Whether two groups are equal. For the core group, which most objects have, the length is compared first. Some
/// processors take a hundred times as long to compare two empty texts.
fn is_group(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.is_empty() || one == other)
}
