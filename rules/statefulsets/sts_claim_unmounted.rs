//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-claim-unmounted",
        summary: "A claim template that no container mounts",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

/// The fields in which a container names volumes.
const USES: [&str; 2] = ["volumeMounts", "volumeDevices"];

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(set).filter(|template| !template.partial) else { return };
    let are_known = USES.iter().all(|field| template.has_certain_containers(field));
    let mounted: Option<Vec<&'w str>> = template.containers().flat_map(|container| uses(container.node)).collect();
    let Some(mounted) = mounted.filter(|_| are_known) else { return };
    let claims: Vec<(&'w str, Node<'w>)> = named(set.spec(), "volumeClaimTemplates", &["metadata", "name"]);
    let volumes = named(template.spec, "volumes", &["name"]);
    // A mount of a missing volume probably means the claim.
    if mounted.iter().any(|name| !claims.iter().chain(&volumes).any(|(known, _)| known == name)) {
        return;
    }
    for (name, place) in claims.iter().filter(|(name, _)| !mounted.contains(name)) {
        let message = format!(
            "no container mounts `{name}`, so each pod gets a volume that nothing uses, and data is lost with the pod"
        );
        let report = template.containers().fold(cx.report(*place, message), |report, container| {
            USES.iter().fold(report, |report, key| report.resting_on(container.node.without(key)))
        });
        report.help(format!("mount `{name}` in a container, or remove the claim template"));
    }
}

/// The names of the volumes that a container uses, with `None` for an unknown name.
fn uses<'w>(container: Node<'w>) -> impl Iterator<Item = Option<&'w str>> + use<'w> {
    let uses = USES.into_iter().flat_map(move |key| items(Some(container), key));
    uses.map(|usage| usage.get("name").and_then(known_str))
}

/// The known names of a list.
fn named<'w>(holder: Option<Node<'w>>, key: &str, path: &[&str]) -> Vec<(&'w str, Node<'w>)> {
    let names = items(holder, key).filter_map(|item| item.find(path));
    names.filter_map(|name| Some((known_str(name)?, name))).collect()
}
