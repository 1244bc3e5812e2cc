//! References of objects to others by name: configuration, storage, accounts, roles, hosts.

use super::super::edit::{Do, typo};
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new("ConfigMap of a variable", &["pod containers[].env[].valueFrom.configMapKeyRef.name"], config, Do::Typo),
    Kind::new("key of a ConfigMap", &["pod containers[].env[].valueFrom.configMapKeyRef.key"], always, Do::Typo),
    Kind::new("Secret of a variable", &["pod containers[].env[].valueFrom.secretKeyRef.name"], secret, Do::Typo),
    Kind::new("key of a Secret", &["pod containers[].env[].valueFrom.secretKeyRef.key"], always, Do::Typo),
    Kind::new(
        "source of variables",
        &["pod containers|initContainers[].envFrom[].configMapRef|secretRef.name"],
        always,
        Do::Typo,
    ),
    Kind::new("ConfigMap of a volume", &["pod volumes[].configMap.name"], config, Do::Typo),
    Kind::new("Secret of a volume", &["pod volumes[].secret.secretName"], always, Do::Typo),
    Kind::new("key of a volume", &["pod volumes[].configMap.items[].key"], always, Do::Typo),
    Kind::new("projected ConfigMap", &["pod volumes[].projected.sources[].configMap|secret.name"], always, Do::Typo),
    Kind::new(
        "key of a projected volume",
        &["pod volumes[].projected.sources[].configMap.items[].key"],
        always,
        Do::Typo,
    ),
    Kind::new("claim of a volume", &["pod volumes[].persistentVolumeClaim.claimName"], always, Do::Typo),
    Kind::new("service account", &["pod serviceAccountName"], |site| site.names("ServiceAccount"), Do::Typo),
    Kind::new(
        "pull secret",
        &["pod imagePullSecrets[].name", "ServiceAccount imagePullSecrets[].name"],
        secret,
        Do::Typo,
    ),
    Kind::new("priority class", &["pod priorityClassName"], always, Do::Typo),
    Kind::new(
        "storage class",
        &[
            "PersistentVolumeClaim spec.storageClassName",
            "StatefulSet spec.volumeClaimTemplates[].spec.storageClassName",
        ],
        always,
        Do::Typo,
    ),
    Kind::new("ConfigMap renamed", &["ConfigMap metadata.name"], is_used, Do::Typo),
    Kind::new("Secret renamed", &["Secret metadata.name"], is_used, Do::Typo),
    Kind::new("claim renamed", &["PersistentVolumeClaim metadata.name"], is_used, Do::Typo),
    Kind::new(
        "account renamed",
        &["ServiceAccount metadata.name"],
        |site| site.is_asked_for(&["pod serviceAccountName"]),
        Do::Typo,
    ),
    Kind::new("key of a ConfigMap renamed", &["ConfigMap data.*"], is_key_used, Do::KeyTypo),
    Kind::new("key of a Secret renamed", &["Secret data.*"], is_key_used, Do::KeyTypo),
    Kind::new("key of a ConfigMap dropped", &["ConfigMap data.*"], is_one_key_used, Do::Drop),
    Kind::new("key of a Secret dropped", &["Secret data.*"], is_one_key_used, Do::Drop),
    Kind::new("ConfigMap moved", &["ConfigMap metadata.namespace"], is_name_used, Do::Write("elsewhere")),
    Kind::new("Secret moved", &["Secret metadata.namespace"], is_name_used, Do::Write("elsewhere")),
    Kind::new("mount of a volume", &["pod containers|initContainers[].volumeMounts[].name"], always, Do::Typo),
    Kind::new("volume renamed", &["pod volumes[].name"], always, Do::Typo),
    Kind::new(
        "volume dropped",
        &["pod volumes[]"],
        |site| site.node.parent().is_some_and(|list| list.items().count() > 1),
        Do::Drop,
    ),
    Kind::new("claim template renamed", &["StatefulSet spec.volumeClaimTemplates[].metadata.name"], always, Do::Typo),
    Kind::new(
        "variable in a text",
        &["pod containers[].args[]", "pod containers[].env[].value"],
        has_variable,
        Do::Make(other_variable),
    ),
    Kind::new("variable defined too late", &["pod containers[].env"], |_| true, Do::Lines(user_first)),
    Kind::new("host in a text", HOSTS, has_host, Do::Make(|site| host(site, Part::Name))),
    Kind::new("namespace of a host", HOSTS, has_host, Do::Make(|site| host(site, Part::Namespace))),
    Kind::new("port of a host", HOSTS, has_host, Do::Make(|site| host(site, Part::Port))),
    Kind::new("host of a pod out of range", HOSTS, always, Do::Make(ordinal)),
    Kind::new(
        "host without svc",
        HOSTS,
        |site| site.text().contains(".svc.cluster.local"),
        Do::Make(|site| Some(quoted(&site.text().replacen(".svc.cluster", ".cluster", 1)))),
    ),
    Kind::new("subject", &["RoleBinding|ClusterRoleBinding subjects[].name"], is_account, Do::Typo),
    Kind::new(
        "namespace of a subject",
        &["RoleBinding|ClusterRoleBinding subjects[].namespace"],
        always,
        Do::Write("default"),
    ),
    Kind::new("kind of a subject", &["RoleBinding|ClusterRoleBinding subjects[].kind"], always, Do::Typo),
    Kind::new("role of a binding", &["RoleBinding|ClusterRoleBinding roleRef.name"], is_role, Do::Typo),
    Kind::new("kind of a role", &["RoleBinding roleRef.kind"], |site| site.text() == "Role", Do::Write("ClusterRole")),
    Kind::new("role renamed", &["Role|ClusterRole metadata.name"], always, Do::Typo),
    Kind::new(
        "resource of a role",
        &["Role|ClusterRole rules[].resources[]"],
        |site| site.text().ends_with('s'),
        Do::Make(singular),
    ),
    Kind::new(
        "group of a role",
        &["Role|ClusterRole rules[].apiGroups[]"],
        |site| site.text() == "apps",
        Do::Write("\"\""),
    ),
    Kind::new("verb of a role", &["Role|ClusterRole rules[].verbs[]"], |site| site.text().len() > 3, Do::Typo),
    Kind::new("issuer of a certificate", &["Certificate spec.issuerRef.name"], always, Do::Typo),
];

const HOSTS: &[&str] = &["pod containers|initContainers[].env[].value", "pod containers|initContainers[].args[]"];

fn config(site: &Site<'_>) -> bool {
    site.names("ConfigMap")
}

fn secret(site: &Site<'_>) -> bool {
    site.names("Secret")
}

const USES: &[&str] = &[
    "pod containers|initContainers[].env[].valueFrom.configMapKeyRef|secretKeyRef.name",
    "pod containers|initContainers[].envFrom[].configMapRef|secretRef.name",
    "pod volumes[].configMap.name",
    "pod volumes[].secret.secretName",
    "pod volumes[].persistentVolumeClaim.claimName",
    "pod volumes[].projected.sources[].configMap|secret.name",
];

fn is_used(site: &Site<'_>) -> bool {
    site.is_asked_for(USES)
}

/// Whether another object uses the name of the object that contains the place.
fn is_name_used(site: &Site<'_>) -> bool {
    Site::all(site.app, USES).iter().any(|other| other.text() == site.object.name())
}

/// Whether a reference requires the key.
fn is_key_used(site: &Site<'_>) -> bool {
    let key = site.node.key().map_or("", |key| key.text());
    let asked = Site::all(
        site.app,
        &[
            "pod containers[].env[].valueFrom.configMapKeyRef|secretKeyRef.key",
            "pod volumes[].configMap.items[].key",
            "pod volumes[].projected.sources[].configMap.items[].key",
        ],
    );
    let names = |other: &Site<'_>| {
        other
            .outer(2)
            .into_iter()
            .chain(other.outer(0))
            .any(|at| at.get("name").is_some_and(|name| name.text() == site.object.name()))
    };
    asked.iter().any(|other| other.text() == key && names(other))
}

/// Whether a reference requires the key, and the object has other keys, so that all of its keys are known.
fn is_one_key_used(site: &Site<'_>) -> bool {
    is_key_used(site) && site.node.parent().is_some_and(|data| data.entries().count() > 1)
}

fn has_variable(site: &Site<'_>) -> bool {
    site.text().contains("$(")
}

/// Moves the first variable that uses another one before all other variables.
fn user_first(_: &Site<'_>, lines: &[&str]) -> Option<Vec<String>> {
    let at = lines.iter().position(|line| line.contains("$("))?;
    let start = lines[..at].iter().rposition(|line| line.trim_start().starts_with("- "))?;
    let order = [&lines[..1], &lines[start..=at], &lines[1..start], &lines[at + 1..]];
    Some(order.concat().iter().map(|&line| line.to_owned()).collect())
}

fn other_variable(site: &Site<'_>) -> Option<String> {
    let (before, rest) = site.text().split_once("$(")?;
    let (name, after) = rest.split_once(')')?;
    Some(quoted(&format!("{before}$({}){after}", typo(site, name)?)))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// A part of a host and port.
enum Part {
    Name,
    Namespace,
    Port,
}

/// A Service that a string names as a host, with the text before and after its name.
fn service<'a>(site: &Site<'a>) -> Option<(&'a str, &'a str, &'a str)> {
    let text = site.text();
    site.app.objects().filter(|object| object.kind() == "Service").find_map(|object| {
        let name = object.name();
        let at = text.match_indices(name).map(|(at, _)| at).find(|&at| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            (before.is_empty() || before.ends_with("//") || before.ends_with(['@', '=']))
                && after.starts_with([':', '.'])
        })?;
        Some((&text[..at], name, &text[at + name.len()..]))
    })
}

fn has_host(site: &Site<'_>) -> bool {
    service(site).is_some()
}

fn host(site: &Site<'_>, part: Part) -> Option<String> {
    let (before, name, after) = service(site)?;
    let new = match part {
        Part::Name => format!("{before}{}{after}", typo(site, name)?),
        Part::Namespace => {
            let (namespace, rest) = after.strip_prefix('.')?.split_once('.')?;
            format!("{before}{name}.{namespace}s.{rest}")
        }
        Part::Port => {
            let (rest, port) = after.rsplit_once(':')?;
            let digits = port.trim_end_matches(|sign: char| !sign.is_ascii_digit());
            let number = digits.parse::<u32>().ok().map(|number| (number + 1).to_string())?;
            if site.app.has(&number) {
                return None;
            }
            format!("{before}{name}{rest}:{number}{}", &port[digits.len()..])
        }
    };
    Some(quoted(&new))
}

/// Refers to a pod that the set does not have.
fn ordinal(site: &Site<'_>) -> Option<String> {
    let text = site.text();
    let at = text.rfind("-1.")?;
    Some(quoted(&format!("{}-9.{}", &text[..at], &text[at + 3..])))
}

fn is_account(site: &Site<'_>) -> bool {
    site.beside("kind").is_some_and(|kind| kind.text() == "ServiceAccount")
}

fn is_role(site: &Site<'_>) -> bool {
    let kind = site.beside("kind").map_or("", |kind| kind.text());
    site.app.objects().any(|object| object.kind() == kind && object.name() == site.text())
}

fn singular(site: &Site<'_>) -> Option<String> {
    let is_built_in =
        ["pods", "services", "deployments", "configmaps", "secrets", "jobs", "nodes"].contains(&site.text());
    is_built_in.then(|| site.text().trim_end_matches('s').to_owned())
}
