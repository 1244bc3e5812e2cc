//! See the card.

use crate::diagnostic::Severity;
use crate::kube::protocol::Protocol;
use crate::kube::{Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::workspace::refs::hosts::{Host, has_known_ports};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "srv-unnamed-port",
        summary: "An SRV name of a port that its Service does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    if host.name.port.is_none() && host.line_before().rsplit(char::is_whitespace).next().is_some_and(is_mongodb) {
        mongodb(host, cx);
        return;
    }
    let Some((port, protocol)) = host.name.port else { return };
    let [service, ..] = host.services() else { return };
    if !host.services().iter().all(|service| lacks(service, port.text, protocol.text)) {
        return;
    }
    let Some(view) = Service::read(service) else { return };
    let (name, protocol) = (port.text, protocol.text.to_ascii_uppercase());
    let message = format!(
        "{} has no port named `{name}` for {protocol}, so the cluster's DNS has no such record",
        service.title()
    );
    let names: Vec<&str> = view.ports().filter_map(|port| port.name).collect();
    let report = cx.report(host.at(port), message);
    let report = match service.spec_entry("ports") {
        Some(ports) => report.related(ports, "its ports"),
        None => report.related(service.head(), "the Service"),
    };
    match names.is_empty() {
        true => report.help(format!("write `name: {name}` in its port")),
        false => report.help(format!("name one of its ports: {}", list(&names, "or"))),
    };
}

/// Whether MongoDB's drivers look up the host after this text by the record of the port `mongodb`.
fn is_mongodb(before: &str) -> bool {
    before.rsplit_once("mongodb+srv://").is_some_and(|(_, user)| !user.contains(['/', ',']))
}

/// Checks a host of MongoDB: a driver finds the members by the records of a port with the name `mongodb`.
fn mongodb<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let [service, ..] = host.services() else { return };
    let is_renamed = host.fact.text.node.text().contains("srvServiceName");
    if is_renamed || host.name.pod.is_some() || !host.services().iter().all(|service| lacks(service, "mongodb", "tcp"))
    {
        return;
    }
    let message = format!(
        "with `mongodb+srv` a driver looks up the port `mongodb` of the Service, but {} has no port of that name",
        service.title()
    );
    let place = service.spec_entry("ports").map_or(service.head(), |ports| ports.key);
    cx.report(host.place(), message)
        .severity(Severity::Warning)
        .related(place, "no `name: mongodb` here")
        .help("write `name: mongodb` in the port of the Service");
}

/// Whether a Service certainly lacks a port with this name and protocol.
fn lacks(service: &Resource<'_>, name: &str, protocol: &str) -> bool {
    let Some(view) = Service::read(service) else { return false };
    let is_known = |port: &crate::kube::ServicePort<'_>| {
        (port.name.is_some() || port.node.get("name").is_none()) && matches!(port.protocol, Protocol::Known(_))
    };
    let is_it = |port: &crate::kube::ServicePort<'_>| {
        port.name == Some(name) && matches!(port.protocol, Protocol::Known(own) if own.eq_ignore_ascii_case(protocol))
    };
    has_known_ports(service)
        && !view.is_external_name()
        && matches!(protocol, "tcp" | "udp" | "sctp")
        && view.ports().all(|port| is_known(&port))
        && !view.ports().any(|port| is_it(&port))
}
