//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_raw;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "host-port-host-network",
        summary: "A `hostPort` that differs from the `containerPort` with `hostNetwork`",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let network = template.spec.and_then(|spec| spec.written("hostNetwork"));
    let Some(network) = network.filter(|entry| entry.value.as_bool() == Some(true)) else { return };
    for port in template.containers().flat_map(|container| container.ports()) {
        let host =
            port.node.get("hostPort").and_then(|node| Some((node, node.as_i64().filter(|&number| number != 0)?)));
        let Some(((node, host), own)) = host.zip(port.number).filter(|((_, host), own)| host != own) else { continue };
        let message = format!(
            "`hostPort: {host}` differs from `containerPort: {own}`, but with `hostNetwork: true` they are the same port, so {}",
            cx.refusal()
        );
        let report = cx.report(node, message).related(network, "the pod uses the network of the node");
        let report = match port.node.get("containerPort") {
            Some(place) => report.related(place, "the port of the container"),
            None => report,
        };
        report.help(format!("write `hostPort: {own}`, or remove it")).fix(
            Applicability::Unsafe,
            format!("write `{own}`"),
            replace_raw(node, &own.to_string()),
        );
    }
}
