//! Constraints of the API server on fields beyond their types.

use bowline::kube::Kind;
use bowline::kube::values::version::{Version, Versions};
use bowline::schema::{Problem, built_in, facts};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml;

/// The places of an object that violate a constraint in a version of Kubernetes.
fn broken(object: &str, minor: u32) -> Vec<String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), object.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let root = parsed.documents[0].tree.root().unwrap();
    let text = |key| root.get(key).unwrap().text();
    let api = built_in().api(text("apiVersion"), text("kind"));
    assert!(api.is_some(), "{object}");
    let version = Version { major: 1, minor };
    let facts = facts(Kind::BuiltIn, api, root, Versions { first: version, last: version }.into());
    let broken = facts.problems.iter().filter(|problem| matches!(problem, Problem::Constraint(_)));
    broken.map(|problem| problem.node().path()).collect()
}

/// Objects with a gap for the part to check.
const FRAMES: &[(&str, &str)] = &[
    ("POD", "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}], PART}}"),
    ("CONTAINER", "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b, PART}]}}"),
    (
        "SPREAD",
        "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}], topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, PART}]}}",
    ),
    (
        "AFFINITY",
        "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, PART}]}}}}",
    ),
    (
        "ENV",
        "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b, env: [{name: A, valueFrom: {fileKeyRef: {PART}}}]}]}}",
    ),
    ("INGRESS", "{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {PART}}"),
    (
        "JOB",
        "{apiVersion: batch/v1, kind: Job, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}, PART}}",
    ),
    ("SCALER", "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 3, PART}}"),
    ("BUDGET", "{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {PART}}"),
    (
        "SET",
        "{apiVersion: apps/v1, kind: StatefulSet, spec: {selector: {}, template: {spec: {containers: [{name: a, image: b}]}}, PART}}",
    ),
    (
        "DEVICE",
        "{apiVersion: resource.k8s.io/v1, kind: ResourceSlice, spec: {driver: a.b, nodeName: a, pool: {name: a, generation: 1, resourceSliceCount: 1}, devices: [{name: a, PART}]}}",
    ),
    (
        "REVIEW",
        "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {PART}}}",
    ),
    ("CONTROLLER", "{apiVersion: v1, kind: ReplicationController, spec: {PART}}"),
    ("SERVICE", "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}], PART}}"),
    ("VOLUME", "{apiVersion: v1, kind: PersistentVolume, spec: {capacity: {storage: 1Gi}, PART}}"),
    ("CLAIM", "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {resources: {requests: {storage: 1Gi}}, PART}}"),
    ("DRIVER", "{apiVersion: storage.k8s.io/v1, kind: CSIDriver, spec: {PART}}"),
    (
        "WEBHOOK",
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, webhooks: [{name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: 'https://a.b'}, PART}]}",
    ),
];

fn framed(frame: &str, part: &str) -> String {
    let frame = FRAMES.iter().find(|(name, _)| *name == frame).unwrap_or_else(|| panic!("{frame} is not a frame"));
    frame.1.replace("PART", part)
}

/// New constraints. The first version, and the feature gate that brought it as on by default
/// (`pkg/features/kube_features.go` of Kubernetes). Then a frame, a part for it, and the end of the path that violates
/// a constraint from this version on.
const CAME: &[(u32, &str, &str, &str, &str)] = &[
    (26, "NodeInclusionPolicyInPodTopologySpread", "SPREAD", "nodeAffinityPolicy: ''", "nodeAffinityPolicy"),
    (26, "NodeInclusionPolicyInPodTopologySpread", "SPREAD", "nodeTaintsPolicy: ''", "nodeTaintsPolicy"),
    (26, "JobPodFailurePolicy", "JOB", "podFailurePolicy: {rules: [{action: Ignore}]}", "rules[0]"),
    (
        26,
        "JobPodFailurePolicy",
        "JOB",
        "podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: []}}]}",
        "values",
    ),
    (
        26,
        "JobPodFailurePolicy",
        "JOB",
        "podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: a b, status: 'True'}]}]}",
        "type",
    ),
    (27, "PodSchedulingReadiness", "POD", "schedulingGates: [{name: a b}]", "schedulingGates[0].name"),
    (27, "MinDomainsInPodTopologySpread", "SPREAD", "minDomains: 2", "topologySpreadConstraints[0]"),
    (
        27,
        "MatchLabelKeysInPodTopologySpread",
        "SPREAD",
        "matchLabelKeys: [a b], labelSelector: {}",
        "matchLabelKeys[0]",
    ),
    (27, "MatchLabelKeysInPodTopologySpread", "SPREAD", "matchLabelKeys: [a]", "topologySpreadConstraints[0]"),
    (27, "PDBUnhealthyPodEvictionPolicy", "BUDGET", "unhealthyPodEvictionPolicy: ''", "unhealthyPodEvictionPolicy"),
    (27, "StatefulSetStartOrdinal", "SET", "ordinals: {start: -1}", "start"),
    (27, "StatefulSetAutoDeletePVC", "SET", "persistentVolumeClaimRetentionPolicy: {whenDeleted: Keep}", "whenDeleted"),
    (27, "StatefulSetAutoDeletePVC", "SET", "persistentVolumeClaimRetentionPolicy: {whenScaled: Keep}", "whenScaled"),
    (27, "ReadWriteOncePod", "CLAIM", "accessModes: [ReadWriteOncePod, ReadOnlyMany]", "accessModes"),
    (28, "AdmissionWebhookMatchConditions", "WEBHOOK", "matchConditions: [{name: a b, expression: 'true'}]", "name"),
    (28, "AdmissionWebhookMatchConditions", "WEBHOOK", "matchConditions: [{name: a, expression: ''}]", "expression"),
    (29, "SidecarContainers", "CONTAINER", "restartPolicy: Sometimes", "containers[0].restartPolicy"),
    (29, "SidecarContainers", "CONTAINER", "restartPolicy: ''", "containers[0].restartPolicy"),
    (29, "JobPodReplacementPolicy", "JOB", "podReplacementPolicy: ''", "podReplacementPolicy"),
    (29, "JobBackoffLimitPerIndex", "JOB", "backoffLimitPerIndex: -1", "backoffLimitPerIndex"),
    (29, "JobBackoffLimitPerIndex", "JOB", "maxFailedIndexes: -1", "maxFailedIndexes"),
    (30, "AppArmorFields", "POD", "securityContext: {appArmorProfile: {type: Localhost}}", "appArmorProfile"),
    (
        30,
        "AppArmorFields",
        "CONTAINER",
        "securityContext: {appArmorProfile: {type: Unconfined, localhostProfile: a}}",
        "appArmorProfile",
    ),
    (30, "PodLifecycleSleepAction", "CONTAINER", "lifecycle: {preStop: {sleep: {seconds: -1}}}", "seconds"),
    (31, "MatchLabelKeysInPodAffinity", "AFFINITY", "labelSelector: {}, matchLabelKeys: [a b]", "matchLabelKeys[0]"),
    (
        31,
        "MatchLabelKeysInPodAffinity",
        "AFFINITY",
        "labelSelector: {}, mismatchLabelKeys: [a b]",
        "mismatchLabelKeys[0]",
    ),
    (
        31,
        "MatchLabelKeysInPodAffinity",
        "AFFINITY",
        "matchLabelKeys: [a]",
        "requiredDuringSchedulingIgnoredDuringExecution[0]",
    ),
    (
        31,
        "MatchLabelKeysInPodAffinity",
        "AFFINITY",
        "mismatchLabelKeys: [a]",
        "requiredDuringSchedulingIgnoredDuringExecution[0]",
    ),
    (
        31,
        "RecursiveReadOnlyMounts",
        "CONTAINER",
        "volumeMounts: [{name: a, mountPath: /a, recursiveReadOnly: Always}]",
        "recursiveReadOnly",
    ),
    (31, "JobSuccessPolicy", "JOB", "successPolicy: {rules: [{}]}", "rules[0]"),
    (31, "JobSuccessPolicy", "JOB", "successPolicy: {rules: [{succeededCount: -1}]}", "succeededCount"),
    (31, "ServiceTrafficDistribution", "SERVICE", "trafficDistribution: Far", "trafficDistribution"),
    (32, "JobManagedBy", "JOB", "managedBy: me", "managedBy"),
    (
        33,
        "InPlacePodVerticalScaling",
        "CONTAINER",
        "resizePolicy: [{resourceName: '', restartPolicy: NotRequired}]",
        "resourceName",
    ),
    (
        33,
        "InPlacePodVerticalScaling",
        "CONTAINER",
        "resizePolicy: [{resourceName: disk, restartPolicy: NotRequired}]",
        "resourceName",
    ),
    (
        33,
        "SupplementalGroupsPolicy",
        "POD",
        "securityContext: {supplementalGroupsPolicy: ''}",
        "supplementalGroupsPolicy",
    ),
    (33, "SELinuxChangePolicy", "POD", "securityContext: {seLinuxChangePolicy: None}", "seLinuxChangePolicy"),
    (33, "ProcMountType", "CONTAINER", "securityContext: {procMount: ''}", "procMount"),
    (34, "DynamicResourceAllocation", "POD", "resourceClaims: [{name: a}]", "resourceClaims[0]"),
    (
        34,
        "DynamicResourceAllocation",
        "POD",
        "resourceClaims: [{name: a_b, resourceClaimName: a}]",
        "resourceClaims[0].name",
    ),
    (34, "VolumeAttributesClass", "CLAIM", "volumeAttributesClassName: a_b", "volumeAttributesClassName"),
    (34, "VolumeAttributesClass", "VOLUME", "hostPath: {path: /a}, volumeAttributesClassName: a", "spec"),
    (
        34,
        "`ValidateAPIVersion` without a gate",
        "SCALER",
        "scaleTargetRef: {kind: Deployment, name: a}",
        "scaleTargetRef",
    ),
    (
        34,
        "`ValidateAPIVersion` without a gate",
        "SCALER",
        "scaleTargetRef: {apiVersion: v1, kind: Deployment, name: a}",
        "apiVersion",
    ),
    (35, "HostnameOverride", "POD", "hostnameOverride: Web", "hostnameOverride"),
    (35, "EnvFiles", "ENV", "key: a, path: /a, volumeName: v", "path"),
    (35, "EnvFiles", "ENV", "key: a, path: a, volumeName: a_b", "volumeName"),
    (
        35,
        "ContainerRestartRules",
        "CONTAINER",
        "restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]",
        "containers[0]",
    ),
    (
        35,
        "HPAConfigurableTolerance",
        "SCALER",
        "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, behavior: {scaleDown: {tolerance: -1}}",
        "tolerance",
    ),
    (
        35,
        "MutableCSINodeAllocatableCount",
        "DRIVER",
        "nodeAllocatableUpdatePeriodSeconds: 5",
        "nodeAllocatableUpdatePeriodSeconds",
    ),
    (32, "AuthorizeWithSelectors", "REVIEW", "labelSelector: {requirements: [{key: 'a b', operator: Exists}]}", "key"),
    (32, "AuthorizeWithSelectors", "REVIEW", "fieldSelector: {}", "fieldSelector"),
    (
        36,
        "DRAPartitionableDevices",
        "DEVICE",
        "consumesCounters: [{counterSet: a_b, counters: {a: {value: 1}}}]",
        "counterSet",
    ),
    (36, "DRADeviceBindingConditions", "DEVICE", "bindingConditions: [a.b/c]", "devices[0]"),
    (
        36,
        "DRAConsumableCapacity",
        "DEVICE",
        "capacity: {a: {value: 2, requestPolicy: {validValues: [2, 1], default: 1}}}",
        "validValues",
    ),
    (36, "DRADeviceTaints", "DEVICE", "taints: [{key: 'a b', effect: NoSchedule}]", "key"),
    (
        37,
        "MaxUnavailableStatefulSet",
        "SET",
        "updateStrategy: {rollingUpdate: {maxUnavailable: '101%'}}",
        "maxUnavailable",
    ),
    (
        37,
        "ClusterTrustBundleProjection",
        "POD",
        "volumes: [{name: a, projected: {sources: [{clusterTrustBundle: {path: a}}]}}]",
        "clusterTrustBundle",
    ),
];

/// Removed constraints. The first version that accepts the part, and the feature gate that brought this as on by
/// default. Then a frame, a part for it, and the end of the path that violates a constraint in the version before.
const WENT: &[(u32, &str, &str, &str, &str)] = &[
    (26, "ExpandedDNSConfig", "POD", "dnsConfig: {searches: [a, b, c, d, e, f, g]}", "searches"),
    (32, "RelaxedEnvironmentVariableValidation", "CONTAINER", "env: [{name: a b}]", "env[0].name"),
    (33, "RelaxedDNSSearchValidation", "POD", "dnsConfig: {searches: [a_b.example]}", "searches[0]"),
    (33, "PodLifecycleSleepActionAllowZero", "CONTAINER", "lifecycle: {preStop: {sleep: {seconds: 0}}}", "seconds"),
    (34, "PreferSameTrafficDistribution", "SERVICE", "trafficDistribution: PreferSameNode", "trafficDistribution"),
    (
        36,
        "RelaxedServiceNameValidation",
        "INGRESS",
        "defaultBackend: {service: {name: 1st, port: {number: 80}}}",
        "name",
    ),
];

#[test]
fn what_a_version_brought_is_asked_from_then_on() {
    for (since, gate, frame, part, place) in CAME {
        let object = framed(frame, part);
        let ends = |found: &String| found.ends_with(place);
        assert!(!broken(&object, since - 1).iter().any(ends), "{gate}, 1.{}: {object}", since - 1);
        assert!(broken(&object, *since).iter().any(ends), "{gate}, 1.{since}: {object}");
    }
}

#[test]
fn what_a_version_no_longer_asks_is_asked_until_then() {
    for (since, gate, frame, part, place) in WENT {
        let object = framed(frame, part);
        let ends = |found: &String| found.ends_with(place);
        assert!(broken(&object, since - 1).iter().any(ends), "{gate}, 1.{}: {object}", since - 1);
        assert!(!broken(&object, *since).iter().any(ends), "{gate}, 1.{since}: {object}");
    }
}

#[test]
fn values_are_judged_where_they_are() {
    // A frame, a part for it, and the places that violate a constraint.
    let cases: &[(&str, &str, &[&str])] = &[
        ("POD", "hostname: web", &[]),
        ("POD", "hostname: Web", &["spec.hostname"]),
        ("POD", "hostname: ${NAME}", &[]),
        ("POD", "os: {name: windows}, hostPID: true", &["spec"]),
        ("POD", "os: {name: linux}, hostPID: true", &[]),
        (
            "POD",
            "os: {name: windows}, initContainers: [{name: c, image: d, securityContext: {privileged: true}}]",
            &["spec.initContainers[0].securityContext"],
        ),
        ("CONTROLLER", "template: {spec: {containers: [{name: a, image: b}]}}", &["spec"]),
        ("CONTROLLER", "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}", &[]),
        ("WEBHOOK", "rules: [{operations: [CREATE], resources: ['*/*', pods]}]", &["webhooks[0].rules[0].resources"]),
    ];
    for (frame, part, expected) in cases {
        let object = framed(frame, part);
        assert_eq!(broken(&object, 36), *expected, "{object}");
    }
}
