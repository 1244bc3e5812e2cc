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
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload).filter(|template| !template.partial) else { return };
    let certain = ["volumeMounts", "volumeDevices", "env"].iter().all(|key| template.has_certain_containers(key));
    let Some(spec) = template.spec.filter(|_| certain && !template.kind.is_of_others()) else { return };
    // A container that something adds, such as a sidecar, may mount any volume.
    let names = template.containers().flat_map(|container| container.volume_uses());
    let Some(used) = names.map(|(_, name)| known_str(name)).collect::<Option<HashSet<_>>>() else { return };
    let volumes = || items(Some(spec), "volumes").filter_map(|volume| volume.get("name"));
    let claims = items(workload.spec(), "volumeClaimTemplates").filter_map(|claim| claim.find(&["metadata", "name"]));
    let known: HashSet<&str> = volumes().chain(claims).filter_map(known_str).collect();
    // If no container mounts anything, the volumes may be for a container that a program adds. If a container mounts a
    // missing volume, it may mean an unused one.
    if used.is_empty() || !used.is_subset(&known) {
        return;
    }
    for node in volumes() {
        let Some(name) = known_str(node).filter(|name| !name.is_empty() && !used.contains(name)) else { continue };
        // The kubelet does not wait for an optional object.
        let optional = |source| node.parent()?.find(&[source, "optional"])?.as_bool();
        let is_optional = ["configMap", "secret"].into_iter().any(|source| optional(source) == Some(true));
        let help = match is_optional {
            true => "mount it, or remove it",
            false => "mount it, or remove it: the pod does not start until the volume is ready",
        };
        cx.report(node, format!("no container of the pod mounts the volume `{name}`")).help(help);
    }
}
