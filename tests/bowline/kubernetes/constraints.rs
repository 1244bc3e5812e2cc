//! What the API server asks of fields beyond their types.

use bowline::kube::Kind;
use bowline::kube::values::version::{Version, Versions};
use bowline::schema::{Problem, built_in, facts};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml;

/// The places of an object that break a constraint in a version of Kubernetes.
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

const POD: &str = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b, CONTAINER}], POD}}";
const INGRESS: &str = "{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {INGRESS}}";

/// Checks parts of an object in the last version that does not ask something, and in the first that does.
fn came(cases: &[(u32, &str, &str, &str)]) {
    for (since, gate, part, place) in cases {
        let (key, value) = part.split_once(' ').unwrap();
        let frame = if key == "INGRESS" { INGRESS } else { POD };
        let object = frame.replace(key, value).replace(", CONTAINER", "").replace(", POD", "");
        assert_eq!(broken(&object, since - 1), Vec::<String>::new(), "{gate}, 1.{}: {object}", since - 1);
        assert!(broken(&object, *since).iter().any(|found| found == place), "{gate}, 1.{since}: {object}");
    }
}

#[test]
fn what_a_version_brought_is_asked_from_then_on() {
    // The first version, the feature gate that brought it (`pkg/features/kube_features.go`), a part of an object, and the place.
    came(&[
        (26, "PodSchedulingReadiness", "POD schedulingGates: [{name: a b}]", "spec.schedulingGates[0].name"),
        (
            27,
            "InPlacePodVerticalScaling",
            "CONTAINER resizePolicy: [{resourceName: \"\", restartPolicy: NotRequired}]",
            "spec.containers[0].resizePolicy[0].resourceName",
        ),
        (
            29,
            "MatchLabelKeysInPodAffinity",
            "POD affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {}, matchLabelKeys: [a b]}]}}",
            "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]",
        ),
        (
            29,
            "MatchLabelKeysInPodAffinity",
            "POD affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {}, mismatchLabelKeys: [a b]}]}}",
            "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].mismatchLabelKeys[0]",
        ),
        (
            30,
            "AppArmorFields",
            "POD securityContext: {appArmorProfile: {type: Localhost}}",
            "spec.securityContext.appArmorProfile",
        ),
        (
            30,
            "AppArmorFields",
            "CONTAINER securityContext: {appArmorProfile: {type: Unconfined, localhostProfile: a}}",
            "spec.containers[0].securityContext.appArmorProfile",
        ),
        (
            31,
            "SupplementalGroupsPolicy",
            "POD securityContext: {supplementalGroupsPolicy: \"\"}",
            "spec.securityContext.supplementalGroupsPolicy",
        ),
        (34, "HostnameOverride", "POD hostnameOverride: Web", "spec.hostnameOverride"),
        (
            34,
            "EnvFiles",
            "CONTAINER env: [{name: A, valueFrom: {fileKeyRef: {key: a, path: /a, volumeName: v}}}]",
            "spec.containers[0].env[0].valueFrom.fileKeyRef.path",
        ),
        (
            34,
            "EnvFiles",
            "CONTAINER env: [{name: A, valueFrom: {fileKeyRef: {key: a, path: a, volumeName: a_b}}}]",
            "spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName",
        ),
    ]);
}

#[test]
fn values_are_judged_by_the_versions_that_ask() {
    // The version, a part of an object, and the places that are not as they must be.
    let cases: &[(u32, &str, &str, &[&str])] = &[
        (36, POD, "POD hostname: web", &[]),
        (36, POD, "POD hostname: Web", &["spec.hostname"]),
        (36, POD, "POD hostname: ${NAME}", &[]),
        (31, POD, "CONTAINER env: [{name: \"a b\"}]", &["spec.containers[0].env[0].name"]),
        (32, POD, "CONTAINER env: [{name: \"a b\"}]", &[]),
        (
            35,
            INGRESS,
            "INGRESS defaultBackend: {service: {name: 1st, port: {number: 80}}}",
            &["spec.defaultBackend.service.name"],
        ),
        (36, INGRESS, "INGRESS defaultBackend: {service: {name: 1st, port: {number: 80}}}", &[]),
    ];
    for (minor, frame, part, expected) in cases {
        let object = frame.replace(part.split(' ').next().unwrap(), part.split_once(' ').unwrap().1);
        let object = object.replace(", CONTAINER", "").replace(", POD", "");
        assert_eq!(broken(&object, *minor), *expected, "1.{minor}: {object}");
    }
}
