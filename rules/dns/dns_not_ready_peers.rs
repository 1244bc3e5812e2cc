//! See the card.

use crate::diagnostic::Severity;
use crate::kube::replicas::replicas;
use crate::kube::resource::known_str;
use crate::kube::values::hosts::pod;
use crate::kube::{Kind, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::Host;
use crate::yaml::Reading;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-not-ready-peers",
        summary: "Pods that look each other up by name before they are ready",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let (Some(name), Some((service, _))) = (set.name, workspace.governing_service(set)) else { return };
    let Some(view) = Service::read(service).filter(|view| view.is_headless()) else { return };
    let publishes = matches!(view.spec.read("publishNotReadyAddresses"), Reading::Absent);
    let is_one = replicas(set).is_none_or(|(count, _)| count < 2);
    if !publishes || is_one || workspace.selects(service, set) != Truth::Yes {
        return;
    }
    let Some(template) = workspace.template(set) else { return };
    let Some(probe) = template.running_containers().find_map(|container| container.node.entry("readinessProbe")) else {
        return;
    };
    let is_peer = |host: &&Host<'w>| {
        // The first pod does not wait for pods that only look up the first pod.
        let is_later =
            |(owner, ordinal): (&str, Option<u32>)| owner == name && ordinal.is_some_and(|ordinal| ordinal > 0);
        host.name.pod.and_then(|label| pod(label.text)).is_some_and(is_later)
            && Some(host.name.service.text) == service.name
    };
    let hosts = workspace.hosts(set);
    let Some(host) = hosts.iter().find(is_peer) else { return };
    let order = set.spec_entry("podManagementPolicy").and_then(|entry| known_str(entry.value));
    let more = match order {
        Some("Parallel") => "",
        _ => ", and each pod is created only when the previous one is ready",
    };
    let message = format!(
        "the pods of {} look each other up by name, but the DNS has only ready pods{more}: a pod that waits for the others to \
         be ready never is",
        set.title()
    );
    cx.report(service.head(), message)
        .related(host.place(), "the name of a pod")
        .related(probe, "when a pod is ready")
        .resting_on(view.spec.without("publishNotReadyAddresses"))
        .help("write `publishNotReadyAddresses: true`, best in a separate headless Service for the peers");
}
