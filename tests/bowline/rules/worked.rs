//! Worked examples of values, and of cases without findings: an input and exactly what the rules report.

use super::examples::{PORT_8080, says, service, workload};

fn job(kind: &str, spec: &str) -> String {
    format!("apiVersion: batch/v1\nkind: {kind}\nmetadata: {{name: report}}\nspec:\n{spec}")
}

/// A pod whose volume has a mode.
fn moded(mode: &str) -> String {
    let mount = ", volumeMounts: [{name: keys, mountPath: /keys}]";
    let volume = format!(", volumes: [{{name: keys, secret: {{secretName: keys, defaultMode: {mode}}}}}]");
    workload("Deployment", "web", "replicas: 1", mount, &volume)
}

#[test]
fn a_schedule_has_six_days() {
    let pods = "template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'example.com/a:1'}]}}";
    let cron =
        |schedule: &str| job("CronJob", &format!("  schedule: {schedule}\n  jobTemplate: {{spec: {{{pods}}}}}\n"));
    says(&cron("\"0 0 * * 7\""), &[("cron-schedule", "error")]);
    says(&cron("\"@every 5m\""), &[]);
    says(&cron("\"0 0 * * 6\""), &[]);
    let once = job("Job", "  template: {spec: {containers: [{name: a, image: 'example.com/a:1'}]}}\n");
    says(&once, &[("restart-policy", "error")]);
}

#[test]
fn a_mode_is_octal() {
    says(&moded("644"), &[("volume-mode", "error")]);
    says(&moded("0644"), &[]);
    says(&moded("420"), &[]);
    says(&moded("400"), &[("volume-mode", "warning")]);
}

#[test]
fn a_volume_needs_its_source_inside() {
    let claim = |column: &str| {
        let mounts = ", volumeMounts: [{name: data, mountPath: /data}]";
        workload("Deployment", "web", "replicas: 1", mounts, "").replace(
            "    spec: {containers: [",
            &format!(
                "    spec:\n      volumes:\n        - name: data\n{column}persistentVolumeClaim: {{claimName: data}}\n      \
                 containers: [",
            ),
        )
        .replace("}]}\n", "}]\n")
    };
    says(&claim("          "), &[]);
    says(&claim("      "), &[("field-wrong-level", "error")]);
    let nothing = claim("          ").replace("          persistentVolumeClaim: {claimName: data}\n", "");
    says(&nothing, &[("volume-source", "warning")]);
}

#[test]
fn resources_belong_below_their_key() {
    let flat = workload("Deployment", "web", "replicas: 1", "", "").replace(
        "    spec: {containers: [{name: main, image: 'example.com/x:1'}]}\n",
        "    spec:\n      containers:\n        - name: main\n          image: example.com/x:1\n          resources:\n          \
         requests:\n            cpu: 100m\n",
    );
    says(&flat, &[("field-wrong-level", "error")]);
}

#[test]
fn the_name_of_a_stateful_set_goes_into_a_label() {
    let named = |length: usize| {
        let named = format!("metadata: {{name: {}}}", "a".repeat(length));
        workload("StatefulSet", "db", "replicas: 1", "", "").replace("metadata: {name: db}", &named)
    };
    let severity = |length: usize| match super::examples::findings(&named(length)).as_slice() {
        [] => String::new(),
        [(rule, severity)] => format!("{rule} {severity}"),
        more => format!("{more:?}"),
    };
    assert_eq!(severity(52), "");
    assert_eq!(severity(53), "sts-name-length warning");
    assert_eq!(severity(60), "sts-name-length error");
    assert_eq!(severity(64), "name-syntax error");
}

#[test]
fn the_name_of_an_ingress_port_is_short() {
    let ingress = |port: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web}}\nspec: {{defaultBackend: \
             {{service: {{name: web, port: {{{port}}}}}}}}}\n"
        )
    };
    let port = "name: a-long-name-for-http, port: 80, targetPort: 8080";
    let web = service("web", &format!("selector: {{app: web}}, ports: [{{{port}}}]"))
        + &workload("Deployment", "web", "replicas: 1", PORT_8080, "");
    says(&(web.clone() + &ingress("name: a-long-name-for-http")), &[("port-name-syntax", "error")]);
    says(&(web + &ingress("number: 80")), &[]);
}

#[test]
fn passwords_in_the_data_of_a_secret() {
    let secret =
        |value: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: login}}\ndata: {{password: {value}}}\n");
    let rules = |value: &str| {
        let found = super::examples::findings(&secret(value));
        found.into_iter().filter(|(rule, _)| rule != "secret-in-manifest").collect::<Vec<_>>()
    };
    let warning = |rule: &str| vec![(rule.to_owned(), "warning".to_owned())];
    assert_eq!(rules("cGFzc3dvcmQK"), warning("secret-data-newline"));
    // Valid base64 of bytes that are not text.
    assert_eq!(rules("password"), warning("secret-data-looks-plain"));
}

#[test]
fn traps() {
    // Two StatefulSets share a headless Service, another one has no Service, and percentages are used.
    let peers = service("peers", "clusterIP: None, selector: {tier: data}");
    let set = |name: &str, spec: &str| {
        workload("StatefulSet", name, spec, "", "").replace("labels: {app", "labels: {tier: data, app")
    };
    says(&(peers + &set("hot", "serviceName: peers") + &set("warm", "serviceName: peers")), &[]);
    says(&workload("StatefulSet", "agent", "replicas: 1", "", ""), &[]);
    let rolling = "strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}";
    says(&workload("Deployment", "web", rolling, ", resources: {requests: {cpu: 0.5}}", ""), &[]);
    // Ports that no container declares, and more ports than the Service has.
    let web = service("web", "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]");
    says(&(web.clone() + &workload("Deployment", "web", "replicas: 1", "", "")), &[]);
    let headless = service("web", "clusterIP: None, selector: {app: web}, ports: [{port: 8080}]");
    let many = ", ports: [{name: http, containerPort: 8080}, {name: peers, containerPort: 7000}]";
    says(&(headless + &workload("StatefulSet", "web", "serviceName: web", many, "")), &[]);
    // A program of a shell, a file with a password, and a name that is not a host.
    let env = ", command: [sh, -c, 'echo $(hostname)'], env: [{name: DB_PASSWORD_FILE, value: /run/secrets/db}, {name: \
               cluster.initial_master_nodes, value: 'es-0,es-1'}]";
    says(&workload("StatefulSet", "es", "replicas: 2", env, ""), &[]);
}
