//! Worked examples across objects: an input and exactly the reported findings, including infos.

use crate::common;

/// The rule and severity of each finding, in the order of the text.
pub(super) fn findings(text: &str) -> Vec<(String, String)> {
    let folder = tempfile::TempDir::new().unwrap();
    let run = common::bowline_with(folder.path(), &["check", "-", "--info", "--format", "json"], text.as_bytes());
    let json = run.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found = json["diagnostics"].as_array().unwrap().iter();
    found.map(|found| (text(&found["rule"]), text(&found["severity"]))).collect()
}

#[track_caller]
pub(super) fn says(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(rule, severity)| ((*rule).to_owned(), (*severity).to_owned())).collect();
    assert_eq!(findings(text), expected, "{text}");
}

pub(super) fn service(name: &str, spec: &str) -> String {
    format!("---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
}

/// A workload with one container. `container` and `pod` are further fields in flow style, each with a comma before it.
pub(super) fn workload(kind: &str, name: &str, spec: &str, container: &str, pod: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{app: \
         {name}}}}}\n  {spec}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec: {{containers: [{{name: \
         main, image: 'example.com/x:1'{container}}}]{pod}}}\n"
    )
}

pub(super) const PORT_8080: &str = ", ports: [{name: http, containerPort: 8080}]";

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

fn config_map(data: &str) -> String {
    format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{{data}}}\n")
}

/// A word or number in place of a string has one finding. This includes ordinary numbers.
#[test]
fn one_scalar_one_finding() {
    for (value, rule) in [
        ("yes", "yaml-bool-word"),
        ("FALSE", "yaml-bool-word"),
        ("0777", "yaml-octal"),
        ("-0o17", "yaml-octal"),
        ("08", "yaml-octal"),
        ("0_7", "yaml-octal"),
        ("0x1F", "yaml-number-like"),
        ("1.10", "yaml-number-like"),
        ("1.0", "yaml-number-like"),
        ("0e1", "yaml-number-like"),
        ("18446744073709551616", "yaml-number-like"),
    ] {
        says(&config_map(&format!("a: {value}")), &[(rule, "error")]);
        let argument = format!(", args: [a, {value}]");
        says(&workload("Deployment", "web", "replicas: 1", &argument, ""), &[("yaml-non-string-list", "error")]);
        let variable = format!(", env: [{{name: A, value: {value}}}]");
        says(&workload("Deployment", "web", "replicas: 1", &variable, ""), &[(rule, "error")]);
    }
    says(&config_map("a: ~"), &[("yaml-null-word", "warning")]);
    for value in ["8080", "0", "1.5", "-3"] {
        says(&config_map(&format!("a: {value}")), &[("type-mismatch", "error")]);
    }
    for value in ["1:30", "2026-01-02", "None", "yEs", "12e4567", "'on'", "!!str on", ""] {
        says(&config_map(&format!("a: {value}")), &[]);
    }
    says(&workload("Deployment", "web", "replicas: 1", ", args: [8080]", ""), &[("yaml-non-string-list", "error")]);
    says(&workload("Deployment", "web", "replicas: 1", ", env: [{name: A, value: ~}]", ""), &[]);
}

/// A label and a variable whose numbers keep their text, or change it.
#[test]
fn numbers_in_labels_and_variables() {
    let text = workload("Deployment", "web", "replicas: 1", ", env: [{name: A, value: 8080}]", "");
    says(&text, &[("env-value-type", "error")]);
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: a, labels: {version: 1.10, port: 80}}\n\
                   spec: {selector: {a: b}, ports: [{port: 80}]}\n";
    says(service, &[("label-not-string", "error"), ("label-not-string", "error")]);
}

/// The words are reported where a string is required, but not where a boolean or a number is required.
#[test]
fn places_of_strings() {
    let word = ("yaml-bool-word", "error");
    for pod in [
        "nodeSelector: {ssd: on}",
        "tolerations: [{key: a, value: on}]",
        "securityContext: {sysctls: [{name: a, value: on}]}",
        "dnsConfig: {options: [{name: a, value: on}]}",
        "volumes: [{name: a, csi: {driver: d, volumeAttributes: {a: on}}}]",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: \
         [{matchExpressions: [{key: a, operator: In, values: [on]}]}]}}}",
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: \
         {matchLabels: {a: on}}}]}}",
        "initContainers: [{name: a, image: 'x:1', env: [{name: A, value: on}]}]",
    ] {
        says(&workload("Deployment", "web", "replicas: 1", "", &format!(", {pod}")), &[word]);
    }
    let header = ", readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: a, value: on}]}}";
    says(&workload("Deployment", "web", "replicas: 1", header, ""), &[word]);
    let exec = ", lifecycle: {preStop: {exec: {command: [sleep, 5]}}}";
    says(&workload("Deployment", "web", "replicas: 1", exec, ""), &[("yaml-non-string-list", "error")]);
    says(&workload("Deployment", "web", "paused: on", ", tty: yes", ", hostNetwork: off"), &[]);
    let custom =
        |metadata: &str| format!("apiVersion: example.com/v1\nkind: Web\nmetadata: {{{metadata}}}\nspec: {{a: on}}\n");
    says(&custom("name: a, annotations: {a: on}"), &[("yaml-bool-word", "warning")]);
    says(&custom("name: a"), &[]);
    let class = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nprovisioner: p\nparameters: {encrypted: true}\n";
    says(class, &[word]);
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {}",
        &config_map("a: on").replace("---\n", "").replace('\n', "\n  ")
    );
    says(&list, &[word]);
}

/// If two keys become equal because YAML changes one of them, this reason alone is reported.
#[test]
fn keys_that_meet_have_one_reason() {
    let key = ("yaml-bool-word", "warning");
    says(&config_map("on: a, yes: b"), &[key, key]);
    says(&config_map("1.10: a, '1.1': b"), &[("yaml-key-number", "warning")]);
    says(&config_map("8080: a, '8080': b"), &[("yaml-duplicate-key", "error")]);
    says(&config_map("true: a, 8080: b, 'on': c"), &[]);
}

/// A missing `---` is one mistake, however many keys repeat. A repeated key below is another mistake.
#[test]
fn a_missing_separator_has_one_finding() {
    let object = |name: &str, more: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  a: b\n{more}")
    };
    let separator = ("multi-doc-separator", "error");
    says(&(object("a", "") + &object("b", "")), &[separator]);
    says(&(object("a", "") + &object("b", "") + &object("c", "")), &[separator, separator]);
    let twice = ("yaml-duplicate-key", "error");
    says(&(object("a", "  a: c\n") + &object("b", "")), &[twice, separator]);
    says(&object("a", "kind: ConfigMap\n"), &[("yaml-duplicate-key", "warning")]);
    says(
        &("apiVersion: v1\nkind: ConfigMap\n".to_owned() + &object("a", "")),
        &[("yaml-duplicate-key", "warning"), ("yaml-duplicate-key", "warning")],
    );
    says(&(object("a", "") + "---\n---\n" + &object("b", "")), &[("empty-document", "info")]);
    says(&("---\n---\n".to_owned() + &object("a", "") + "---\n---\n"), &[]);
}

/// kustomize repairs words and annotations, but not numbers. A null in a patch removes a field.
#[test]
fn patches_are_read_by_kustomize() {
    let patch = |data: &str| {
        config_map(data).replace("metadata: {name: a}", "metadata: {name: a, annotations: {a: on}}\n$patch: merge")
    };
    let unused = ("patch-unused", "info");
    says(&patch("a: yes, b: ~, on: c"), &[unused]);
    says(&patch("a: true, b: 0777"), &[unused, ("yaml-bool-word", "error"), ("yaml-octal", "error")]);
}

/// Windows line endings of the file itself reach no program.
#[test]
fn line_endings_of_the_file_are_harmless() {
    let script =
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.sh: |\n    #!/bin/sh\n    set -e\n";
    says(&script.replace('\n', "\r\n"), &[]);
    says(&config_map(r##"a: "#!/bin/sh\r\nset -e\r\n""##).replace('\n', "\r\n"), &[("yaml-crlf", "warning")]);
}

/// A password in a block of text ends in a line feed; no output shows it.
#[test]
fn line_feed_behind_a_password() {
    let pod = |sign: &str| {
        let start =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: x:1\n";
        format!("{start}    env:\n    - name: DB_PASSWORD\n      value: {sign}\n        horse-battery-7\n")
    };
    let password = ("hardcoded-password", "warning");
    let line_feed = ("yaml-block-scalar", "warning");
    says(&pod("|"), &[line_feed, password]);
    says(&pod(">+"), &[line_feed, password]);
    says(&pod("|-"), &[password]);
    let folder = tempfile::TempDir::new().unwrap();
    for format in ["human", "json"] {
        let run = common::bowline_with(folder.path(), &["check", "-", "--format", format], pod("|+").as_bytes());
        assert!(!run.stdout.contains("horse") && run.stdout.contains("`-`"), "{}", run.stdout);
    }
}

/// An argument that lost its quotes is on one line. A map of several lines is a different mistake.
#[test]
fn an_argument_with_a_colon() {
    let colon = ("yaml-colon-space", "error");
    let args = |items: &str| workload("Deployment", "web", "replicas: 1", &format!(", args: [{items}]"), "");
    says(&args("--x: y, 'a: b'"), &[colon]);
    says(&args("--x:"), &[colon]);
    says(&args("a:b, '${X}'"), &[]);
    for item in ["{a: b}", "\"a\": b", "? a : b", "[a]"] {
        says(&args(item), &[("type-mismatch", "error")]);
    }
    let block = |item: &str| {
        let start =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: x:1\n";
        format!("{start}    args:\n    - {item}\n")
    };
    says(&block("--x: y # why"), &[colon]);
    says(&block("name: x\n      value: y"), &[("type-mismatch", "error")]);
    says(&block("x:\n      - y"), &[("type-mismatch", "error")]);
    says(&block("${X}: b"), &[]);
    says(&block("echo \"a #b\""), &[("yaml-colon-space", "warning")]);
    says(&block("echo 'a #b' # 'c'"), &[("yaml-colon-space", "warning")]);
    for item in ["echo 'a' # 'c'", "a 5\" # 6\" wide", "don't # it's", "the '90s # it's", "a # \"b\""] {
        says(&block(item), &[]);
    }
}

/// If the whole manifest is at the margin, it lost its indentation. A single key at the margin is a different mistake.
#[test]
fn a_manifest_at_the_margin() {
    let flattened = ("structure-flattened", "error");
    says(
        "apiVersion: v1\nkind: Service\nmetadata:\nname: a\nspec:\ntype: NodePort\nselector: {a: b}\nports:\n- port: 80\n",
        &[flattened],
    );
    let service =
        "apiVersion: v1\nkind: Service\nmetadata:\nname: a\nspec:\n  clusterIP: None\n  ports:\n  - port: 80\n";
    assert!(!findings(service).iter().any(|(rule, _)| rule == flattened.0));
}

#[test]
fn a_key_at_the_level_of_the_one_above_it() {
    let pod = |text: &str| format!("apiVersion: v1\nkind: Pod\n{text}");
    let container = "spec:\n  containers:\n    - name: web\n      image: example.com/web:1.0\n";
    let resources = "      resources:\n      requests:\n        cpu: 100m\n";
    says(&pod(&format!("metadata:\n  name: web\n{container}{resources}")), &[("field-wrong-level", "error")]);
    says(&pod(&format!("metadata:\nname: web\n{container}")), &[("field-wrong-level", "error")]);
    let volumes = "  volumes:\n    - name: data\n  persistentVolumeClaim:\n    claimName: data\n";
    says(&pod(&format!("metadata:\n  name: web\n{container}{volumes}")), &[("field-wrong-level", "error")]);
}

#[test]
fn a_null_in_a_patch_takes_a_field_away() {
    let unknown = |value: &str| {
        let patch = format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  sorts: {value}\n");
        let build = "resources: [web.yaml]\npatches:\n  - path: patch.yaml\n";
        let folder = common::folder(&[("kustomization.yaml", build), ("patch.yaml", &patch)]);
        let run = common::bowline(folder.path(), &["check", "--select", "field-unknown", "--format", "json"]);
        run.findings().len()
    };
    assert_eq!((unknown("1"), unknown("null")), (1, 0));
}
