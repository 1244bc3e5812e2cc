//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::{Target, TargetPort};
use crate::kube::values::names;
use crate::kube::{Container, ContainerPort, Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::similar;
use crate::yaml::{Edits, Node, quoted, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "probe-port-unknown",
        summary: "A probe or hook on a named port that its container does not declare",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        // A name that the pods lack also explains the Services that use it.
        rank: Some(Rank::Pods),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// The largest number of declared ports that are shown.
const SHOWN: usize = 4;

/// Checks without which a pod still starts and serves.
const HARMLESS: &[&str] = &["livenessProbe", "preStop"];

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.running_containers() {
        let mut asked: Vec<(&str, Vec<(&'static str, Node<'w>)>)> = Vec::new();
        for (probe, handler) in container.handlers().filter(|(_, handler)| handler.key.text() != "grpc") {
            let Some(node) = handler.value.get("port").filter(|node| node.is_certain()) else { continue };
            // The API server rejects an invalid name before anything looks it up.
            let Target::Name(name) = TargetPort::read(node).target else { continue };
            if names::port_name(name).is_err() {
                continue;
            }
            match asked.iter_mut().find(|(known, _)| *known == name) {
                Some((_, places)) => places.push((probe, node)),
                None => asked.push((name, vec![(probe, node)])),
            }
        }
        let ports: Vec<ContainerPort<'w>> = container.ports().collect();
        let is_open = ports.iter().any(|port| port.node.get("name").is_some() && port.name.is_none())
            || container.node.get("ports").is_some_and(|list| !list.is_sequence() && !list.is_null());
        for (name, mut places) in asked.into_iter().filter(|_| !is_open) {
            places.sort_by_key(|(probe, _)| HARMLESS.contains(probe));
            if ports.iter().all(|port| port.name != Some(name)) {
                report(name, &places, &ports, template, container, cx);
            }
        }
    }
}

fn report<'w>(
    name: &str,
    places: &[(&'static str, Node<'w>)],
    ports: &[ContainerPort<'w>],
    template: &'w PodTemplate<'w>,
    container: Container<'w>,
    cx: &mut Cx<'w>,
) {
    let Some(((first, place), others)) = places.split_first() else { return };
    let title = container.name().map_or_else(|| "its container".to_owned(), |name| format!("container `{name}`"));
    let message = format!("{title} declares no port named `{name}`, {}", effect(first));
    let servers = cx.workspace.senders_to_name(template, name);
    let is_certain = container.node.is_certain_at(&["ports"]);
    let mut report = cx.report(*place, message).given(is_certain).resting_on(container.node.without("ports"));
    report = report.sharing(container.node.without(name));
    if HARMLESS.contains(first) {
        report = report.severity(Severity::Warning);
    }
    for (probe, node) in others {
        report = report.related(*node, format!("`{probe}` also uses it"));
    }
    for &node in &servers {
        report = report.related(node, "a Service also sends to it").explaining(node);
    }
    for (index, port) in ports.iter().enumerate() {
        let node = port.node.get("name").or_else(|| port.node.get("containerPort")).unwrap_or(port.node);
        report = match index < SHOWN {
            true => report.related(node, format!("declared: {}", port.describe())),
            false => report.resting_on(node),
        };
    }
    let sibling = template.ports().find(|port| port.name == Some(name));
    if let Some(node) = sibling.and_then(|port| port.node.get("name")) {
        report = report.mention(node, "another container has it, but a probe looks names up in its own container");
    }
    let number = sibling.and_then(|port| port.number);
    let best = meant(name, ports);
    let value = best.and_then(|port| port.name.map(quoted).or_else(|| port.number.map(|number| number.to_string())));
    let value = number.map(|number| number.to_string()).or(value);
    let Some(value) = value else {
        report.help(format!("write the name or the number of a declared port, or name a port `{name}`"));
        return;
    };
    // If other probes or Services use the name as well, the container port was meant to have it.
    let meant = best.and_then(|port| port.node.get("name")).filter(|_| !servers.is_empty());
    if let Some(node) = meant {
        report.help(format!("name the container port `{name}`")).fix(
            Applicability::Unsafe,
            format!("name it `{name}`"),
            replace_raw(node, &quoted(name)),
        );
        return;
    }
    let edits: Edits = places.iter().map(|(_, node)| replace_raw(*node, &value)).collect();
    report.help(format!("write `port: {value}`, or name the container port `{name}`")).fix(
        Applicability::Unsafe,
        format!("write `{value}`"),
        edits,
    );
}

/// The port that a name probably means: the only one with a similar name, or the only one.
fn meant<'w>(name: &str, ports: &[ContainerPort<'w>]) -> Option<ContainerPort<'w>> {
    let near: Vec<_> =
        ports.iter().filter(|port| port.name.is_some_and(|other| similar::is_slip(name, other))).collect();
    match (near.as_slice(), ports) {
        ([near], _) => Some(**near),
        (_, [only]) => Some(*only),
        _ => None,
    }
}

/// The effect of a probe or hook that does not find its port.
fn effect(probe: &str) -> &'static str {
    match probe {
        "readinessProbe" => "so the readiness probe fails and the pod never becomes ready",
        "livenessProbe" => "so the liveness probe is ignored and a container that hangs is not restarted",
        "startupProbe" => "so the container never counts as started",
        _ => "so the hook fails",
    }
}
