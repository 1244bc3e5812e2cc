//! Folders that Flux and Argo CD apply: the additions of their objects to a kustomization are a part of the build.

use crate::common;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'web:1', ports: [{containerPort: 99999}]}]}
";

/// The places and rules of the findings if an object applies `apps/web`. Its container has a port that the API server
/// rejects.
fn found(object: &str) -> Vec<String> {
    let files: [(&str, &[u8]); 3] = [
        ("cluster/web.yaml", object.as_bytes()),
        ("apps/web/kustomization.yaml", b"resources: [web.yaml]\n"),
        ("apps/web/web.yaml", DEPLOYMENT.as_bytes()),
    ];
    let run = common::bowline(common::folder(&files).path(), &["check", "--format", "concise"]);
    let rows = run.stdout.lines().filter_map(|line| line.split_once(": "));
    rows.map(|(place, rest)| format!("{place} {}", rest.split(['[', ']']).nth(1).unwrap())).collect()
}

fn flux(fields: &str) -> String {
    let head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n";
    let source =
        "  interval: 1h\n  path: ./apps/web\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n";
    format!("{head}spec:\n{source}{fields}")
}

fn argo(kustomize: &str) -> String {
    let head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n";
    let ends = "  project: default\n  destination: {server: 'https://kubernetes.default.svc', namespace: web}\n";
    let source = "  source:\n    repoURL: https://git.example.org/a.git\n    path: apps/web\n";
    format!("{head}spec:\n{ends}{source}    kustomize: {kustomize}\n")
}

const PORT: &str = "apps/web/web.yaml:8:77 port-range";
const REPAIR: &str =
    r#"[{"op": "replace", "path": "/spec/template/spec/containers/0/ports/0/containerPort", "value": 80}]"#;

#[test]
fn what_adds_nothing_changes_nothing() {
    assert_eq!(found(&flux("")), [PORT]);
    assert_eq!(found(&argo("{}")), [PORT]);
}

#[test]
fn a_patch_of_the_object_counts() {
    let patch = format!("{{target: {{kind: Deployment}}, patch: '{REPAIR}'}}");
    assert_eq!(found(&flux(&format!("  patches: [{patch}]\n"))), [] as [&str; 0]);
    assert_eq!(found(&argo(&format!("{{patches: [{patch}]}}"))), [] as [&str; 0]);
}

#[test]
fn a_mistake_in_a_patch_is_found_in_the_object() {
    let patch = "  patches:
    - target: {kind: Deployment}
      patch: |
        - op: replace
          path: /spec/template/spec/containers/0/ports/0/containerPort
          value: 77777
";
    assert_eq!(found(&flux(patch)), ["cluster/web.yaml:14:18 port-range"]);
}

#[test]
fn a_namespace_and_a_prefix_are_found_in_the_object() {
    let found_in_flux = found(&flux("  targetNamespace: Web_1\n"));
    assert!(found_in_flux.contains(&"cluster/web.yaml:9:20 name-syntax".to_owned()), "{found_in_flux:?}");
    let found_in_argo = found(&argo("{namespace: Web_1}"));
    assert!(found_in_argo.contains(&"cluster/web.yaml:10:28 name-syntax".to_owned()), "{found_in_argo:?}");
}

#[test]
fn a_port_is_said_once_though_two_clusters_apply_it() {
    let second = flux("  targetNamespace: test\n").replace("name: web,", "name: test,");
    let first = flux("  targetNamespace: production\n");
    assert_eq!(found(&format!("{first}---\n{second}")), [PORT]);
    let patch = format!("  patches: [{{target: {{kind: Deployment}}, patch: '{REPAIR}'}}]\n");
    assert_eq!(found(&format!("{}---\n{second}", flux(&patch))), [PORT]);
}

#[test]
fn a_path_that_a_template_fills_in_is_not_followed() {
    assert_eq!(found(&flux("  targetNamespace: Web_1\n").replace("./apps/web", "./apps/${app}")), [PORT]);
}

#[test]
fn an_image_of_an_application_is_one_text() {
    // The container gets an invalid image, which is reported at its place in the object.
    let bad = found(&argo("{images: ['web=registry.example/web: 2']}"));
    assert!(bad.contains(&"cluster/web.yaml:10:26 image".to_owned()), "{bad:?}");
    // The build is complete, so the port is still reported.
    assert_eq!(found(&argo("{images: ['web=registry.example/web:2']}")).len(), 1);
}

#[test]
fn labels_of_the_object_are_a_part_of_the_build() {
    let found_in_flux = found(&flux("  commonMetadata: {labels: {team: a b}}\n"));
    assert!(found_in_flux.contains(&"cluster/web.yaml:9:35 label-syntax".to_owned()), "{found_in_flux:?}");
    for form in ["commonLabels: {team: a b}", "commonLabels: {team: a b}, labelWithoutSelector: true"] {
        let found_in_argo = found(&argo(&format!("{{{form}}}")));
        assert!(found_in_argo.contains(&"cluster/web.yaml:10:38 label-syntax".to_owned()), "{found_in_argo:?}");
    }
}

#[test]
fn each_source_of_an_application_applies_its_folder() {
    let head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n";
    let sources = "spec:\n  project: default\n  destination: {name: in-cluster}\n  sources:\n    - {repoURL: 'https://charts.example', \
                   chart: a, targetRevision: 1.0.0}\n    - {repoURL: 'https://git.example.org/a.git', path: apps/web, kustomize: {namespace: Web_1}}\n";
    let all = found(&format!("{head}{sources}"));
    assert!(all.iter().any(|one| one.starts_with("cluster/web.yaml:9:") && one.ends_with("name-syntax")), "{all:?}");
}
