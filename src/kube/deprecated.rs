//! Fields that the API server accepts with a warning (`pkg/api/node/util.go`, `pkg/api/pod/warnings.go`,
//! `pkg/api/service/warnings.go` of Kubernetes 1.36).

use super::values::version::Version;

const fn since(minor: u32) -> Version {
    Version { major: 1, minor }
}

/// A label of nodes that has another name now.
#[derive(Debug)]
pub struct NodeLabel {
    /// The old name.
    pub old: &'static str,
    /// The name that nodes have now.
    pub new: &'static str,
    /// The first version in which the old one should not be used.
    pub since: Version,
}

/// Deprecated labels of nodes. The new labels have the same values. For the last one, that depends on who sets it.
pub const NODE_LABELS: &[NodeLabel] = &[
    NodeLabel { old: "beta.kubernetes.io/arch", new: "kubernetes.io/arch", since: since(14) },
    NodeLabel { old: "beta.kubernetes.io/os", new: "kubernetes.io/os", since: since(14) },
    NodeLabel {
        old: "failure-domain.beta.kubernetes.io/region",
        new: "topology.kubernetes.io/region",
        since: since(17),
    },
    NodeLabel { old: "failure-domain.beta.kubernetes.io/zone", new: "topology.kubernetes.io/zone", since: since(17) },
    NodeLabel { old: "beta.kubernetes.io/instance-type", new: "node.kubernetes.io/instance-type", since: since(17) },
    NodeLabel { old: MASTER, new: "node-role.kubernetes.io/control-plane", since: since(24) },
];

/// The label that kubeadm gave to control planes up to Kubernetes 1.23.
pub const MASTER: &str = "node-role.kubernetes.io/master";

/// Types of volumes, with the first version in which a pod with one does not start.
pub const VOLUMES: &[(&str, Version)] = &[
    ("photonPersistentDisk", since(16)),
    ("scaleIO", since(22)),
    ("flocker", since(25)),
    ("storageos", since(25)),
    ("quobyte", since(25)),
    ("glusterfs", since(26)),
    ("cephfs", since(31)),
    ("rbd", since(31)),
    // This type is only off by default, by the feature gate `GitRepoVolumeDriver`.
    ("gitRepo", since(33)),
];

/// Annotations of pods that Kubernetes no longer reads, with the first such version and the field of the pod's `spec`
/// to use instead.
pub const POD_ANNOTATIONS: &[(&str, Version, &str)] = &[
    ("scheduler.alpha.kubernetes.io/critical-pod", since(16), "priorityClassName"),
    ("security.alpha.kubernetes.io/sysctls", since(11), "securityContext.sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", since(11), "securityContext.sysctls"),
    ("seccomp.security.alpha.kubernetes.io/pod", since(27), "securityContext.seccompProfile"),
];

/// Annotations that end in the name of a container, with the first version that ignores them or warns of them. The last
/// part is the field of the container's `securityContext` to use instead.
pub const CONTAINER_ANNOTATIONS: &[(&str, Version, &str)] = &[
    ("container.seccomp.security.alpha.kubernetes.io/", since(27), "seccompProfile"),
    (APP_ARMOR, since(30), "appArmorProfile"),
];

/// The prefix of an annotation that is still read, unlike the others.
pub const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// The first version that certainly calls `trafficDistribution: PreferClose` and `externalIPs` deprecated.
pub const SERVICE_FIELDS: Version = since(36);
/// The first version that reads `service.kubernetes.io/topology-mode` instead of the annotation for hints.
pub const TOPOLOGY_MODE: Version = since(27);
