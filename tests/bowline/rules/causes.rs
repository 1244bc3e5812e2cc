//! One cause, one finding: the consequences of another finding are left out while the cause exists.

use serde_json::Value;

use crate::common::{bowline, folder};

const CONFIG: &str = "bowline.yaml";

/// A Pod with a misspelt key, and the missing port for which the key was intended.
const SLIP: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: example.com/web:1.0
      ports:
        - containerport: 80
";

/// The severity and rule of each finding, and the number of suppressed findings.
fn found(files: &[(&str, &str)], arguments: &[&str]) -> (Vec<String>, u64) {
    let folder = folder(files);
    let run = bowline(folder.path(), &[&["check", "--format", "json"], arguments].concat());
    let json = run.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |found: &Value| format!("{} {}", text(&found["severity"]), text(&found["rule"]));
    let findings = json["diagnostics"].as_array().unwrap().iter().map(line).collect();
    (findings, json["summary"]["suppressed"].as_u64().unwrap())
}

#[track_caller]
fn says(text: &str, expected: &[&str]) {
    let (findings, _) = found(&[("all.yaml", text)], &["--info", "."]);
    assert_eq!(findings, expected, "{text}");
}

fn workload(kind: &str, spec: &str, labels: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  \
         {spec}\n  template:\n    metadata: {{{labels}}}\n    spec:\n      containers: [{{name: web, image: 'a:1'{pod}}}]\n"
    )
}

const LABELS: &str = "labels: {app: web}";

#[test]
fn a_key_out_of_place_explains_what_is_missing() {
    says(SLIP, &["error field-unknown"]);
    says(&workload("Deployment", "replicas: 1", "lables: {app: web}", ""), &["error field-unknown"]);
    says(&workload("Deployment", "labels: {app: web}", "", ""), &["error field-unknown"]);
    let selector = workload("Deployment", "replicas: 1", LABELS, "").replace("selector:", "Selector:");
    says(&selector, &["error field-unknown"]);
    let probe = ", livenessProbe: {httpget: {port: 80}}";
    says(&workload("Deployment", "replicas: 1", LABELS, probe), &["error field-unknown"]);
    let no_operator = "      tolerations: [{key: a, operator: Exists, efect: NoExecute, tolerationSeconds: 5}]\n";
    says(&(workload("Deployment", "replicas: 1", LABELS, "") + no_operator), &["error field-unknown"]);
    let surge = "updateStrategy: {rollingUpdate: {maxUnavailable: 0, MaxSurge: 1}}";
    says(&workload("DaemonSet", surge, LABELS, ""), &["error field-unknown"]);
    let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, Ports: [{port: 80}]}\n";
    says(service, &["error field-unknown"]);
    says("apiVersion: v1\nkind: ConfigMap\nmetadata: {nmae: a}\n", &["error field-unknown"]);
    says("apiVersion: v1\nkind: ConfigMap\nmetadate: {name: a}\n", &["error field-unknown"]);
    says("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\nname: a\n", &["error field-wrong-level"]);
}

#[test]
fn a_key_that_is_in_place_explains_nothing() {
    // The missing key is not a field of another version, and another object has the typo.
    let slip = SLIP.replace("containerport", "protocol: TCP #");
    says(&slip, &["error port-range"]);
    says(
        &format!("{slip}---\n{}", SLIP.replace("name: web", "name: web2")),
        &["error port-range", "error field-unknown"],
    );
}

#[test]
fn a_wrong_type_explains_what_is_said_of_the_value() {
    let strategy = "strategy: {type: Recreate, rollingUpdate: nil}";
    says(&workload("Deployment", strategy, LABELS, ""), &["error type-mismatch"]);
    says(&SLIP.replace("containerport: 80", "containerPort: 99999999999"), &["error type-mismatch"]);
    let exec = ", livenessProbe: {exec: [a]}";
    says(&workload("Deployment", "replicas: 1", LABELS, exec), &["error list-vs-map"]);
    let selector =
        workload("Deployment", "replicas: 1", LABELS, "").replace("matchLabels: {app: web}", "matchLabels: []");
    says(&selector, &["error list-vs-map"]);
    // `a: b` is in a list of strings that are not arguments.
    says(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  finalizers:\n    - example.com/a: b\n",
        &["error type-mismatch"],
    );
}

#[test]
fn a_wrong_value_explains_what_does_not_fit_it() {
    let labels = "labels: {app: -web}";
    says(&workload("Deployment", "replicas: 1", labels, ""), &["error label-syntax"]);
    let resources = ", resources: {requests: {cpu: 125m}, limits: {cpu: -125m}}";
    says(&workload("Deployment", "replicas: 1", LABELS, resources), &["error quantity-malformed"]);
}

#[test]
fn a_port_that_is_rejected_explains_who_cannot_reach_it() {
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n  defaultBackend: {service: {name: web, port: {PORT}}}\n";
    let service =
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: ClusterIP\n  ports: [{PORT}]\n";
    let says = |port: &str, own: &str, expected: &[&str]| {
        let text = ingress.replace("PORT", port) + &service.replace("PORT", own);
        says(&text, expected);
    };
    says("number: 80", "port: 8080", &["error ingress-backend-port"]);
    says("number: 80", "port: 80000", &["error port-range"]);
    says("name: http", "name: web, port: 80", &["error ingress-backend-port"]);
    says("name: http", "name: Http, port: 80", &["error port-name-syntax"]);
}

#[test]
fn a_missing_separator_explains_the_fields_of_the_first_object() {
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n";
    let service =
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: b\nspec:\n  selector: {a: b}\n  ports: [{port: 80}]\n";
    says(&format!("{config}{service}"), &["error multi-doc-separator"]);
    says(&format!("{service}{config}"), &["error multi-doc-separator"]);
    // Different mistakes: in the text, and in the last object.
    says(&format!("{config}  k: w\n{service}"), &["error yaml-duplicate-key", "error multi-doc-separator"]);
    says(&format!("{config}{service}  typ: a\n"), &["error multi-doc-separator", "error field-unknown"]);
    let removed = config
        .replace("v1\nkind: ConfigMap", "policy/v1beta1\nkind: PodSecurityPolicy")
        .replace("data:\n  k: v\n", "spec: {}\n");
    says(&format!("{service}{removed}"), &["error multi-doc-separator", "error api-removed"]);
}

#[test]
fn an_accepted_cause_takes_what_follows_along() {
    let ignored = SLIP.replace("80\n", "80 # bowline: ignore[field-unknown] a test\n");
    assert_eq!(found(&[("a.yaml", &ignored)], &["."]), (vec![], 1));
    // A directive for the consequence is useful: the consequence is found if the cause disappears in another way.
    let both = SLIP.replace("80\n", "80 # bowline: ignore[field-unknown, port-range] a test\n");
    assert_eq!(found(&[("a.yaml", &both)], &["--info", "."]), (vec![], 1));
    let consequence = SLIP.replace("80\n", "80 # bowline: ignore[port-range] a test\n");
    assert_eq!(found(&[("a.yaml", &consequence)], &["--info", "."]), (vec!["error field-unknown".to_owned()], 0));
    let suppressed = "suppress: [{rule: field-unknown, reason: a test}]\n";
    assert_eq!(found(&[("a.yaml", SLIP), (CONFIG, suppressed)], &["."]), (vec![], 1));
}

#[test]
fn a_known_cause_takes_what_follows_along() {
    let folder = folder(&[("a.yaml", SLIP)]);
    bowline(folder.path(), &["baseline", "."]);
    let run = bowline(folder.path(), &["check", "--baseline", "bowline-baseline.json", "--format", "json", "."]);
    let json = run.json();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 0, "{json}");
    assert_eq!(json["summary"]["baseline"], 1, "{json}");
}

#[test]
fn a_cause_that_nobody_sees_explains_nothing() {
    let port = || vec!["error port-range".to_owned()];
    assert_eq!(found(&[("a.yaml", SLIP)], &["--ignore", "field-unknown", "."]).0, port());
    assert_eq!(found(&[("a.yaml", SLIP)], &["--select", "port-range", "."]).0, port());
    let off = "overrides: [{paths: ['*.yaml'], ignore: [field-unknown]}]\n";
    assert_eq!(found(&[("a.yaml", SLIP), (CONFIG, off)], &["."]).0, port());
    // A cause that is less severe than its consequence.
    let info = "severity: {field-unknown: info}\n";
    assert_eq!(found(&[("a.yaml", SLIP), (CONFIG, info)], &["."]).0, port());
    let both = ["error port-range".to_owned(), "info field-unknown".to_owned()];
    assert_eq!(found(&[("a.yaml", SLIP), (CONFIG, info)], &["--info", "."]).0, both);
}

/// An invalid label explains why a Service selects nothing, if both are reported.
#[test]
fn a_cause_in_a_file_that_is_not_asked_for_explains_nothing() {
    let deployment = workload("Deployment", "replicas: 1", LABELS, "").replace("app: web", "app: web, tier: -web");
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web, tier: web}\n  ports: [{port: 80}]\n";
    let files = [("deployment.yaml", &*deployment), ("service.yaml", service), (CONFIG, "kubernetes: \"1.33\"\n")];
    assert_eq!(found(&files, &["."]).0, ["error label-syntax"]);
    assert_eq!(found(&files, &["service.yaml"]).0, ["warning service-selects-nothing"]);
}

/// If an object has more misplaced keys than anybody would write, they explain every missing key.
#[test]
fn many_keys_out_of_place() {
    let keys: String = (0..200).map(|number| format!("  zz{number}: 1\n")).collect();
    let slip = SLIP.replace("containerport", "hostPort").replace("spec:\n", &format!("spec:\n{keys}"));
    let (findings, _) = found(&[("a.yaml", &slip)], &["."]);
    assert_eq!((findings.len(), &*findings[0]), (200, "error field-unknown"));
}

#[test]
fn what_no_value_can_repair_is_said_next_to_a_value_of_the_wrong_type() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: 'a:1'}]\n";
    says(
        &format!("{pod}  volumes: [{{name: source, gitRepo: 'https://git.example/web.git'}}]\n"),
        &["warning volume-type-removed", "error type-mismatch"],
    );
}

#[test]
fn a_key_that_is_a_mapping_is_not_a_label() {
    says(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    ? {a: b}\n    : c\n",
        &["error yaml-not-json"],
    );
}

#[test]
fn one_mistake_that_breaks_several_things_is_said_once() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: a}}\nspec:\n  containers:\n    - name: web\n      \
             image: 'a:1'\n      envFrom: [{{configMapRef: {{name: settings}}}}, {{secretRef: {{name: login}}}}]\n---\n"
        )
    };
    let object = |kind: &str, name: &str, namespace: &str| {
        format!(
            "apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata: {{A: Yg==}}\n---\n"
        )
    };
    let pods = pod("one") + &pod("two");
    let grave = |text: &str, arguments: &[&str]| {
        let (found, _) = found(&[("all.yaml", text)], arguments);
        found.into_iter().filter(|one| !one.starts_with("info")).collect::<Vec<_>>()
    };
    // Two references have nearly the name of an unused object.
    let renamed = pods.clone() + &object("ConfigMap", "setings", "a") + &object("Secret", "login", "a");
    assert_eq!(grave(&renamed, &["."]), ["warning ref-configmap"]);
    // An object that moved to another namespace.
    let moved = pods.clone() + &object("ConfigMap", "settings", "b") + &object("Secret", "login", "a");
    assert_eq!(grave(&moved, &["."]), ["warning ref-configmap"]);
    // The pods share a namespace in which the objects do not exist.
    let both = pods + &object("ConfigMap", "settings", "b") + &object("Secret", "login", "b");
    assert_eq!(grave(&both, &["."]), ["warning ref-configmap"]);
    // A hidden finding represents nothing.
    assert_eq!(grave(&both, &["--ignore", "ref-configmap", "."]), ["warning ref-secret"]);
}

#[test]
fn a_generated_file_repeats_nothing() {
    let generated = format!("# This is an auto-generated file. DO NOT EDIT\n{SLIP}");
    let files = [("base/pod.yaml", SLIP), ("install.yaml", generated.as_str())];
    let places = |files: &[(&str, &str)], arguments: &[&str]| {
        let folder = folder(files);
        let run = bowline(folder.path(), &[&["check", "--format", "json"], arguments].concat());
        run.findings().into_iter().map(|(rule, file, _)| format!("{rule} {file}")).collect::<Vec<_>>()
    };
    assert_eq!(places(&files, &["."]), ["field-unknown base/pod.yaml"]);
    // No other finding reports the mistake.
    assert_eq!(places(&files[1..], &["."]), ["field-unknown install.yaml"]);
    assert_eq!(places(&files, &["install.yaml"]), ["field-unknown install.yaml"]);
    // Another object has the same mistake.
    let other = generated.replace("name: web", "name: api");
    let others = places(&[files[0], ("install.yaml", &other)], &["."]);
    assert_eq!(others, ["field-unknown base/pod.yaml", "field-unknown install.yaml"]);
    // A comment below the first lines says nothing about the file.
    let late = SLIP.replace("spec:", "# generated by hand\nspec:");
    let both = places(&[files[0], ("install.yaml", &late)], &["."]);
    assert_eq!(both, ["field-unknown base/pod.yaml", "field-unknown install.yaml"]);
    // A finding that is accepted in the edited file is also accepted in the generated one.
    let accepted = SLIP.replace("containerport: 80", "containerport: 80 # bowline: ignore[field-unknown] for now");
    assert!(places(&[("base/pod.yaml", &accepted), files[1]], &["."]).is_empty());
}
