//! References between objects: what each resolves to, and what may be claimed of one that resolves to nothing.

use std::sync::Arc;

use bowline::diagnostic::Severity;
use bowline::kube::Kind;
use bowline::source::{Source, Sources};
use bowline::workspace::refs::Why;
use bowline::workspace::{External, Project, Relation, Resolution, Sets, Workspace};
use bowline::yaml;

const SET: &str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db-hl
  template: {spec: {serviceAccountName: db, containers: [{name: db, image: 'db:1', envFrom: [{secretRef: {name: db}}]}]}}
";

fn service(name: &str, namespace: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{ports: [{{port: 1}}]}}\n"
    )
}

/// What the `serviceName` of the StatefulSet in the first file resolves to, in a few words, and what is claimed of it.
fn resolved(files: &[(&str, &str)], project: &Project) -> (String, Option<Severity>) {
    let source = |(name, text): &(&str, &str)| Source::new((*name).to_owned(), (*text).to_owned());
    let sources: Sources = files.iter().map(source).collect();
    let mut parsed: Vec<_> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
    let sets = Sets::read(&sources, &parsed);
    sets.mark(&mut parsed);
    let workspace = Workspace::build(&sources, &parsed, &sets, project);
    let set = workspace.of_kind(Kind::StatefulSet).next().unwrap();
    let reference = workspace.governing(set).unwrap();
    match workspace.resolution(&reference) {
        Resolution::Found(found) => {
            let row = |(object, relation): &(&bowline::kube::Resource<'_>, Relation)| {
                format!("{} in {} ({relation:?})", object.title(), object.source().name)
            };
            (found.iter().map(row).collect::<Vec<_>>().join(", "), None)
        }
        Resolution::Unknown(why) => (format!("{why:?}"), None),
        Resolution::Missing(missing) => {
            let names = |list: &[&bowline::kube::Resource<'_>]| {
                list.iter().filter_map(|one| one.name).collect::<Vec<_>>().join(" ")
            };
            let words = format!("near: {}; elsewhere: {}", names(&missing.near), names(&missing.elsewhere));
            (words, workspace.claim(set, &missing, !missing.near.is_empty()))
        }
    }
}

fn of(others: &[(&str, &str)]) -> (String, Option<Severity>) {
    let files: Vec<_> = [("app/set.yaml", SET)].into_iter().chain(others.iter().copied()).collect();
    resolved(&files, &Project::default())
}

#[test]
fn the_nearest_object_of_the_name_is_found() {
    let (here, there) = (service("db-hl", "shop"), service("db-hl", "other"));
    assert_eq!(of(&[("app/service.yaml", &here)]).0, "Service `db-hl` in app/service.yaml (Same)");
    let both = of(&[("app/service.yaml", &here), ("lab/service.yaml", &here), ("app/other.yaml", &there)]);
    assert_eq!(both.0, "Service `db-hl` in app/service.yaml (Same)");
    // Of a folder apart, nobody knows whether it is applied with the other.
    assert_eq!(of(&[("lab/service.yaml", &here)]).0, "Service `db-hl` in lab/service.yaml (Maybe)");
}

#[test]
fn a_near_name_is_better_evidence_than_a_peer() {
    let (near, far) = (service("db", "shop"), service("cache", "shop"));
    assert_eq!(of(&[("app/service.yaml", &near)]), ("near: db; elsewhere: ".to_owned(), Some(Severity::Warning)));
    assert_eq!(of(&[("app/service.yaml", &far)]), ("near: ; elsewhere: ".to_owned(), Some(Severity::Info)));
    assert_eq!(of(&[]), ("near: ; elsewhere: ".to_owned(), None));
}

#[test]
fn the_same_name_in_another_namespace_is_told_apart() {
    let there = service("db-hl", "other");
    assert_eq!(of(&[("app/service.yaml", &there)]).0, "near: ; elsewhere: db-hl");
}

#[test]
fn a_controller_that_may_make_the_object_takes_a_step_off() {
    let custom = "apiVersion: db.example/v1\nkind: Cluster\nmetadata: {name: x}\n";
    let (near, far) = (service("db", "shop"), service("cache", "shop"));
    let claimed = |text: &str| of(&[("app/service.yaml", text), ("app/cluster.yaml", custom)]).1;
    assert_eq!(claimed(&near), Some(Severity::Info));
    assert_eq!(claimed(&far), None);
}

#[test]
fn a_closed_project_has_nothing_elsewhere() {
    let closed = Project { closed: true, ..Project::default() };
    assert_eq!(resolved(&[("app/set.yaml", SET)], &closed).1, Some(Severity::Error));
}

#[test]
fn what_is_unknown_says_why() {
    let unknown = |files: &[(&str, &str)]| of(files).0;
    let nameless = service("'${NAME}'", "shop");
    assert_eq!(unknown(&[("app/service.yaml", &nameless)]), format!("{:?}", Why::Nameless));
    let broken = "apiVersion: v1\nkind: Service\nmetadata: {name: [\n";
    assert_eq!(unknown(&[("app/service.yaml", broken)]), format!("{:?}", Why::Unread));
    let patched = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [set.yaml]\n\
                   patches: [{target: {kind: StatefulSet}, patch: '[{op: replace, path: /spec/serviceName, value: x}]'}]\n";
    assert_eq!(unknown(&[("app/kustomization.yaml", patched)]), format!("{:?}", Why::Changing));
    let external = External { kind: "Service".to_owned(), name: None, namespace: None, labels: Vec::new() };
    let project = Project { external: vec![external], ..Project::default() };
    assert_eq!(resolved(&[("app/set.yaml", SET)], &project).0, format!("{:?}", Why::External));
}

#[test]
fn what_names_an_object_is_found_from_its_side() {
    let text = service("db-hl", "shop");
    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec:\n  rules:\n    \
                 - backendRefs: [{name: db-hl, port: 1}, {name: db-hl, kind: Bucket, group: cloud.example}]\n";
    let files = [("set.yaml", SET), ("service.yaml", &text), ("route.yaml", route)];
    let sources: Sources =
        files.iter().map(|(name, text)| Source::new((*name).to_owned(), (*text).to_owned())).collect();
    let parsed: Vec<_> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
    let (sets, project) = (Sets::read(&sources, &parsed), Project::default());
    let workspace = Workspace::build(&sources, &parsed, &sets, &project);
    let places = |kind: Kind, name: &str| -> Vec<String> {
        let all = workspace.referrers(kind, name).iter();
        all.map(|one| format!("{} {}", one.from.kind_name, one.node().path())).collect()
    };
    let expected = ["StatefulSet spec.serviceName", "HTTPRoute spec.rules[0].backendRefs[0].name"];
    assert_eq!(places(Kind::Service, "db-hl"), expected);
    assert_eq!(places(Kind::Secret, "db"), ["StatefulSet spec.template.spec.containers[0].envFrom[0].secretRef.name"]);
    assert_eq!(places(Kind::ServiceAccount, "db"), ["StatefulSet spec.template.spec.serviceAccountName"]);
}
