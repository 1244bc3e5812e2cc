//! See the card.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-use",
        summary: "A volume whose type does not allow how it is used",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let volumes = volumes(template);
    for container in template.containers().map(|container| container.node) {
        devices(container, &volumes, cx);
        files(container, &volumes, cx);
        propagation(container, cx);
    }
    for sources in volumes.values().filter_map(|volume| volume.find(&["projected", "sources"])) {
        paths(sources, cx);
    }
}

/// The volumes of a pod without template parts, by name.
fn volumes<'w>(template: &PodTemplate<'w>) -> HashMap<&'w str, Node<'w>> {
    let is_open = |volume: &Node<'w>| volume.raw_entries().any(|entry| is_unknown(&entry.key.key_text()));
    let all = items(template.spec, "volumes").filter(|volume| !is_open(volume));
    all.filter_map(|volume| Some((known_str(volume.get("name")?)?, volume))).collect()
}

/// The source of the volume. Returns `None` if it is one of `taken` or is not known.
fn source_but<'w>(volume: Option<&Node<'w>>, taken: &[&str]) -> Option<Entry<'w>> {
    let mut sources = volume?.entries().filter(|entry| *entry.key.key_text() != *"name" && !entry.value.is_null());
    let source = sources.next()?;
    (!taken.contains(&source.key.text()) && sources.next().is_none()).then_some(source)
}

/// Checks devices: a device is a block volume, which only a claim provides, and is not also mounted.
fn devices<'w>(container: Node<'w>, volumes: &HashMap<&'w str, Node<'w>>, cx: &mut Cx<'w>) {
    for device in items(Some(container), "volumeDevices") {
        let named = device.get("name").and_then(|node| Some((node, known_str(node)?)));
        let Some((node, name)) = named.filter(|(_, name)| !name.is_empty()) else { continue };
        let mount = items(Some(container), "volumeMounts").filter_map(|mount| mount.get("name"));
        let refusal = cx.refusal();
        if let Some(mount) = mount.into_iter().find(|mount| known_str(*mount) == Some(name)) {
            let message = format!(
                "the container uses `{name}` as a device and also mounts it, but only one is allowed, so {refusal}"
            );
            cx.report(node, message).related(mount, "mounted here").help("keep one of the two");
        } else if let Some(source) = source_but(volumes.get(name), &["persistentVolumeClaim", "ephemeral"]) {
            let kind = source.key.text();
            let message =
                format!("`{name}` is a volume of type `{kind}`, but only a claim provides a device, so {refusal}");
            let report = cx.report(node, message).related(source, "the type");
            report.help("use a volume with `persistentVolumeClaim` or `ephemeral`, or mount this one");
        }
    }
}

/// Checks variables from files: a container of the pod writes the file.
fn files<'w>(container: Node<'w>, volumes: &HashMap<&'w str, Node<'w>>, cx: &mut Cx<'w>) {
    for variable in items(Some(container), "env") {
        let Some(node) = variable.find(&["valueFrom", "fileKeyRef", "volumeName"]) else { continue };
        let volume = known_str(node).and_then(|name| volumes.get(name));
        let Some(source) = source_but(volume, &["emptyDir"]) else { continue };
        let (name, kind, refusal) = (node.text(), source.key.text(), cx.refusal());
        let message = format!(
            "`{name}` is a volume of type `{kind}`, but variables are read only from an `emptyDir`, so {refusal}"
        );
        cx.report(node, message).related(source, "the type").help("name a volume with `emptyDir`");
    }
}

/// Checks mount propagation: only a mount in a privileged container reaches the node.
fn propagation<'w>(container: Node<'w>, cx: &mut Cx<'w>) {
    let privileged = container.find(&["securityContext", "privileged"]);
    if privileged.is_some_and(|node| node.as_bool() != Some(false)) {
        return;
    }
    for node in items(Some(container), "volumeMounts").filter_map(|mount| mount.get("mountPropagation")) {
        if node.as_str() == Some("Bidirectional") {
            let message = format!("`mountPropagation: Bidirectional` needs `privileged: true`, so {}", cx.refusal());
            let report = cx.report(node, message).help("write `HostToContainer`, or make the container privileged");
            match (privileged, container.get("securityContext")) {
                (Some(privileged), _) => drop(report.related(privileged, "not privileged")),
                (None, Some(context)) => drop(report.resting_on(context.without("privileged"))),
                (None, None) => drop(report.resting_on(container.without("securityContext"))),
            }
        }
    }
}

/// Checks the paths in a projected volume, whose files are in one folder.
fn paths<'w>(sources: Node<'w>, cx: &mut Cx<'w>) {
    let mut seen: HashMap<&str, Node<'w>> = HashMap::new();
    for source in sources.items() {
        let files = ["secret", "configMap", "downwardAPI"].into_iter().flat_map(|key| items(source.get(key), "items"));
        // The API server does not compare the paths of tokens.
        for path in files.chain(source.get("clusterTrustBundle")).filter_map(|file| file.get("path")) {
            let Some(text) = known_str(path).filter(|text| !text.is_empty()) else { continue };
            match seen.get(text) {
                Some(&first) => {
                    let message = format!("two files of the volume have the path `{text}`, so {}", cx.refusal());
                    cx.report(path, message).related(first, "the first one").help("give one of the two another path");
                }
                None => drop(seen.insert(text, path)),
            }
        }
    }
}
