//! See the card.

use crate::diagnostic::Severity;
use crate::kube::protocol::Protocol;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource, Service, ServicePort};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::join;
use crate::workspace::refs::hosts::has_known_ports;
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "manual-endpoints",
        summary: "Hand-written endpoints that do not fit their Service",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::EndpointSlice, Kind::Endpoints], check),
};

const OWNER: &[&str] = &["metadata", "labels", "kubernetes.io/service-name"];

fn check<'w>(endpoints: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let is_slice = endpoints.kind == Kind::EndpointSlice;
    let owner = if is_slice { endpoints.root.find(OWNER) } else { endpoints.name_node() };
    let Some(owner) = owner.filter(|owner| owner.is_certain()) else { return };
    let Some(service) = known_str(owner).and_then(|name| cx.workspace.service_called(endpoints, name)) else { return };
    let Some(view) = Service::read(service).filter(|view| !view.is_external_name()) else { return };
    if let Some(selector) = view.selector().filter(|selector| !selector.is_empty() && !selector.open) {
        if !cx.workspace.surely_selected(service).is_empty() {
            selected(owner, service, selector.entry, is_slice, cx);
        }
        return;
    }
    let is_named = |port: &ServicePort<'w>| port.name.is_some() || port.node.get("name").is_none_or(Node::is_empty);
    if !has_known_ports(service) || !view.ports().all(|port| is_named(&port)) {
        return;
    }
    let lists: Vec<Node<'w>> =
        if is_slice { vec![endpoints.root] } else { items(Some(endpoints.root), "subsets").collect() };
    for port in lists.into_iter().flat_map(|list| items(Some(list), "ports")) {
        let written = port.get("name").filter(|name| !name.is_empty());
        let name = written.map(known_str);
        let protocol = Protocol::read(port.get("protocol"));
        let fits = |own: ServicePort<'w>| own.name == name.flatten() && !own.protocol.differs(protocol);
        if name == Some(None) || view.ports().any(fits) {
            continue;
        }
        let names = join(view.ports().map(|port| words(port.name, port.protocol)), "and");
        let what = words(name.flatten(), protocol);
        let message = format!(
            "{} has {what}, but {} has {names}: ports are matched by name and protocol, so the Service sends nothing here",
            endpoints.title(),
            service.title()
        );
        let place = service.spec_entry("ports").map_or(service.head(), |ports| ports.key);
        cx.report(written.unwrap_or(port), message)
            .related(place, "the ports of the Service")
            .resting_on(port)
            .help("give both ports the same name and protocol");
    }
}

fn words(name: Option<&str>, protocol: Protocol<'_>) -> String {
    match name {
        Some(name) => format!("`{name}` for {}", protocol.as_str()),
        None => format!("a port without a name for {}", protocol.as_str()),
    }
}

/// Reports endpoints of a Service with a selector, for which the controller creates endpoints.
fn selected<'w>(owner: Node<'w>, service: &'w Resource<'w>, selector: Entry<'w>, is_slice: bool, cx: &mut Cx<'w>) {
    let effect = match is_slice {
        true => "and traffic goes to these addresses as well",
        false => "and overwrites these",
    };
    let message =
        format!("{} has a selector, so the controller creates its endpoints from pods, {effect}", service.title());
    cx.report(owner, message)
        .related(selector, "selects pods")
        .help("remove the selector from the Service, or these endpoints");
}
