//! Edits that break nothing.

use super::super::edit::Do;
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new("comment", &["* spec|data"], always, Do::Before("# TODO: look at this again")),
    Kind::new("comment after a value", &["pod containers[].image"], always, Do::Around("", " # pinned")),
    Kind::new("empty line", &["* metadata"], always, Do::After("\n")),
    Kind::new("quotes around a name", &["* metadata.name"], always, Do::Around("\"", "\"")),
    Kind::new("single quotes", &["pod containers[].image"], always, Do::Around("'", "'")),
    Kind::new(
        "label of an object",
        &["* metadata.name"],
        |site| site.beside("labels").is_none(),
        Do::After("labels:\n  team: payments"),
    ),
    Kind::new("label of pods", &["template metadata.labels.*"], always, Do::After("stage: blue")),
    Kind::new(
        "annotation",
        &["* metadata.name"],
        |site| site.beside("annotations").is_none(),
        Do::After("annotations:\n  example.com/owner: \"7\""),
    ),
    Kind::new("replicas", &["Deployment spec.replicas"], always, Do::Write("5")),
    Kind::new(
        "tag of an image",
        &["pod containers[].image"],
        always,
        Do::Make(|site| Some(format!("{}:2024-01-31", site.text().rsplit_once(':')?.0))),
    ),
    Kind::new(
        "digest of an image",
        &["pod containers[].image"],
        always,
        Do::Make(|site| Some(format!("{}@sha256:{}", site.text().rsplit_once(':')?.0, "0a".repeat(32)))),
    ),
    Kind::new("value of a key", &["ConfigMap data.*"], |site| !site.text().contains('\n'), Do::Write("other")),
    Kind::new("further key", &["ConfigMap data.*"], always, Do::Before("FURTHER: \"1\"")),
    Kind::new(
        "further variable",
        &["pod containers[].env"],
        always,
        Do::Lines(|_, lines| Some(with_item(lines, &["- name: COLOUR", "  value: blue"]))),
    ),
    Kind::new(
        "variable from a secret of others",
        &["pod containers[].env"],
        always,
        Do::Lines(|_, lines| {
            Some(with_item(
                lines,
                &[
                    "- name: VAULT",
                    "  valueFrom:",
                    "    secretKeyRef:",
                    "      name: made-by-vault",
                    "      key: token",
                ],
            ))
        }),
    ),
    Kind::new(
        "optional reference",
        &["pod containers[].env[].valueFrom.configMapKeyRef|secretKeyRef.key"],
        always,
        Do::After("optional: true"),
    ),
    Kind::new(
        "further port",
        &["pod containers[].ports"],
        always,
        Do::Lines(|_, lines| Some(with_item(lines, &["- name: debug", "  containerPort: 40000"]))),
    ),
    Kind::new(
        "container port that a service does not need",
        &["pod containers[].ports[].containerPort"],
        is_named,
        Do::After("protocol: TCP"),
    ),
    Kind::new("request within its limit", &["pod containers[].resources.requests.cpu"], always, Do::Write("1m")),
    Kind::new(
        "memory in other units",
        &["pod containers[].resources.requests.memory"],
        |site| site.text() == "64Mi",
        Do::Write("65536Ki"),
    ),
    Kind::new(
        "period of a probe",
        &["pod containers[].readinessProbe.httpGet"],
        always,
        Do::After("timeoutSeconds: 2"),
    ),
    Kind::new(
        "grace period",
        &["pod containers"],
        |site| site.beside("terminationGracePeriodSeconds").is_none(),
        Do::Before("terminationGracePeriodSeconds: 45"),
    ),
    Kind::new(
        "toleration",
        &["pod containers"],
        |site| site.beside("tolerations").is_none(),
        Do::Before("tolerations:\n  - key: dedicated\n    operator: Exists"),
    ),
    Kind::new("node selector", &["pod containers"], always, Do::Before("nodeSelector:\n  kubernetes.io/os: linux")),
    Kind::new(
        "priority of the system",
        &["pod containers"],
        |site| site.beside("priorityClassName").is_none(),
        Do::Before("priorityClassName: system-cluster-critical"),
    ),
    Kind::new(
        "account that is always there",
        &["pod containers"],
        |site| site.beside("serviceAccountName").is_none(),
        Do::Before("serviceAccountName: default"),
    ),
    Kind::new("pull policy", &["pod containers[].image"], always, Do::After("imagePullPolicy: IfNotPresent")),
    Kind::new(
        "empty volume",
        &["pod volumes"],
        always,
        Do::Lines(|_, lines| Some(with_item(lines, &["- name: spare", "  emptyDir: {}"]))),
    ),
    Kind::new(
        "new ConfigMap",
        &["* apiVersion"],
        is_first,
        Do::File(|_, text| {
            Some(format!(
                "{text}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: banner\ndata:\n  text: hello\n"
            ))
        }),
    ),
    Kind::new(
        "new workload",
        &["* apiVersion"],
        is_first,
        Do::File(|site, text| Some(format!("{text}---\n{}", workload(site)))),
    ),
    Kind::new(
        "service for pods of an operator",
        &["* apiVersion"],
        is_first,
        Do::File(|site, text| Some(format!("{text}---\n{}", operated(site)))),
    ),
    Kind::new(
        "service outside of the cluster",
        &["* apiVersion"],
        is_first,
        Do::File(|site, text| {
            Some(format!(
                "{text}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: partner{}\nspec:\n  type: ExternalName\n  externalName: partner.example.org\n",
                namespace(site)
            ))
        }),
    ),
    Kind::new(
        "lines that end with a return",
        &["* apiVersion"],
        is_first,
        Do::File(|_, text| Some(text.replace('\n', "\r\n"))),
    ),
    Kind::new("separator at the start", &["* apiVersion"], is_first, Do::File(|_, text| Some(format!("---\n{text}")))),
    Kind::new("end of the documents", &["* apiVersion"], is_first, Do::File(|_, text| Some(format!("{text}...\n")))),
    Kind::new("documents in another order", &["* apiVersion"], is_first, Do::File(|_, text| Some(reversed(text)))),
    Kind::new(
        "no line feed at the end",
        &["* apiVersion"],
        is_first,
        Do::File(|_, text| text.strip_suffix('\n').map(str::to_owned)),
    ),
    Kind::new(
        "blanks at the end of lines",
        &["* apiVersion"],
        is_first,
        Do::File(|_, text| (!text.contains('|')).then(|| text.replace('\n', "  \n"))),
    ),
    Kind::new(
        "host of the internet",
        &["pod containers[].env"],
        always,
        Do::Lines(|_, lines| Some(with_item(lines, &["- name: UPSTREAM", "  value: https://api.example.org:8443/v1"]))),
    ),
];

/// Adds an item before the first one of a list below its key.
fn with_item(lines: &[&str], item: &[&str]) -> Vec<String> {
    let column = lines[1].len() - lines[1].trim_start().len();
    let added = item.iter().map(|line| format!("{:column$}{line}", ""));
    let rest = lines[1..].iter().map(|&line| line.to_owned());
    std::iter::once(lines[0].to_owned()).chain(added).chain(rest).collect()
}

fn is_named(site: &Site<'_>) -> bool {
    site.beside("name").is_some()
}

/// Whether the place is at the start of its file, so that a file is edited only once.
fn is_first(site: &Site<'_>) -> bool {
    site.node.key().is_some_and(|key| key.written_span().start == 0)
}

fn namespace(site: &Site<'_>) -> String {
    let own = site.app.objects().filter(|object| object.file == site.object.file).find_map(|object| object.namespace());
    own.map_or_else(String::new, |own| format!("\n  namespace: {own}"))
}

fn workload(site: &Site<'_>) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: mailhog{}\nspec:\n  selector:\n    matchLabels: \
         {{app: mailhog}}\n  template:\n    metadata:\n      labels: {{app: mailhog}}\n    spec:\n      containers:\n        \
         - name: mailhog\n          image: example.com/mailhog:1.0\n",
        namespace(site)
    )
}

fn operated(site: &Site<'_>) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders-pg-rw{}\nspec:\n  selector:\n    cnpg.io/cluster: orders-pg\n  \
         ports:\n    - port: 5432\n",
        namespace(site)
    )
}

fn reversed(text: &str) -> String {
    let mut documents: Vec<&str> = text.split("---\n").collect();
    documents.reverse();
    documents.join("---\n")
}
