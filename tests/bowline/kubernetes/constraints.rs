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
