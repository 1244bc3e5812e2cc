//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource, Selector, Service, ServicePort, Truth};
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::text::similar::is_typo;
use crate::yaml::{Node, quoted, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "servicemonitor-port",
        summary: "A ServiceMonitor or PodMonitor of a port that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::PodMonitor, Kind::ServiceMonitor], check),
};

fn check<'w>(monitor: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let selector = monitor.spec_entry("selector").map(Selector::label_selector);
    let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { return };
    match monitor.kind {
        Kind::PodMonitor => of_pods(monitor, &selector, cx),
        _ => of_services(monitor, &selector, cx),
    }
}

fn of_services<'w>(monitor: &'w Resource<'w>, selector: &Selector<'w>, cx: &mut Cx<'w>) {
    let Some(watched) = cx.workspace.watched_services(monitor, selector) else { return };
    let is_known = |(service, truth): &(&Resource<'w>, Truth)| {
        *truth == Truth::Yes && service.root.is_certain_at(&["spec", "ports"])
    };
    if watched.services.is_empty() || !watched.services.iter().all(is_known) {
        return;
    }
    let ports: Vec<ServicePort<'w>> = watched
        .services
        .iter()
        .filter_map(|(service, _)| Service::read(service))
        .flat_map(|view| view.ports())
        .collect();
    if ports.iter().any(|port| port.name.is_none() && port.node.get("name").is_some_and(|name| !name.is_empty())) {
        return;
    }
    let title = match watched.services.as_slice() {
        [(only, _)] => only.title(),
        all => format!("none of the {} Services that it selects", all.len()),
    };
    // Controllers also create Services, and other files may contain some.
    let is_all = !cx.workspace.has_custom_resource_nearby(monitor)
        && watched.services.iter().all(|(service, _)| cx.workspace.is_nearby(monitor, service));
    for (node, name) in asked(monitor, "endpoints") {
        let is_near = || ports.iter().any(|port| port.name.is_some_and(|other| is_typo(name, other)));
        if ports.iter().any(|port| port.name == Some(name)) || !is_all && !is_near() {
            continue;
        }
        let has = if watched.services.len() == 1 { "has no" } else { "has a" };
        let message = format!("{title} {has} port named `{name}`, so Prometheus scrapes nothing there");
        let known = ports.iter().filter_map(|port| Some((port.node, port.name?)));
        let unnamed = ports.iter().filter(|port| port.name.is_none()).map(|port| port.node);
        let report = report(node, name, message, known.collect(), unnamed.collect(), "the Service port", cx);
        let specs = watched.services.iter().filter_map(|(service, _)| service.spec());
        specs.fold(report, |report, spec| report.resting_on(spec.without("ports")));
    }
}

fn of_pods<'w>(monitor: &'w Resource<'w>, selector: &Selector<'w>, cx: &mut Cx<'w>) {
    let Some(watched) = cx.workspace.watched_pods(monitor, selector) else { return };
    let is_known = |(template, truth): &(&'w PodTemplate<'w>, Truth)| {
        *truth == Truth::Yes
            && template.kind != Kind::Custom
            && template.has_certain_ports()
            && template.ports().next().is_some()
    };
    if watched.is_empty() || !watched.iter().all(is_known) {
        return;
    }
    let ports: Vec<ContainerPort<'w>> = watched.iter().flat_map(|(template, _)| template.ports()).collect();
    if ports.iter().any(|port| port.name.is_none() && port.node.get("name").is_some()) {
        return;
    }
    for (node, name) in asked(monitor, "podMetricsEndpoints") {
        if ports.iter().all(|port| port.name != Some(name)) {
            let message =
                format!("no container of the pods declares a port named `{name}`, so Prometheus scrapes nothing there");
            let known = ports.iter().filter_map(|port| Some((port.node, port.name?)));
            let unnamed = ports.iter().filter(|port| port.name.is_none()).map(|port| port.node);
            report(node, name, message, known.collect(), unnamed.collect(), "the container port", cx);
        }
    }
}

/// The port names that the endpoints of a monitor scrape.
fn asked<'w>(monitor: &Resource<'w>, key: &str) -> impl Iterator<Item = (Node<'w>, &'w str)> {
    items(monitor.spec(), key).filter_map(|endpoint| {
        let node = endpoint.get("port").filter(|node| node.is_certain() && !node.is_empty())?;
        Some((node, known_str(node)?))
    })
}

fn report<'c, 'w>(
    node: Node<'w>,
    name: &str,
    message: String,
    known: Vec<(Node<'w>, &'w str)>,
    unnamed: Vec<Node<'w>>,
    noun: &str,
    cx: &'c mut Cx<'w>,
) -> Draft<'c> {
    let near: Vec<&(Node<'w>, &'w str)> = known.iter().filter(|(_, other)| is_typo(name, other)).collect();
    let best =
        near.first().copied().or(known.first()).filter(|_| near.len() == 1 || known.len() == 1 && unnamed.is_empty());
    let mut report = cx.report(node, message);
    for (port, other) in known.iter().take(4) {
        report = report.related(port.get("name").unwrap_or(*port), format!("named `{other}`"));
    }
    for port in unnamed.iter().take(2) {
        report =
            report.related(port.get("port").or(port.get("containerPort")).unwrap_or(*port), "a port without a name");
    }
    match best {
        Some((_, other)) => report.help(format!("write `port: {other}`, or name {noun} `{name}`")).fix(
            Applicability::Unsafe,
            format!("write `{other}`"),
            replace_raw(node, &quoted(other)),
        ),
        None => report.help(format!("name {noun} `{name}`, or write the name of another port")),
    }
}
