//! The kinds that rules know by name. A kind counts only in its own API group: Knative has a `Service` too.

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Service,
    Pod,
    ReplicationController,
    Deployment,
    ReplicaSet,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    PodTemplate,
    PodDisruptionBudget,
    NetworkPolicy,
    Ingress,
    HorizontalPodAutoscaler,
    Endpoints,
    EndpointSlice,
    ConfigMap,
    Secret,
    ServiceMonitor,
    PodMonitor,
    /// A route of the Gateway API: HTTPRoute, GRPCRoute, TCPRoute, TLSRoute, UDPRoute.
    Route,
    /// Another built-in kind.
    BuiltIn,
    /// A kind of a group that is not Kubernetes' own: a controller may make anything of it.
    Custom,
}

impl Kind {
    /// The kind of an object by its group (empty for the core group) and kind.
    pub fn of(group: &str, kind: &str) -> Kind {
        match (group, kind) {
            ("", "Service") => Kind::Service,
            ("", "Pod") => Kind::Pod,
            ("", "ReplicationController") => Kind::ReplicationController,
            ("", "PodTemplate") => Kind::PodTemplate,
            ("", "Endpoints") => Kind::Endpoints,
            ("", "ConfigMap") => Kind::ConfigMap,
            ("", "Secret") => Kind::Secret,
            ("apps" | "extensions", "Deployment") => Kind::Deployment,
            ("apps" | "extensions", "ReplicaSet") => Kind::ReplicaSet,
            ("apps" | "extensions", "DaemonSet") => Kind::DaemonSet,
            ("apps", "StatefulSet") => Kind::StatefulSet,
            ("batch", "Job") => Kind::Job,
            ("batch", "CronJob") => Kind::CronJob,
            ("policy", "PodDisruptionBudget") => Kind::PodDisruptionBudget,
            ("networking.k8s.io" | "extensions", "NetworkPolicy") => Kind::NetworkPolicy,
            ("networking.k8s.io" | "extensions", "Ingress") => Kind::Ingress,
            ("autoscaling", "HorizontalPodAutoscaler") => Kind::HorizontalPodAutoscaler,
            ("discovery.k8s.io", "EndpointSlice") => Kind::EndpointSlice,
            ("monitoring.coreos.com", "ServiceMonitor") => Kind::ServiceMonitor,
            ("monitoring.coreos.com", "PodMonitor") => Kind::PodMonitor,
            ("gateway.networking.k8s.io", _) if kind.ends_with("Route") => Kind::Route,
            _ if is_built_in_group(group) => Kind::BuiltIn,
            _ => Kind::Custom,
        }
    }

    /// The workload kinds whose `spec.selector` must match their own pod template (apps and core validation).
    pub const SELECTING: &[Kind] = &[
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::StatefulSet,
        Kind::DaemonSet,
        Kind::ReplicationController,
        Kind::Job,
    ];

    /// Every kind that makes pods.
    pub const WORKLOADS: &[Kind] = &[
        Kind::Pod,
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::StatefulSet,
        Kind::DaemonSet,
        Kind::ReplicationController,
        Kind::Job,
        Kind::CronJob,
    ];

    /// True for a kind that makes pods.
    pub fn is_workload(self) -> bool {
        Kind::WORKLOADS.contains(&self)
    }
}

/// Groups that Kubernetes serves itself: those without a dot, and those below `k8s.io` that it keeps.
fn is_built_in_group(group: &str) -> bool {
    const WITH_DOT: &[&str] = &[
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    ];
    !group.contains('.') || WITH_DOT.contains(&group)
}
