//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::Reached;
use crate::kube::{Kind, Resource, Service, Target};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::PortReach;
use crate::yaml::{Node, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-port-remap",
        summary: "A headless Service whose `port` is not the port of its pods",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(|view| view.is_headless()) else { return };
    // A Service without a selector gets its endpoints from elsewhere.
    if view.selector().is_none_or(|selector| selector.is_empty()) || !view.spec.is_certain_at(&["ports"]) {
        return;
    }
    let reaches = cx.workspace.port_reach(service);
    let mut judged = None;
    for port in view.ports() {
        let (Some(number), Some(target)) = (port.port, port.target) else { continue };
        let (pod_port, declared) = match target.target {
            Target::Number(pod_port) => (pod_port, None),
            Target::Name(_) => match reaches.iter().find(|reach| reach.port.node == port.node).and_then(resolved) {
                Some((pod_port, declared)) => (pod_port, Some(declared)),
                None => continue,
            },
            Target::Unknown => continue,
        };
        if pod_port == number || ![pod_port, number].iter().all(|port| (1..=65535).contains(port)) {
            continue;
        }
        let (severity, used) = *judged.get_or_insert_with(|| severity_of(service, cx));
        let name = service.name.map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
        let message = format!(
            "the Service is headless: clients that resolve {name} connect directly to a pod, and nothing maps port \
             `{number}` to `{pod_port}`"
        );
        let mut report = cx.report(target.node, message).severity(severity);
        let place = port.node.get("port");
        if let Some(place) = place {
            report = report.related(place, "the port that clients use");
        }
        if let Some(declared) = declared {
            report = report.related(declared, "the port of the pods");
        }
        let others = if used { ", here and in every reference to the port" } else { "" };
        let report = report.help(format!(
            "write `port: {pod_port}`{others}, or remove `clusterIP: None` if clients use port {number}"
        ));
        // The API server rejects two ports with the same number, and an Ingress or a route uses the Service port as
        // written.
        let taken = view.ports().any(|other| other.port == Some(pod_port) && !other.protocol.differs(port.protocol));
        if let Some(edit) =
            place.filter(|_| !taken && !used).and_then(|place| replace_raw(place, &pod_port.to_string()))
        {
            report.fix(Applicability::Unsafe, format!("write `port: {pod_port}`"), edit);
        }
    }
}

/// The number that a port name has in all pods, if it is the same.
fn resolved<'w>(reach: &PortReach<'w>) -> Option<(i64, Node<'w>)> {
    let mut found = None;
    for (_, reached) in &reach.pods {
        let Reached::Port(port) = reached else { return None };
        let here = (port.number?, port.node.get("containerPort")?);
        match found {
            Some((number, _)) if number != here.0 => return None,
            _ => found = found.or(Some(here)),
        }
    }
    found
}

/// Whether an Ingress, a gateway or Prometheus uses the Service. They read the endpoints with their ports, so a
/// remapped port works for them.
fn severity_of<'w>(service: &Resource<'w>, cx: &Cx<'w>) -> (Severity, bool) {
    let used = cx.workspace.is_used_by_endpoints(service);
    let clients = !used || cx.workspace.is_host_nearby(service);
    (if clients { Severity::Warning } else { Severity::Info }, used)
}
