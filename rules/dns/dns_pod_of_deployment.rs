//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Kind;
use crate::kube::values::hosts::pod;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-pod-of-deployment",
        summary: "A host that is a numbered pod of a Deployment",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

/// Kinds whose pods have random names.
const RANDOM: &[Kind] = &[Kind::Deployment, Kind::ReplicaSet, Kind::DaemonSet];
/// Kinds whose objects may have a name like that of a numbered pod.
const NAMED: &[Kind] = &[Kind::Pod, Kind::Service];

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (workspace, Some(label)) = (cx.workspace, host.name.pod) else { return };
    let Some((name, Some(_))) = pod(label.text) else { return };
    if !host.is_first || host.services().is_empty() || host.name.ending == Ending::Unserved {
        return;
    }
    let is_taken = NAMED.iter().any(|kind| workspace.named(*kind, label.text).next().is_some())
        || workspace.named(Kind::StatefulSet, name).next().is_some();
    let owners: Vec<_> = RANDOM.iter().flat_map(|kind| host.objects(workspace, *kind, name)).collect();
    let [owner] = owners[..] else { return };
    let spec = workspace.template(owner).and_then(|template| template.spec);
    if is_taken || spec.is_none_or(|spec| spec.get("hostname").is_some() || spec.may_gain("hostname")) {
        return;
    }
    let message = format!(
        "pods of {} have random names, so no pod is called `{}`, and the name does not resolve",
        owner.title(),
        label.text
    );
    let kind = owner.root.get("kind").unwrap_or(owner.root);
    let report = cx.report(host.at(label), message).related(kind, "not a StatefulSet");
    report.help("use the name of the Service, or use a StatefulSet, whose pods are numbered");
}
