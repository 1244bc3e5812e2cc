//! See the card.

use crate::diagnostic::Severity;
use crate::kube::protocol::Protocol;
use crate::kube::{Kind, Resource, Service, ServicePort};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-port-merge-key",
        summary: "Ports of one number and two protocols, which `kubectl apply` confuses",
        category: Category::Values,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(|view| view.spec.is_certain_at(&["ports"])) else { return };
    let ports: Vec<ServicePort<'w>> = view.ports().collect();
    for (index, port) in ports.iter().enumerate() {
        let Some(other) = ports[..index].iter().find(|other| is_merged(other, port)) else { continue };
        let (Some(number), Some(place), Some(first)) = (port.port, port.node.get("port"), other.node.get("port"))
        else {
            continue;
        };
        let message = format!(
            "port {number} appears for {} and for {}: `kubectl apply` merges ports by their number, so a later change \
             of one may be lost",
            other.protocol.as_str(),
            port.protocol.as_str()
        );
        let report = cx.report(place, message).related(first, "the same number");
        report.help("run `kubectl apply --server-side`, which merges ports by number and protocol");
        return;
    }
}

/// Whether two ports differ only in their protocol, so that a merge takes them for one.
fn is_merged(a: &ServicePort<'_>, b: &ServicePort<'_>) -> bool {
    let differ = matches!((&a.protocol, &b.protocol), (Protocol::Known(a), Protocol::Known(b)) if a != b);
    a.port.is_some() && a.port == b.port && differ
}
