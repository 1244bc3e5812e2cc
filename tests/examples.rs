//! Worked examples across objects: an input and exactly what is said of it, infos among it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

/// Rule and severity of each finding, in order of the text.
fn findings(text: &str) -> Vec<(String, String)> {
    let folder = tempfile::TempDir::new().unwrap();
    let run = common::bowline_with(folder.path(), &["check", "-", "--info", "--format", "json"], text.as_bytes());
    let json = run.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found = json["diagnostics"].as_array().unwrap().iter();
    found.map(|found| (text(&found["rule"]), text(&found["severity"]))).collect()
}

#[track_caller]
fn says(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(rule, severity)| ((*rule).to_owned(), (*severity).to_owned())).collect();
    assert_eq!(findings(text), expected, "{text}");
}

fn service(name: &str, spec: &str) -> String {
    format!("---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
}

/// A workload of one container; `container` and `pod` are further fields in flow style, each with a comma before it.
fn workload(kind: &str, name: &str, spec: &str, container: &str, pod: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: \
         {name}}}}}\n  {spec}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec: {{containers: [{{name: \
         main, image: 'example.com/x:1'{container}}}]{pod}}}\n"
    )
}

const PORT_8080: &str = ", ports: [{name: http, containerPort: 8080}]";

#[test]
fn cluster_ip_is_the_exact_word() {
    let with =
        |cluster_ip: &str| service("mysql-headless", &format!("clusterIP: {cluster_ip}, ports: [{{port: 3306}}]"));
    says(&with("none"), &[("svc-clusterip-invalid", "error")]);
    says(&with("~"), &[("svc-clusterip-null", "warning")]);
    says(&service("a", "clusterIPs: [None], ports: [{port: 1}]"), &[("clusterips-inconsistent", "error")]);
    let selected = workload("StatefulSet", "db", "serviceName: db", "", "");
    says(&(service("db", "clusterIP: \"None\", selector: {app: db}, ports: [{port: 3306}]") + &selected), &[]);
}

#[test]
fn nothing_maps_the_port_of_a_headless_service() {
    let headless = service("web", "clusterIP: None, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]");
    let client = format!("{PORT_8080}, env: [{{name: PEER, value: 'http://web-0.web:80'}}]");
    let set = |container: &str| workload("StatefulSet", "web", "serviceName: web", container, "");
    says(&(headless.clone() + &set(&client)), &[("headless-port-remap", "warning")]);
    let route = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {rules: \
                 [{backendRefs: [{name: web, port: 80}]}]}\n";
    says(&(headless + &set(PORT_8080) + route), &[("headless-port-remap", "info")]);
    let named = service("web", "clusterIP: None, selector: {app: web}, ports: [{port: 80, targetPort: http}]");
    says(&(named + &set(", ports: [{name: http, containerPort: 80}]")), &[]);
}

#[test]
fn a_governing_service_that_is_not_headless() {
    let web = service("web", "selector: {app: web}, ports: [{port: 80}]");
    let set = |spec: &str| workload("StatefulSet", "web", spec, "", "");
    let three = web.clone() + &set("replicas: 3\n  serviceName: web");
    says(&three, &[("sts-servicename-not-headless", "warning")]);
    says(&(web + &set("serviceName: web")), &[("sts-servicename-not-headless", "info")]);
    let folder = tempfile::TempDir::new().unwrap();
    let run = common::bowline_with(folder.path(), &["check", "-"], three.as_bytes());
    assert!(run.stdout.contains("CoreDNS") && run.stdout.contains("kube-dns"), "{}", run.stdout);
}

#[test]
fn two_services_of_one_set_are_fine() {
    let services = service("web", "selector: {app: web}, ports: [{port: 80}]")
        + &service("web-hl", "clusterIP: None, selector: {app: web}, ports: [{port: 80}]");
    says(&(services + &workload("StatefulSet", "web", "serviceName: web-hl", "", "")), &[]);
}

#[test]
fn a_port_name_counts_with_its_protocol_and_its_container() {
    let web = service("web", "selector: {app: web}, ports: [{port: 80, targetPort: http}]");
    let deployment = |container: &str, pod: &str| workload("Deployment", "web", "replicas: 1", container, pod);
    let udp = deployment(", ports: [{name: http, containerPort: 80, protocol: UDP}]", "");
    says(&(web.clone() + &udp), &[("svc-targetport-protocol", "error")]);
    let init = |restart: &str| {
        let ports = "ports: [{name: http, containerPort: 80}]";
        format!(", initContainers: [{{name: proxy, image: 'example.com/p:1'{restart}, {ports}}}]")
    };
    says(&(web.clone() + &deployment("", &init(""))), &[("svc-targetport-name-unknown", "error")]);
    says(&(web + &deployment("", &init(", restartPolicy: Always"))), &[]);
}

#[test]
fn an_undeclared_number_is_judged_by_what_is_declared() {
    let web = service("web", "selector: {app: web}, ports: [{port: 8080}]");
    let declares_80 = ", ports: [{containerPort: 80}]";
    let one = workload("Deployment", "web", "replicas: 1", declares_80, "");
    says(&(web.clone() + &one), &[("svc-targetport-undeclared", "warning")]);
    let two = one.replace("containers: [", "containers: [{name: side, image: 'example.com/s:1'}, ");
    says(&(web.clone() + &two), &[("svc-targetport-undeclared", "info")]);
    says(&(web + &workload("Deployment", "web", "replicas: 1", "", "")), &[]);
}

#[test]
fn labels_on_the_deployment_are_not_on_its_pods() {
    let web = service("web", "selector: {app: web, tier: front}, ports: [{port: 80}]");
    let deployment = workload("Deployment", "web", "replicas: 1", "", "");
    says(&(web.clone() + &deployment), &[("service-selects-nothing", "warning")]);
    let outside = deployment.replace("metadata: {name: web}", "metadata: {name: web, labels: {app: web, tier: front}}");
    let text = web + &outside;
    says(&text, &[("service-selects-nothing", "warning")]);
    let folder = tempfile::TempDir::new().unwrap();
    let run = common::bowline_with(folder.path(), &["check", "-"], text.as_bytes());
    assert!(run.stdout.contains("but not of its pods"), "{}", run.stdout);
}

#[test]
fn a_quoted_port_is_a_name() {
    let probe = ", readinessProbe: {httpGet: {port: '8080'}}";
    says(&workload("Deployment", "web", "replicas: 1", probe, ""), &[("port-string-number", "error")]);
}
