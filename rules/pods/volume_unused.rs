//! See the card.

use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-unused",
        summary: "A volume that no container uses",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        card: include_str!("volume_unused.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload).filter(|template| !template.partial) else { return };
    let certain = ["volumeMounts", "volumeDevices", "env"].iter().all(|key| template.has_certain_containers(key));
    let Some(spec) = template.spec.filter(|_| certain && !template.kind.is_of_others()) else { return };
    // A container that something adds, such as a sidecar, has a name for its volumes that no other one has.
    let containers = template.containers().map(|container| Some(container.node));
    let names = containers.flat_map(|container| {
        let mounts = items(container, "volumeMounts").chain(items(container, "volumeDevices"));
        let files =
            items(container, "env").filter_map(|variable| variable.find(&["valueFrom", "fileKeyRef", "volumeName"]));
        mounts.filter_map(|mount| mount.get("name")).chain(files)
    });
    let Some(used) = names.map(known_str).collect::<Option<HashSet<_>>>() else { return };
    let volumes = || items(Some(spec), "volumes").filter_map(|volume| volume.get("name"));
    let claims = items(workload.spec(), "volumeClaimTemplates").filter_map(|claim| claim.find(&["metadata", "name"]));
    let known: HashSet<&str> = volumes().chain(claims).filter_map(known_str).collect();
    // Who mounts nothing may leave all of it to what adds a container.
    if used.is_empty() {
        return;
    }
    // A use of a volume that is not there may be meant for one that is not used.
    if used.iter().any(|name| !known.contains(name)) {
        return;
    }
    for node in volumes() {
        let Some(name) = known_str(node).filter(|name| !name.is_empty() && !used.contains(name)) else { continue };
        cx.report(node, format!("no container of the pod mounts the volume `{name}`"))
            .help("mount it, or remove it: the pod does not start before it has the volume");
    }
}
