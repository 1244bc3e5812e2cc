//! See the card.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::diagnostic::{Applicability, Edit, Edits, Severity};
use crate::kube::protocol::Protocol;
use crate::kube::{Kind, Resource, Service, ServicePort};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-port-name-required",
        summary: "Ports of one Service that have no name, or are not unique",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

/// The largest number of ports that a message lists.
const MAX_NAMED: usize = 4;

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(|view| view.spec.is_certain_at(&["ports"])) else { return };
    let ports: Vec<ServicePort<'w>> = view.ports().collect();
    // A port that a template fills in may have any field.
    let open = |port: &ServicePort<'_>| port.node.entries().any(|entry| is_unknown(&entry.key.key_text()));
    if ports.len() < 2 || ports.iter().any(open) {
        return;
    }
    unnamed(service, &ports, cx);
    let (mut names, mut numbers, mut node_ports) = (HashMap::new(), HashMap::new(), HashMap::new());
    for port in &ports {
        let name = port.name.filter(|name| !name.is_empty());
        let same_name = name.and_then(|name| first(&mut names, name, port));
        let same_port = with_protocol(port, port.port).and_then(|number| first(&mut numbers, number, port));
        if let (Some(other), Some(name)) = (same_name, name) {
            let (place, first) = (place(port, "name"), place(other, "name"));
            let message = format!("two ports are named `{name}`, so the API server rejects the Service");
            cx.report(place, message).related(first, "the first one").help("give each port a different name");
        } else if let (Some(other), Some(number)) = (same_port, port.port) {
            let (place, first) = (place(port, "port"), place(other, "port"));
            let protocol = port.protocol.as_str();
            let message =
                format!("port `{number}` appears twice for `{protocol}`, so the API server rejects the Service");
            cx.report(place, message).related(first, "the first one").help("remove one, or write another `protocol`");
        }
        node_port(port, &mut node_ports, cx);
    }
}

/// Reports all nameless ports in one finding, since they have one cause.
fn unnamed<'w>(service: &Resource<'_>, ports: &[ServicePort<'w>], cx: &mut Cx<'w>) {
    let nameless: Vec<_> =
        ports.iter().filter(|port| port.node.get("name").is_none_or(|name| name.is_empty())).collect();
    let Some((first, others)) = nameless.split_first() else { return };
    let numbers: Option<Vec<String>> = nameless.iter().map(|port| port.port.map(|number| number.to_string())).collect();
    let which = match numbers.filter(|numbers| numbers.len() <= MAX_NAMED) {
        Some(numbers) if numbers.len() == 1 => format!("port {} has", list(numbers, "and")),
        Some(numbers) => format!("ports {} have", list(numbers, "and")),
        None => format!("{} of them have", nameless.len()),
    };
    let message = format!(
        "{} has {} ports, but {which} no name, so the API server rejects it: only a single port needs no name",
        service.title(),
        ports.len()
    );
    let unnamed = |port: &ServicePort<'w>| port.node.without("name").shown_at(place(port, "port"));
    let mut report = cx.report(unnamed(first), message);
    for other in others {
        report = report.related(unnamed(other), "also no name");
    }
    report = report.help("add a `name` to every port");
    let taken: HashSet<&str> = ports.iter().filter_map(|port| port.name).collect();
    let edits: Edits = nameless.iter().map(|port| name_edit(port, &taken)).collect();
    report.fix(Applicability::Unsafe, "name the ports after their usual protocols", edits);
}

fn name_edit(port: &ServicePort<'_>, taken: &HashSet<&str>) -> Option<Edit> {
    let Protocol::Known(protocol) = port.protocol else { return None };
    let usual = match (port.port?, protocol) {
        (80, "TCP") => "http".to_owned(),
        (443, "TCP") => "https".to_owned(),
        (53, "UDP") => "dns".to_owned(),
        (53, "TCP") => "dns-tcp".to_owned(),
        (number, protocol) => format!("{}-{number}", protocol.to_ascii_lowercase()),
    };
    // If a name is empty, or a merge key provides the port, a person must decide.
    let after = port.node.raw_entries().find(|entry| entry.key.text() == "port")?;
    let free = port.node.get("name").is_none() && !taken.contains(usual.as_str());
    insert_after(after, "name", usual.as_str()).filter(|_| free)
}

fn node_port<'a, 'w>(
    port: &'a ServicePort<'w>,
    before: &mut HashMap<(i64, &'a str), &'a ServicePort<'w>>,
    cx: &mut Cx<'w>,
) {
    let number = port.node.get("nodePort").and_then(|node| node.as_i64()).filter(|&port| port != 0);
    let Some(number) = with_protocol(port, number) else { return };
    if let Some(other) = first(before, number, port) {
        let message = format!("`nodePort: {}` appears twice, so the API server rejects the Service", number.0);
        let (place, first) = (place(port, "nodePort"), place(other, "nodePort"));
        cx.report(place, message)
            .related(first, "the first one")
            .help("remove `nodePort` from one of the two: the API server then assigns a free one");
    }
}

/// The earlier port with the same key. The map keeps the first one.
fn first<'a, 'w, K: Eq + Hash>(
    before: &mut HashMap<K, &'a ServicePort<'w>>,
    key: K,
    port: &'a ServicePort<'w>,
) -> Option<&'a ServicePort<'w>> {
    match before.entry(key) {
        Entry::Occupied(first) => Some(first.get()),
        Entry::Vacant(place) => {
            place.insert(port);
            None
        }
    }
}

/// A number and its protocol, if both are known.
fn with_protocol<'a, N>(port: &'a ServicePort<'_>, number: Option<N>) -> Option<(N, &'a str)> {
    match &port.protocol {
        Protocol::Known(protocol) => Some((number?, protocol)),
        _ => None,
    }
}

/// A field of a port, or its first field.
fn place<'w>(port: &ServicePort<'w>, key: &str) -> Node<'w> {
    let first = || port.node.entries().next().map(|entry| entry.value);
    port.node.get(key).or_else(first).unwrap_or(port.node)
}
