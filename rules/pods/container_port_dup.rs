//! See the card.

use crate::diagnostic::Severity;
use crate::kube::protocol::Protocol;
use crate::kube::{ContainerPort, ContainerRole, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "container-port-dup",
        summary: "Two ports of a pod with the same name, host port or number",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(resource) else { return };
    if !template.has_certain_ports() {
        return;
    }
    let ports: Vec<ContainerPort<'w>> = template.containers().flat_map(|container| container.ports()).collect();
    for (index, port) in ports.iter().enumerate() {
        let before = &ports[..index];
        let name = port.name.filter(|name| !name.is_empty());
        let namesake = before.iter().find(|other| name.is_some() && other.name == name && one_container(other, port));
        let on_host = host_port(port)
            .and_then(|key| before.iter().find(|other| host_port(other) == Some(key) && checked_together(other, port)));
        let same = before.iter().find(|other| binds_same(other, port));
        if let (Some(other), Some(name)) = (namesake, name) {
            let kind = resource.kind_name;
            let message =
                format!("two ports of the container are named `{name}`, so the API server rejects the {kind}");
            let report = cx.report(field(port, "name"), message).related(field(other, "name"), "the first one");
            report.help("give each port a different name");
        } else if let (Some(other), Some((_, number, protocol))) = (on_host, host_port(port)) {
            let kind = resource.kind_name;
            let message = format!(
                "`hostPort: {number}` ({protocol}) appears twice in one pod, so the API server rejects the {kind}"
            );
            let report = cx.report(field(port, "hostPort"), message).related(field(other, "hostPort"), "the first one");
            report.help("only one container can use a port of the node: remove one of the two");
        } else if let Some(other) = same {
            twice(port, other, cx);
        }
    }
}

fn twice<'w>(port: &ContainerPort<'w>, other: &ContainerPort<'w>, cx: &mut Cx<'w>) {
    let (number, protocol) = (port.number.unwrap_or_default(), port.protocol.as_str());
    let (message, help) = match one_container(port, other) {
        true => (
            format!(
                "the container declares port `{number}` twice for `{protocol}`: `kubectl apply` merges ports by their number, so one may be lost"
            ),
            "remove one of the two",
        ),
        false => (
            format!(
                "two containers of one pod declare port `{number}` for `{protocol}`: they share one network, so only one can listen on it"
            ),
            "let one of them listen on another port",
        ),
    };
    let report = cx.report(field(port, "containerPort"), message).severity(Severity::Warning);
    report.related(field(other, "containerPort"), "declared here too").help(help);
}

/// The host address, host port and protocol, if all are known.
fn host_port<'w>(port: &ContainerPort<'w>) -> Option<(&'w str, i64, &'w str)> {
    let number = port.node.get("hostPort")?.as_i64().filter(|&number| number != 0)?;
    let address = match port.node.get("hostIP").filter(|node| !node.is_empty()) {
        Some(node) => crate::kube::resource::known_str(node)?,
        None => "",
    };
    match port.protocol {
        Protocol::Known(protocol) => Some((address, number, protocol)),
        Protocol::Unknown => None,
    }
}

fn one_container(a: &ContainerPort<'_>, b: &ContainerPort<'_>) -> bool {
    a.container.node == b.container.node
}

/// Whether the API server compares two ports. It compares all main containers together, but each init container alone.
fn checked_together(a: &ContainerPort<'_>, b: &ContainerPort<'_>) -> bool {
    one_container(a, b) || a.container.role == ContainerRole::Main && b.container.role == ContainerRole::Main
}

fn binds_same(a: &ContainerPort<'_>, b: &ContainerPort<'_>) -> bool {
    let runs = |port: &ContainerPort<'_>| matches!(port.container.role, ContainerRole::Main | ContainerRole::Sidecar);
    let protocol = matches!((a.protocol, b.protocol), (Protocol::Known(a), Protocol::Known(b)) if a == b);
    let together = one_container(a, b) || runs(a) && runs(b);
    // The same port with two node addresses or two node ports is not a duplicate.
    let field = |port: &ContainerPort<'_>, key| port.node.get(key).map_or("", |node| node.text()).to_owned();
    let distinct = ["hostPort", "hostIP"].iter().any(|key| field(a, key) != field(b, key));
    a.number.is_some() && a.number == b.number && protocol && together && !(one_container(a, b) && distinct)
}

fn field<'w>(port: &ContainerPort<'w>, key: &str) -> Node<'w> {
    port.node.get(key).unwrap_or(port.node)
}
