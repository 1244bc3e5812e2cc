//! The kinds and sets of kinds that the build makes, compared with facts about Kubernetes.

use bowline::kube::Kind;

#[test]
fn a_kind_counts_in_its_own_groups() {
    let cases = [
        ("", "Service", Kind::Service),
        ("serving.knative.dev", "Service", Kind::Custom),
        ("apps", "Deployment", Kind::Deployment),
        ("extensions", "Deployment", Kind::Deployment),
        ("", "Deployment", Kind::BuiltIn),
        ("extensions", "Ingress", Kind::Ingress),
        ("networking.k8s.io", "Ingress", Kind::Ingress),
        ("policy", "PodSecurityPolicy", Kind::PodSecurityPolicy),
        ("storage.k8s.io", "StorageClass", Kind::StorageClass),
        ("", "PodList", Kind::BuiltIn),
        ("storage.k8s.io", "Unheard", Kind::BuiltIn),
        // Groups without a dot are reserved for Kubernetes.
        ("unheard", "Deployment", Kind::BuiltIn),
        ("monitoring.coreos.com", "ServiceMonitor", Kind::ServiceMonitor),
        ("monitoring.coreos.com", "Prometheus", Kind::Prometheus),
        ("monitoring.coreos.com", "Unheard", Kind::Custom),
        ("gateway.networking.k8s.io", "HTTPRoute", Kind::Route),
        ("gateway.networking.k8s.io", "Gateway", Kind::Gateway),
        ("networking.istio.io", "Gateway", Kind::Custom),
        ("argoproj.io", "Rollout", Kind::Rollout),
        ("", "service", Kind::BuiltIn),
    ];
    for (group, name, kind) in cases {
        assert_eq!(Kind::of(group, name), kind, "{group} {name}");
    }
}

#[test]
fn sets_of_kinds() {
    let sorted = |kinds: &[Kind]| {
        let mut names: Vec<String> = kinds.iter().map(|kind| format!("{kind:?}")).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(
        sorted(Kind::WORKLOADS),
        "CronJob DaemonSet Deployment Job Pod ReplicaSet ReplicationController StatefulSet"
    );
    assert_eq!(
        sorted(Kind::POD_HOLDERS),
        "CronJob DaemonSet Deployment Job Pod PodTemplate ReplicaSet ReplicationController StatefulSet"
    );
    assert_eq!(sorted(Kind::SELECTING), "DaemonSet Deployment Job ReplicaSet ReplicationController StatefulSet");
    assert_eq!(sorted(Kind::MUST_SELECT), "DaemonSet Deployment ReplicaSet StatefulSet");
    assert_eq!(sorted(Kind::LASTING), "DaemonSet Deployment ReplicaSet ReplicationController StatefulSet");
    for kind in [Kind::Namespace, Kind::Node, Kind::ClusterRole, Kind::PersistentVolume, Kind::ClusterIssuer] {
        assert!(kind.is_cluster_scoped(), "{kind:?}");
    }
    for kind in [Kind::Pod, Kind::Role, Kind::PersistentVolumeClaim, Kind::Ingress, Kind::Route, Kind::Custom] {
        assert!(!kind.is_cluster_scoped(), "{kind:?}");
    }
    for kind in Kind::OF_OTHERS {
        assert!(kind.is_of_others() && !Kind::OF_KUBERNETES.contains(kind), "{kind:?}");
    }
    assert!(Kind::OF_OTHERS.contains(&Kind::Custom) && !Kind::BuiltIn.is_of_others() && !Kind::Pod.is_of_others());
    assert!(Kind::FluxKustomization.is_called("Kustomization") && !Kind::FluxKustomization.is_called("Kustomisation"));
    assert!(Kind::OF_KUBERNETES.contains(&Kind::BuiltIn) && !Kind::OF_KUBERNETES.contains(&Kind::ServiceMonitor));
}

#[test]
fn pod_templates_are_at_the_end_of_a_path() {
    let path = |kind: Kind| kind.template().map(|path| path.join("."));
    assert_eq!(path(Kind::Deployment).as_deref(), Some("spec.template"));
    assert_eq!(path(Kind::CronJob).as_deref(), Some("spec.jobTemplate.spec.template"));
    assert_eq!(path(Kind::PodTemplate).as_deref(), Some("template"));
    assert_eq!(path(Kind::Pod), None);
}
