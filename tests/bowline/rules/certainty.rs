//! Objects are checked as kustomizations build them. If a build is incomplete, rules do not judge values that may still
//! change.

use bowline::settings::Settings;

use crate::common::invariants::checked_with;

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: cart
spec:
  selector:
    app: cart
    team: checkout
  ports:
    - port: 9000
      targetPort: 9000
";

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: cart
  labels:
    app: cart
spec:
  containers:
    - name: cart
      image: cart:2.1
      ports:
        - name: web
          containerPort: 8080
    - name: proxy
      image: proxy:1.0
      ports:
        - name: admin
          containerPort: 0
";

const LABEL: &str = "- op: add\n  path: /metadata/labels/team\n  value: checkout\n";

/// The rules that report something in a small project, sorted.
fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
    let checked = checked_with(files, &Settings::default());
    let mut rules: Vec<&str> = checked.outcome.diagnostics.iter().map(|found| found.rule).collect();
    rules.sort_unstable();
    rules
}

fn kustomization(rest: &str) -> String {
    format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [service.yaml, pod.yaml]\n{rest}"
    )
}

fn project(rest: &str, patch: Option<(&str, &str)>) -> Vec<&'static str> {
    let kustomization = kustomization(rest);
    let mut files = vec![("kustomization.yaml", kustomization.as_str()), ("service.yaml", SERVICE), ("pod.yaml", POD)];
    files.extend(patch);
    rules(&files)
}

#[test]
fn without_a_patch_everything_is_judged() {
    assert_eq!(project("", None), ["port-range", "service-selects-nothing"]);
}

#[test]
fn a_label_that_a_patch_adds_to_a_pod_is_selected() {
    let inline = LABEL.replace('\n', "\n      ");
    let inline = format!("patches:\n  - target: {{kind: Pod}}\n    patch: |\n      {inline}\n");
    assert_eq!(project(&inline, None), ["port-range", "svc-targetport-undeclared"]);
    // A remote component may change the label again.
    let open = format!("components: ['https://example.com/team?ref=v1']\n{inline}");
    assert_eq!(project(&open, None), ["port-range"]);
}

#[test]
fn operations_in_a_file_of_their_own_change_no_more_than_they_say() {
    let named = "patches:\n  - target: {kind: Pod}\n    path: label.yaml\n";
    assert_eq!(project(named, Some(("label.yaml", LABEL))), ["port-range", "svc-targetport-undeclared"]);
    // Nothing is known about a missing file.
    assert_eq!(project(named, None), ["kustomize-missing"]);
}

#[test]
fn a_patch_of_one_container_leaves_the_others_alone() {
    let patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: cart, labels: {team: checkout}}\n\
                 spec: {containers: [{name: CONTAINER, ports: [{containerPort: 9090}]}]}\n";
    let named = "patches: [{path: ports.yaml}]\n";
    let of = |container: &str| project(named, Some(("ports.yaml", &patch.replace("CONTAINER", container))));
    assert_eq!(of("cart"), ["port-range", "svc-targetport-undeclared"]);
    // Ports are merged by their number, so the bad one is still there.
    assert_eq!(of("proxy"), ["port-range", "svc-targetport-undeclared"]);
}

#[test]
fn a_label_on_selectors_and_pods_keeps_them_together() {
    let both = "commonLabels: {app: shop}\n";
    assert_eq!(project(both, None), ["port-range", "service-selects-nothing"]);
    let pod =
        POD.replace("app: cart", "app: cart\n    team: checkout").replace("containerPort: 0", "containerPort: 9001");
    let found = |rest: &str| {
        let kustomization = kustomization(rest);
        rules(&[("kustomization.yaml", &kustomization), ("service.yaml", SERVICE), ("pod.yaml", &pod)])
    };
    // The Service still selects the pod, whose ports are known.
    assert_eq!(found(both), ["svc-targetport-undeclared"]);
    assert_eq!(found("labels: [{pairs: {app: shop}, includeSelectors: true}]\n"), ["svc-targetport-undeclared"]);
}

#[test]
fn a_port_in_an_argument_that_a_patch_adds_is_mentioned() {
    let pod =
        POD.replace("app: cart", "app: cart\n    team: checkout").replace("containerPort: 0", "containerPort: 9001");
    let patch = "- op: add\n  path: /spec/containers/0/args\n  value: [--listen=:9000]\n";
    let kustomization = kustomization("patches:\n  - target: {kind: Pod}\n    path: arguments.yaml\n");
    let files = [
        ("kustomization.yaml", kustomization.as_str()),
        ("service.yaml", SERVICE),
        ("pod.yaml", &pod),
        ("arguments.yaml", patch),
    ];
    assert_eq!(rules(&files), [""; 0]);
}

#[test]
fn what_is_written_is_judged_as_it_is_written() {
    let service = SERVICE.replace("team: checkout", "team: checkout\n    beta: yes");
    let kustomization = kustomization("commonLabels: {beta: later, team: checkout}\n");
    let secret = POD.replace("image: cart:2.1", "image: cart:2.1\n      env: [{name: DB_PASSWORD, value: xK4dLq9vTz}]");
    let patch =
        "patches:\n  - target: {kind: Pod}\n    patch: |\n      - op: remove\n        path: /spec/containers/0/env\n";
    let files =
        [("kustomization.yaml", format!("{kustomization}{patch}")), ("service.yaml", service), ("pod.yaml", secret)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert!(rules(&files).contains(&"hardcoded-password"), "{:?}", rules(&files));
}
