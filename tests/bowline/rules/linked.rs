//! Worked examples of references: an input and exactly the reported findings, including infos.

use super::examples::{PORT_8080, findings, says, service, workload};
use crate::common::{bowline, folder};

/// Documents in a namespace.
fn in_prod(text: &str) -> String {
    text.replace("metadata: {name: ", "metadata: {namespace: prod, name: ")
}

fn variable(value: &str) -> String {
    format!("{PORT_8080}, env: [{{name: PEER, value: '{value}'}}]")
}

#[test]
fn a_pod_has_a_name_under_its_governing_service() {
    let services = service("web", "selector: {app: web}, ports: [{port: 80, targetPort: http}]")
        + &service("web-hl", "clusterIP: None, selector: {app: web}, ports: [{port: 8080}]");
    let set = |spec: &str, host: &str| {
        in_prod(
            &(services.clone()
                + &workload("StatefulSet", "web", &format!("serviceName: web-hl\n  {spec}"), &variable(host), "")),
        )
    };
    says(&set("replicas: 3", "web-0.web:80"), &[("dns-pod-wrong-service", "error")]);
    says(&set("replicas: 3", "web-0.web-hl.prod.svc.cluster.local"), &[]);
    says(&set("replicas: 3", "web-2.web-hl"), &[]);
    says(&set("replicas: 3", "web-3.web-hl"), &[("dns-pod-ordinal-range", "error")]);
    says(&set("replicas: 3\n  ordinals: {start: 1}", "web-3.web-hl"), &[]);
    says(&set("replicas: 3\n  ordinals: {start: 1}", "web-0.web-hl"), &[("dns-pod-ordinal-range", "error")]);
}

#[test]
fn a_probe_asks_a_port_of_its_own_container() {
    let probe = |port: &str| format!("{PORT_8080}, readinessProbe: {{httpGet: {{port: {port}}}}}");
    says(&workload("Deployment", "web", "replicas: 1", &probe("http"), ""), &[]);
    let text = workload("Deployment", "web", "replicas: 1", &probe("web"), "");
    says(&text, &[("probe-port-unknown", "error")]);
    let run = bowline(folder(&[("web.yaml", text)]).path(), &["check"]);
    assert!(run.stdout.contains("never becomes ready"), "{}", run.stdout);
}

#[test]
fn a_variable_sees_those_before_it() {
    let with = |env: &str| workload("Deployment", "web", "replicas: 1", &format!(", env: [{env}]"), "");
    let (url, host) = ("{name: URL, value: 'http://$(HOST):80'}", "{name: HOST, value: db}");
    says(&with(&format!("{host}, {url}")), &[]);
    says(&with(&format!("{url}, {host}")), &[("env-dollar-ref", "warning")]);
    says(&with("{name: NAME, value: 'pod $(HOSTNAME)'}"), &[("env-dollar-ref", "warning")]);
    let args = ", command: [sh, -c, 'echo $(hostname)']";
    says(&workload("Deployment", "web", "replicas: 1", args, ""), &[]);
}

#[test]
fn a_policy_sees_the_ports_of_pods() {
    let web = service("web", "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]")
        + &workload("Deployment", "web", "replicas: 1", PORT_8080, "");
    let policy = |port: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web}}\nspec: {{podSelector: \
             {{matchLabels: {{app: web}}}}, ingress: [{{ports: [{{port: {port}}}]}}]}}\n"
        )
    };
    says(&(web.clone() + &policy("80")), &[("networkpolicy-service-port", "warning")]);
    says(&(web.clone() + &policy("8080")), &[]);
    says(&(web + &policy("web")), &[("networkpolicy-named-port", "warning")]);
}

#[test]
fn an_ingress_asks_for_the_port_of_the_service() {
    let web = service("web", "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]")
        + &workload("Deployment", "web", "replicas: 1", PORT_8080, "");
    let ingress = |port: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web}}\nspec: {{defaultBackend: {{service: \
             {{name: web, port: {{{port}}}}}}}}}\n"
        )
    };
    says(&(web.clone() + &ingress("number: 80")), &[]);
    let wrong = web + &ingress("number: 8080");
    says(&wrong, &[("ingress-backend-port", "error")]);
    let run = bowline(folder(&[("web.yaml", wrong)]).path(), &["check"]);
    assert!(run.stdout.contains("`8080` is the `targetPort` of its port 80"), "{}", run.stdout);
}

#[test]
fn a_canary_shares_the_label_of_its_service() {
    let pods = |name: &str| {
        workload("Deployment", name, "replicas: 1", PORT_8080, "")
            .replace(&format!("labels: {{app: {name}}}"), &format!("labels: {{app: {name}, part-of: web}}"))
    };
    let web = service("web", "selector: {part-of: web}, ports: [{port: 80, targetPort: http}]");
    says(&(web + &pods("stable") + &pods("canary")), &[]);
}

#[test]
fn an_autoscaler_needs_requests() {
    let scaler = "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {maxReplicas: 3, \
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: \
                  {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}\n";
    let web = |container: &str| workload("Deployment", "web", "paused: false", container, "") + scaler;
    says(&web(", resources: {limits: {cpu: 1}}"), &[]);
    says(&web(""), &[("hpa-missing-request", "error")]);
}

/// The name of a generated ConfigMap ends in a suffix that no person writes.
#[test]
fn a_generated_name_is_there_with_and_without_its_suffix() {
    let from = |name: &str| {
        workload("Deployment", "web", "replicas: 1", &format!(", envFrom: [{{configMapRef: {{name: {name}}}}}]"), "")
    };
    let kustomization = "resources: [web.yaml, other.yaml]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\n";
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setting}\ndata: {a: b}\n";
    for name in ["settings", "settings-5t4k9h7m2c"] {
        let files = [("web.yaml", &*from(name)), ("other.yaml", other), ("kustomization.yaml", kustomization)];
        assert_eq!(findings_of(&files), [""; 0], "{name}");
    }
}

fn findings_of(files: &[(&str, &str)]) -> Vec<String> {
    let run = bowline(folder(files).path(), &["check", "--format", "json"]);
    run.findings().into_iter().map(|(rule, _, _)| rule).collect()
}

/// No file contains the objects that every cluster has.
#[test]
fn what_every_cluster_has_is_there() {
    let binding = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: view}\nroleRef: {apiGroup: \
                   rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: default}]\n";
    let other = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: views}\nrules: [{apiGroups: \
                 [''], resources: [pods], verbs: [get]}]\n";
    let pods = workload("Deployment", "web", "replicas: 1", "", ", serviceAccountName: default");
    assert_eq!(findings(&(pods + binding + other)), []);
}
