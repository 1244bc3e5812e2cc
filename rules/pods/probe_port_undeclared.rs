//! See the card.

use crate::diagnostic::Severity;
use crate::kube::pod::PROBES;
use crate::kube::protocol::Protocol;
use crate::kube::values::names::names_side_port;
use crate::kube::{Container, ContainerPort, Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::{are_neighbors, is_number_typo};
use crate::workspace::Workspace;
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "probe-port-undeclared",
        summary: "A probe on a port number that its container does not declare",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// A probe of a port by number, or by the name of a port with that number.
#[derive(Clone, Copy)]
struct Asked<'w> {
    probe: &'static str,
    handler: Entry<'w>,
    node: Node<'w>,
    number: i64,
}

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.running_containers() {
        let ports: Vec<ContainerPort<'w>> = container.ports().collect();
        let is_open = ports.is_empty() || ports.iter().any(|port| port.number.is_none());
        if is_open || !container.node.is_certain_at(&["ports"]) {
            continue;
        }
        let declares = |number: i64| ports.iter().any(|port| port.number == Some(number));
        let asked: Vec<Asked<'w>> = asked(container).collect();
        for one in asked.iter().filter(|one| (1..=65535).contains(&one.number) && !declares(one.number)) {
            let others: Vec<&Asked<'w>> = asked.iter().filter(|other| other.node != one.node).collect();
            judge(one, &others, declares, &ports, template, cx);
        }
    }
}

fn asked<'w>(container: Container<'w>) -> impl Iterator<Item = Asked<'w>> {
    container.handlers().filter_map(move |(probe, handler)| {
        let node = handler.value.get("port").filter(|node| node.is_certain())?;
        let named = || container.ports().find(|port| port.name.is_some() && port.name == node.as_str())?.number;
        Some(Asked { probe, handler, node, number: node.as_i64().or_else(named)? })
    })
}

/// Whether a number probably means a declared port: clients of the program usually use that port, the number is a typo
/// of it, or the number is a usual port that the program would not also open.
fn is_meant(number: i64, ports: &[ContainerPort<'_>], template: &PodTemplate<'_>) -> bool {
    let scraped = template.node.find(&["metadata", "annotations", "prometheus.io/port"]);
    let scraped = scraped.and_then(|node| node.as_str()?.parse::<i64>().ok());
    ports.iter().filter(|port| !port.name.is_some_and(names_side_port)).any(|port| {
        port.number.is_some_and(|declared| {
            let is_all = port.container.is_told(declared) || ports.len() == 1 && scraped == Some(declared);
            let is_typo = is_number_typo(number, declared) && !are_neighbors(number, declared);
            is_all || is_typo || USUAL.contains(&number) && !ports.iter().any(|port| port.number < Some(1024))
        })
    })
}

/// Default ports of clients.
const USUAL: &[i64] = &[80, 443];

/// How many nearby probes of declared ports show that the files declare all ports.
const CHORUS: usize = 3;

/// Whether the probes of other nearby workloads all use ports that their containers declare.
fn is_odd<'w>(template: &'w PodTemplate<'w>, workspace: &'w Workspace<'w>) -> bool {
    let others = workspace.templates_nearby(workspace.owner(template)).into_iter();
    let others = others.filter(|other| other.owner != template.owner).flat_map(PodTemplate::running_containers);
    let declares = |container: Container<'w>, number| container.ports().any(|port| port.number == Some(number));
    let asked = others.flat_map(|container| asked(container).map(move |one| declares(container, one.number)));
    let asked: Vec<bool> = asked.collect();
    asked.len() >= CHORUS && asked.iter().all(|is_declared| *is_declared)
}

fn judge<'w>(
    one: &Asked<'w>,
    others: &[&Asked<'w>],
    declares: impl Fn(i64) -> bool,
    ports: &[ContainerPort<'w>],
    template: &'w PodTemplate<'w>,
    cx: &mut Cx<'w>,
) {
    let Asked { probe, handler, node, number } = *one;
    // An argument or a configuration with the port is better evidence than a missing declaration.
    if cx.workspace.says_port_of_pods(template, number, Some(node)) || cx.workspace.is_sent_to(template, number) {
        return;
    }
    let sibling = template.ports().find(|port| port.number == Some(number));
    // A hook may tell another program of the pod, such as a sidecar, that the container starts or stops.
    let is_hook = !PROBES.contains(&probe);
    if is_hook && (sibling.is_some() || template.running_containers().any(|other| other.ports().next().is_none())) {
        return;
    }
    let what = if is_hook { "hook" } else { "probe" };
    // Programs often serve gRPC on a separate port, about which HTTP probes say nothing.
    let is_grpc = |asked: &Asked<'_>| asked.handler.key.text() == "grpc";
    let alike: Vec<&Asked<'w>> = others.iter().copied().filter(|other| is_grpc(other) == is_grpc(one)).collect();
    // They also say nothing about the next port, on which programs often serve their own health.
    let is_next = ports.iter().any(|port| port.number.is_some_and(|declared| are_neighbors(number, declared)));
    let agree = !is_next && !alike.is_empty() && alike.iter().all(|other| declares(other.number));
    // Programs often serve HTTP only for the kubelet, on an undeclared port.
    let is_plain = handler.key.text() != "httpGet" && others.is_empty();
    // The author may have used the port of the Service in place of the port of the pod.
    let outside = cx.workspace.port_behind_service(template, number, Protocol::read(None));
    let outside = outside.filter(|(_, behind)| declares(*behind)).map(|(service, _)| service);
    let is_meant = || is_meant(number, ports, template) || is_odd(template, cx.workspace);
    let is_alone = !is_hook && (agree || is_plain);
    let is_sure = sibling.is_none() && (is_alone || outside.is_some() || is_meant());
    let severity = if is_sure { Severity::Warning } else { Severity::Info };
    let list: Vec<String> = ports.iter().take(4).map(ContainerPort::describe).collect();
    let list = if ports.len() > 4 { format!("{} and more", list.join(", ")) } else { list.join(", ") };
    let fact = format!("`{probe}` uses port `{number}`, but its container declares {list}");
    let message = match (sibling, outside) {
        (Some(_), _) => format!("{fact}: the probe connects to another container of the pod"),
        (None, Some(_)) => {
            format!("{fact}: a {what} connects to the pod itself, which does not have the ports of its Service")
        }
        (None, None) => format!("{fact}: the {what} fails if nothing listens there"),
    };
    let mut report = cx.report(node, message).severity(severity);
    if let Some(service) = outside.filter(|_| sibling.is_none()) {
        report = report.related(service.head(), "the Service that has this port");
    }
    for other in alike.iter().filter(|_| agree).take(3) {
        report = report.related(other.node, format!("`{}` uses a declared port", other.probe));
    }
    for port in ports.iter().take(4) {
        let place = port.node.get("containerPort").unwrap_or(port.node);
        report = report.related(place, format!("declared: {}", port.describe()));
    }
    report.help(format!("write a declared port, or declare `containerPort: {number}`"));
}
