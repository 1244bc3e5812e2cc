//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource, Service, ServicePort};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Nearness;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "node-port-taken",
        summary: "A node port that another Service uses",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(own) = Service::read(service).filter(|view| view.ports().any(|port| port.node.get("nodePort").is_some()))
    else {
        return;
    };
    // Variants of a Service, or of an application in another file, replace each other.
    let is_applied = |other: &&&Resource<'w>| {
        other.id < service.id
            && other.name != service.name
            && cx.workspace.nearness(service, other) <= Nearness::Kustomization
    };
    let others = cx.workspace.nearby(Kind::Service, service);
    for port in own.ports() {
        let Some((number, node)) = node_port(&port) else { continue };
        let taken = others.iter().filter(is_applied).find_map(|other| {
            let view = Service::read(other)?;
            let same = view.ports().filter(|theirs| !theirs.protocol.differs(port.protocol));
            let place = same.filter_map(|theirs| node_port(&theirs)).find(|(theirs, _)| *theirs == number)?.1;
            Some((*other, place))
        });
        let Some((other, place)) = taken else { continue };
        let protocol = port.protocol.as_str();
        let message = format!(
            "{} also uses node port {number}/{protocol}, so the API server rejects the second of the two",
            other.title()
        );
        cx.report(node, message)
            .related(place, "the same port of every node")
            .resting_on(port.node)
            .help("write another number, or remove it: the API server then assigns a free one");
    }
}

fn node_port<'w>(port: &ServicePort<'w>) -> Option<(i64, Node<'w>)> {
    let node = port.node.get("nodePort")?;
    Some((node.as_i64().filter(|number| *number > 0)?, node))
}
