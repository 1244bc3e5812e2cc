//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource, deprecated};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-type-removed",
        summary: "A volume of a type that no longer works",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        aliases: &["server-warnings"],
        // The key decides; the type of its value does not matter.
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some(volumes) = template.spec.and_then(|spec| spec.get("volumes")) else { return };
    volumes.items().for_each(|volume| dead_volume(volume, cx));
}

fn dead_volume<'w>(volume: Node<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    let dead = |(key, since): &(&str, _)| volume.entry(key).filter(|_| first >= *since).zip(Some(*since));
    let Some((entry, since)) = deprecated::VOLUMES.iter().find_map(dead) else { return };
    let key = entry.key.text();
    let message = match key {
        "gitRepo" => format!("volumes of type `{key}` have been off by default since Kubernetes {since}"),
        _ => format!("volumes of type `{key}` have not worked since Kubernetes {since}"),
    };
    let help = match key {
        "gitRepo" => "clone in an init container into an `emptyDir`",
        _ => "use a CSI driver for this storage, through a PersistentVolumeClaim",
    };
    cx.report(entry, format!("{message}, so the pods do not start")).help(help);
}
