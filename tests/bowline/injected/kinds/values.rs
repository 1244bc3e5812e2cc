//! Values that the API server refuses, or that are not what they seem to be.

use super::super::edit::Do;
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new(
        "request above the limit",
        &["pod containers[].resources.limits.memory"],
        |site| request(site).is_some(),
        Do::Write("1Mi"),
    ),
    Kind::new(
        "unit in lower case",
        &["pod containers[].resources.requests|limits.memory"],
        always,
        Do::Make(|site| Some(site.text().to_lowercase())),
    ),
    Kind::new("unit with a B", &["PersistentVolumeClaim spec.resources.requests.storage"], always, Do::Around("", "B")),
    Kind::new(
        "memory in thousandths",
        &["pod containers[].resources.requests|limits.memory"],
        always,
        Do::Make(|site| Some(format!("{}m", site.text().trim_end_matches(char::is_alphabetic)))),
    ),
    Kind::new(
        "schedule with four fields",
        &["CronJob spec.schedule"],
        always,
        Do::Make(|site| Some(format!("\"{}\"", site.text().rsplit_once(' ')?.0))),
    ),
    Kind::new(
        "schedule out of range",
        &["CronJob spec.schedule"],
        always,
        Do::Make(|site| Some(format!("\"61{}\"", site.text().split_once(' ').map(|(_, rest)| format!(" {rest}"))?))),
    ),
    Kind::new("label with a blank", &["* metadata.labels.*"], always, Do::Around("\"", " 1\"")),
    Kind::new(
        "image with an empty tag",
        IMAGE,
        always,
        Do::Make(|site| Some(format!("\"{}:\"", site.text().rsplit_once(':')?.0))),
    ),
    Kind::new(
        "image with a blank",
        IMAGE,
        always,
        Do::Make(|site| Some(site.text().replacen(':', ": ", 1)).map(|text| format!("\"{text}\""))),
    ),
    Kind::new("old version", &["Deployment|StatefulSet|DaemonSet apiVersion"], always, Do::Write("apps/v1beta1")),
    Kind::new(
        "version of another group",
        &["Deployment|StatefulSet|DaemonSet|Ingress|CronJob|Role apiVersion"],
        always,
        Do::Write("v1"),
    ),
    Kind::new(
        "kind",
        &["Deployment|Service|ConfigMap|Secret|StatefulSet|Ingress|CronJob|ServiceAccount kind"],
        always,
        Do::Typo,
    ),
    Kind::new(
        "kind in lower case",
        &["Deployment|Service|ConfigMap|StatefulSet kind"],
        always,
        Do::Make(|site| Some(site.text().to_lowercase())),
    ),
    Kind::new(
        "field of a container",
        &["pod containers[].ports|image|env|args|volumeMounts|resources"],
        always,
        Do::KeyTypo,
    ),
    Kind::new(
        "field of a spec",
        &["Deployment|StatefulSet spec.replicas|template|serviceName|volumeClaimTemplates"],
        always,
        Do::KeyTypo,
    ),
    Kind::new(
        "field of a service",
        &["Service spec.ports|selector", "Service spec.ports[].port|targetPort"],
        always,
        Do::KeyTypo,
    ),
    Kind::new("resources one level out", &["pod containers[].resources"], is_last, Do::Lines(out)),
    Kind::new("mounts one level out", &["pod containers[].volumeMounts"], is_last, Do::Lines(out)),
    Kind::new("requests next to resources", &["pod containers[].resources.requests"], is_last, Do::Lines(out)),
    Kind::new(
        "number in quotes",
        &["* spec.replicas", "pod containers[].ports[].containerPort", "Service spec.ports[].port"],
        always,
        Do::Around("\"", "\""),
    ),
    Kind::new(
        "boolean in quotes",
        &["pod containers[].volumeMounts[].readOnly", "pod securityContext.runAsNonRoot"],
        always,
        Do::Around("\"", "\""),
    ),
    Kind::new("annotation that is no text", &["template metadata.annotations.*"], always, Do::Write("true")),
    Kind::new("label that is no text", &["* metadata.labels.*"], always, Do::Write("1.10")),
    Kind::new("variable that is no text", &["pod containers[].env[].value"], always, Do::Write("8080")),
    Kind::new("argument that is no text", &["pod containers[].args[]"], always, Do::Write("8080")),
    Kind::new("variable twice", &["pod containers[].env[].name"], is_like_one_before, Do::Make(before)),
    Kind::new("container twice", &["pod containers[].name"], has_one_before, Do::Make(before)),
    Kind::new(
        "init container twice",
        &["pod initContainers[].name"],
        always,
        Do::Make(|site| Some(site.outer(2)?.get("containers")?.items().next()?.get("name")?.text().to_owned())),
    ),
    Kind::new("mount path twice", &["pod containers[].volumeMounts[].mountPath"], has_one_before, Do::Make(before)),
    Kind::new("volume twice", &["pod volumes[].name"], has_one_before, Do::Make(before)),
    Kind::new("container port name twice", &["pod containers[].ports[].name"], has_one_before, Do::Make(before)),
    Kind::new("service port name twice", &["Service spec.ports[].name"], has_one_before, Do::Make(before)),
    Kind::new("service port unnamed", &["Service spec.ports[]"], has_others, Do::Lines(super::links::unnamed)),
    Kind::new("restart policy of a job", &["pod restartPolicy"], always, Do::Write("Always")),
    Kind::new(
        "restart policy of a workload",
        &["Deployment spec.template.spec.containers"],
        always,
        Do::After("restartPolicy: Never"),
    ),
    Kind::new(
        "access mode",
        &["PersistentVolumeClaim spec.accessModes[]", "StatefulSet spec.volumeClaimTemplates[].spec.accessModes[]"],
        always,
        Do::Typo,
    ),
    Kind::new("pull policy", IMAGE, always, Do::After("imagePullPolicy: always")),
    Kind::new(
        "mode in decimal",
        &["pod volumes[].configMap.name"],
        |site| site.beside("defaultMode").is_none(),
        Do::After("defaultMode: 644"),
    ),
    Kind::new("service type", &["Service spec.type"], always, Do::Typo),
    Kind::new(
        "node port out of its type",
        &["Service spec.ports[].targetPort"],
        |site| {
            site.object.root.find(&["spec", "type"]).is_none()
                && site.object.root.find(&["spec", "clusterIP"]).is_none()
        },
        Do::After("nodePort: 30080"),
    ),
    Kind::new("strategy", &["Deployment spec.strategy.type"], always, Do::Typo),
    Kind::new(
        "password in a variable",
        &["pod containers[].env"],
        always,
        Do::Lines(|_, lines| Some(with_password(lines))),
    ),
    Kind::new(
        "password in an argument",
        &["pod containers[].args[]"],
        is_own_line,
        Do::Before("- --db-password=hunter2"),
    ),
    Kind::new("data that is no base64", &["Secret data.*"], always, Do::Around("", "!")),
    Kind::new("custom resource: word", &["Cache spec.engine"], always, Do::Write("reddis")),
    Kind::new("custom resource: type", &["Cache spec.size"], always, Do::Write("\"3\"")),
    Kind::new("custom resource: range", &["Cache spec.size"], always, Do::Write("0")),
    Kind::new("custom resource: field", &["Cache spec.*"], always, Do::KeyTypo),
    Kind::new("custom resource: version", &["Cache apiVersion"], always, Do::Write("example.com/v1beta1")),
    Kind::new("definition: name", &["CustomResourceDefinition metadata.name"], always, Do::Typo),
    Kind::new("object twice", &["Service|ConfigMap metadata.name"], has_namesake_to_be, Do::Make(namesake)),
    Kind::new("command as one word", &["pod containers[].command[]"], is_only, Do::Around("\"", " --verbose\"")),
    Kind::new(
        "name with an underscore",
        &["Deployment|Service|ConfigMap metadata.name"],
        |site| site.text().contains('-'),
        Do::Make(|site| Some(site.text().replacen('-', "_", 1))),
    ),
];

const IMAGE: &[&str] = &["pod containers[].image"];

fn request<'a>(site: &Site<'a>) -> Option<bowline::yaml::Node<'a>> {
    site.outer(1)?.find(&["requests", "memory"])
}

/// Whether the entry is the last one of its mapping, so that it can move to the left.
fn is_last(site: &Site<'_>) -> bool {
    site.node.parent().and_then(|mapping| mapping.entries().last()).is_some_and(|last| last.value == site.node)
}

fn has_others(site: &Site<'_>) -> bool {
    site.node.parent().is_some_and(|list| list.items().count() > 1)
}

fn is_only(site: &Site<'_>) -> bool {
    site.node.parent().is_some_and(|list| list.items().count() == 1) && !site.text().contains(' ')
}

/// Moves the lines one level to the left.
fn out(_: &Site<'_>, lines: &[&str]) -> Option<Vec<String>> {
    lines.iter().map(|line| line.strip_prefix("  ").map(str::to_owned)).collect()
}

/// The value of the same field in the item before.
fn before(site: &Site<'_>) -> Option<String> {
    let (item, list) = (site.outer(0)?, site.outer(1)?);
    let items: Vec<_> = list.items().collect();
    let at = items.iter().position(|one| *one == item)?.checked_sub(1)?;
    let text = items[at].get(site.node.key()?.text())?.text();
    (text != site.text()).then(|| text.to_owned())
}

fn has_one_before(site: &Site<'_>) -> bool {
    before(site).is_some()
}

/// Whether the variable can get the name of the variable before: no variable of the list uses another one.
fn is_like_one_before(site: &Site<'_>) -> bool {
    let list = site.outer(1).map_or("", |list| list.source_text());
    has_one_before(site) && !list.contains("$(")
}

fn is_own_line(site: &Site<'_>) -> bool {
    site.node.parent().is_some_and(|list| !list.source_text().starts_with('['))
}

fn with_password(lines: &[&str]) -> Vec<String> {
    let column = lines[1].len() - lines[1].trim_start().len();
    let added = [format!("{:column$}- name: ADMIN_PASSWORD", ""), format!("{:column$}  value: hunter2", "")];
    let (key, rest) = (lines[0].to_owned(), lines[1..].iter().map(|&line| line.to_owned()));
    std::iter::once(key).chain(added).chain(rest).collect()
}

/// The name of another object of the same kind and namespace.
fn namesake(site: &Site<'_>) -> Option<String> {
    let (kind, own) = (site.object.kind(), site.object.namespace());
    let mut others = site.app.objects().filter(|other| other.kind() == kind && other.namespace() == own);
    others.find(|other| other.root != site.object.root).map(|other| other.name().to_owned())
}

/// Whether nothing names the object, so that a new name breaks no reference.
fn has_namesake_to_be(site: &Site<'_>) -> bool {
    let named = site.app.scalars().filter(|(_, node)| node.as_str() == Some(site.text())).count();
    named == 1
}
