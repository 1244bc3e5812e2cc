//! References between objects: what each resolves to, and how severely an unresolved one is reported.

use std::sync::Arc;

use bowline::diagnostic::Severity;
use bowline::kube::Kind;
use bowline::source::{Source, Sources};
use bowline::workspace::refs::Why;
use bowline::workspace::{External, Meant, Project, Relation, Resolution, Sets, Workspace};
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

/// The resolution of the `serviceName` of the StatefulSet in the first file, in a few words, and the severity of a
/// finding about it.
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
            let words = format!(
                "near: {}; elsewhere: {}",
                names(&missing.near.iter().map(|like| like.object).collect::<Vec<_>>()),
                names(&missing.elsewhere)
            );
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
    // A separate folder may not be applied together with the other one.
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
    let all = workspace.resources.iter().flat_map(|from| workspace.resolved(from, |_| true));
    let edges: Vec<String> = all.map(|(one, state)| format!("{} {}", one.field(), state.target().is_some())).collect();
    assert_eq!(
        edges,
        [
            "namespace false",
            "serviceName true",
            "serviceAccountName false",
            "name false",
            "namespace false",
            "name false"
        ]
    );
    assert_eq!(places(Kind::Secret, "db"), ["StatefulSet spec.template.spec.containers[0].envFrom[0].secretRef.name"]);
    assert_eq!(places(Kind::ServiceAccount, "db"), ["StatefulSet spec.template.spec.serviceAccountName"]);
}

/// The verdict on a reference to a ConfigMap with this name and key in `app/web.yaml`, next to other files: the object
/// that was probably intended, and the severity if it is missing.
fn judged(namespace: &str, (name, key): (&str, &str), others: &[(&str, &str)], closed: bool) -> String {
    let web = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web{namespace}}}\nspec: {{containers: [{{name: a, env: [{{name: A, \
         valueFrom: {{configMapKeyRef: {{name: {name}, key: {key}}}}}}}]}}]}}\n"
    );
    let files: Vec<_> = [("app/web.yaml", web.as_str())].into_iter().chain(others.iter().copied()).collect();
    let sources: Sources =
        files.iter().map(|(name, text)| Source::new((*name).to_owned(), (*text).to_owned())).collect();
    let mut parsed: Vec<_> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
    let (sets, project) = (Sets::read(&sources, &parsed), Project { closed, ..Project::default() });
    sets.mark(&mut parsed);
    let workspace = Workspace::build(&sources, &parsed, &sets, &project);
    let pod = workspace.of_kind(Kind::Pod).next().unwrap();
    let reference = workspace.references(pod).find(|reference| reference.kind == Kind::ConfigMap).unwrap();
    match workspace.resolution(&reference) {
        Resolution::Found(found) => format!("{:?}", found[0].1),
        Resolution::Unknown(why) => format!("{why:?}"),
        Resolution::Missing(missing) => match workspace.judge(&reference, &missing) {
            None => "nothing".to_owned(),
            Some((severity, None)) => severity.as_str().to_owned(),
            Some((severity, Some(Meant::Elsewhere(_)))) => format!("{} elsewhere", severity.as_str()),
            Some((severity, Some(Meant::Like(like)))) => {
                format!("{} {:?} {}", severity.as_str(), like.resemblance, like.object.title())
            }
        },
    }
}

fn config(name: &str, more: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{more}}}\ndata: {{level: info}}\n")
}

#[test]
fn each_step_of_the_ladder_is_told_apart() {
    let asked = ("web-config", "level");
    let here = |text: &str| judged("", asked, &[("app/config.yaml", text)], false);
    assert_eq!(here(&config("web-config", "")), "Same");
    assert_eq!(here(&config("web-confg", "")), "warning Typo ConfigMap `web-confg`");
    assert_eq!(here(&config("web-configs", "")), "warning Typo ConfigMap `web-configs`");
    assert_eq!(here(&config("web_config", "")), "warning Typo ConfigMap `web_config`");
    assert_eq!(here(&config("web-config-svc", "")), "warning Suffix ConfigMap `web-config-svc`");
    assert_eq!(here(&config("web-config2", "")), "warning Unused ConfigMap `web-config2`");
    assert_eq!(here(&config("other", "")), "info");
    assert_eq!(here("apiVersion: v1\nkind: Service\nmetadata: {name: web-confg}\n"), "nothing");
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: web-config}\n";
    assert_eq!(here(secret), "warning Kind Secret `web-config`");
    let swapped = judged("", ("level", "web-config"), &[("app/config.yaml", &config("web-config", ""))], false);
    assert_eq!(swapped, "warning Swapped ConfigMap `web-config`");
    // A different number means a different object if the existing one is used.
    let user = format!(
        "{}---\n{}",
        config("web-config2", ""),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\n\
        spec: {volumes: [{name: a, configMap: {name: web-config2}}]}\n"
    );
    assert_eq!(here(&user), "info");
    let closed = |files: &[(&str, &str)]| judged("", asked, files, true);
    assert_eq!(closed(&[]), "error");
    assert_eq!(closed(&[("app/config.yaml", &config("web-confg", ""))]), "error Typo ConfigMap `web-confg`");
}

#[test]
fn what_is_near_depends_on_the_folder_and_the_namespace() {
    let near = config("web-confg", "");
    let at = |path: &str| judged("", ("web-config", "level"), &[(path, &near)], false);
    for path in ["app/web/config.yaml", "config.yaml", "lib/config.yaml", "app/web/deep/config.yaml"] {
        assert_eq!(at(path), "warning Typo ConfigMap `web-confg`", "{path}");
    }
    assert_eq!(at("lib/web/config.yaml"), "nothing");
    let named = |name: &str, more: &str| {
        judged(", namespace: shop", (name, "level"), &[("app/config.yaml", &config("web-config", more))], false)
    };
    assert_eq!(named("web-config", ", namespace: shop"), "Same");
    assert_eq!(named("web-config", ", namespace: back"), "warning elsewhere");
    assert_eq!(named("web-confg", ", namespace: back"), "nothing");
    assert_eq!(named("web-confg", ""), "warning Typo ConfigMap `web-config`");
}

#[test]
fn what_others_make_is_there() {
    let near = config("web-confg", "");
    let with = |text: &str| judged("", ("web-config", "level"), &[("app/a.yaml", text), ("app/b.yaml", &near)], false);
    let bucket = |name: &str| {
        format!("apiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {{name: {name}}}\n")
    };
    assert_eq!(with(&bucket("web-config")), "Made");
    assert_eq!(with(&bucket("web-conf")), "warning Typo ConfigMap `web-confg`");
    // A name that starts with that of an object with an unknown controller may be made by it, unless the rest is a
    // typo.
    let shop = |name: &str| format!("apiVersion: shop.example/v1\nkind: Shop\nmetadata: {{name: {name}}}\n");
    let (ours, other) = (shop("web"), config("web-ro", ""));
    assert_eq!(judged("", ("web-rw", "level"), &[("app/a.yaml", &ours), ("app/b.yaml", &other)], false), "Made");
    assert_eq!(with(&ours), "warning Typo ConfigMap `web-confg`");
    assert_eq!(with(&shop("back")), "warning Typo ConfigMap `web-confg`");
    let built_in = judged("", ("kube-root-ca.crt", "ca.crt"), &[("app/b.yaml", &near)], false);
    assert_eq!(built_in, "BuiltIn");
}

#[test]
fn a_name_of_two_overlays_is_no_certain_target() {
    let build = |resources: &str| {
        format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{resources}]\n")
    };
    let (base, overlay, service) = (build("set.yaml"), build("../app, service.yaml"), service("db-hl", "shop"));
    let found = of(&[
        ("app/kustomization.yaml", &base),
        ("lab/kustomization.yaml", &overlay),
        ("lab/service.yaml", &service),
        ("live/kustomization.yaml", &overlay),
        ("live/service.yaml", &service),
    ]);
    let both = "Service `db-hl` in lab/service.yaml (Same), Service `db-hl` in live/service.yaml (Same)";
    assert_eq!(found, (both.to_owned(), None));
}

#[test]
fn a_name_that_is_filled_in_or_far_too_long_is_no_guess() {
    let named = |name: &str| SET.replace("serviceName: db-hl", &format!("serviceName: {name}"));
    let resolved = |name: &str, there: &str| {
        let (set, there) = (named(name), service(there, "shop"));
        resolved(&[("app/set.yaml", &set), ("app/service.yaml", &there)], &Project::default())
    };
    assert_eq!(resolved("'${NAME}'", "db-hl"), (format!("{:?}", Why::Changing), None));
    let long = "a".repeat(300);
    let (missing, peer) = ("near: ; elsewhere: ".to_owned(), Some(Severity::Info));
    assert_eq!(resolved(&long, &format!("{long}b")), (missing, peer));
    let longest = "a".repeat(253);
    assert_eq!(resolved(&longest, &longest[1..]).1, Some(Severity::Warning));
}

#[test]
fn objects_that_own_each_other_are_read_once() {
    let owned = |name: &str, owner: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  ownerReferences: [{{apiVersion: v1, kind: Pod, name: {owner}}}]\n\
             spec: {{containers: [{{name: a, image: 'a:1'}}]}}\n"
        )
    };
    let text = [owned("a", "b"), owned("b", "c"), owned("c", "a"), owned("d", "d")].join("---\n");
    let sources: Sources = [Source::new("pods.yaml".to_owned(), text)].into_iter().collect();
    let parsed: Vec<_> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
    let (sets, project) = (Sets::read(&sources, &parsed), Project::default());
    let workspace = Workspace::build(&sources, &parsed, &sets, &project);
    let edges = workspace.graph().edges;
    let ends: Vec<_> = edges.iter().map(|edge| (edge.from, edge.target())).collect();
    assert_eq!(ends, [(0, Some(1)), (1, Some(2)), (2, Some(0)), (3, Some(3))]);
}

#[test]
fn a_kustomization_moves_the_namespace_of_a_subject_along() {
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\n\
                   roleRef: {kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: web, namespace: system}]\n";
    let account = |namespace: &str| {
        format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: web, namespace: {namespace}}}\n")
    };
    let built = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\nresources: [a.yaml, b.yaml]\n";
    let found = |namespace: &str| {
        let account = account(namespace);
        let files = [("a.yaml", binding), ("b.yaml", &account), ("kustomization.yaml", built)];
        let sources: Sources =
            files.iter().map(|(name, text)| Source::new((*name).to_owned(), (*text).to_owned())).collect();
        let parsed: Vec<_> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
        let (sets, project) = (Sets::read(&sources, &parsed), Project::default());
        let workspace = Workspace::build(&sources, &parsed, &sets, &project);
        let binding = workspace.of_kind(Kind::RoleBinding).next().unwrap();
        let reference = workspace.references(binding).find(|one| one.kind == Kind::ServiceAccount).unwrap();
        matches!(workspace.resolution(&reference), Resolution::Found(_))
    };
    assert!(found("system"));
    assert!(!found("other"));
}
