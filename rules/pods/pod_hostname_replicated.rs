//! See the card.

use crate::diagnostic::Severity;
use crate::kube::replicas::replicas;
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-hostname-replicated",
        summary: "Several pods of a workload with the same name in the DNS",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Deployment, Kind::ReplicaSet, Kind::ReplicationController], check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(workload).and_then(|template| template.spec) else { return };
    let (Some(hostname), Some(subdomain)) = (spec.written("hostname"), spec.written("subdomain")) else { return };
    let Some((count, Some(written))) = replicas(workload).filter(|(count, _)| *count > 1) else { return };
    let (Some(host), Some(domain)) = (known_str(hostname.value), known_str(subdomain.value)) else { return };
    let message =
        format!("all {count} pods have the name `{host}.{domain}`, so the name does not identify a single pod");
    cx.report(hostname, message)
        .related(written, "the number of pods")
        .related(subdomain, "the other half of the name")
        .help("use a StatefulSet, whose pods are numbered, or only the name of the Service");
}
