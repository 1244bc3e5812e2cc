//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::ports::Reached;
use crate::kube::{ContainerPort, Kind, Resource, Service, ServicePort, Target};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Node, insert_after, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-targetport-protocol",
        summary: "A Service port whose container port has another protocol",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    for reach in cx.workspace.port_reach(service) {
        let (port, Some(target)) = (reach.port, reach.port.target) else { continue };
        let others: Option<Vec<_>> = reach
            .pods
            .iter()
            .map(|(_, reached)| match reached {
                Reached::OtherProtocol(found) => Some(*found),
                _ => None,
            })
            .collect();
        let Some([found, ..]) = others.as_deref() else { continue };
        let (written, wanted) = (port.protocol.as_str(), found.protocol.as_str());
        // If the Service has one number for both protocols, the author knows about both, and the pods may listen on
        // both.
        let served = |other: &ServicePort<'_>| other.port == port.port && other.protocol.as_str() == wanted;
        let both = view.ports().any(|other| served(&other));
        let (message, severity) = match target.target {
            Target::Name(name) => (
                format!(
                    "`{name}` is {wanted} in the container, but the Service port is {written}: the name is looked up \
                     with its protocol, so the port has no endpoints"
                ),
                Severity::Error,
            ),
            Target::Number(number) if !both => (
                format!(
                    "port `{number}` is {wanted} in the container, but the Service port is {written}, so nothing may answer"
                ),
                // The declaration of a number is only informative, so its default protocol is weak evidence.
                match found.node.get("protocol").is_some() || speaks_tcp(&port, found) {
                    true => Severity::Warning,
                    false => Severity::Info,
                },
            ),
            _ => continue,
        };
        let place = port.node.get("protocol").filter(|node| !node.is_empty()).unwrap_or(target.node);
        let at = found.node.get("protocol").or_else(|| found.node.get("containerPort")).unwrap_or(found.node);
        let report = cx.report(place, message).severity(severity).related(at, format!("{wanted} here")).sharing(at);
        let report = report.help(format!("write `protocol: {wanted}` in the Service, or `{written}` in the container"));
        if !both && let Some(edit) = edit(port.node, wanted) {
            report.fix(Applicability::Unsafe, format!("write `protocol: {wanted}`"), edit);
        }
    }
}

/// Whether a probe or the name of a protocol shows that the program at a port speaks TCP.
fn speaks_tcp(port: &ServicePort<'_>, declared: &ContainerPort<'_>) -> bool {
    let is_asked = |asked: Node<'_>| {
        asked.as_i64().is_some() && asked.as_i64() == declared.number
            || asked.as_str().is_some_and(|name| Some(name) == declared.name)
    };
    let over_tcp =
        |name: &str| name.contains("http") || name.split(['-', '.', '/']).any(|part| OVER_TCP.contains(&part));
    let protocol = port.node.get("appProtocol").and_then(|node| node.as_str());
    declared.container.probe_ports().any(is_asked)
        || [port.name, declared.name, protocol].into_iter().flatten().any(over_tcp)
        || declared.number.is_some_and(|number| TCP_PORTS.contains(&number))
}

/// Words in port names for protocols that use TCP.
const OVER_TCP: &[&str] = &[
    "admin",
    "amqp",
    "api",
    "console",
    "dashboard",
    "grpc",
    "h2c",
    "ldap",
    "management",
    "metrics",
    "mongo",
    "mongodb",
    "mysql",
    "postgres",
    "postgresql",
    "redis",
    "rest",
    "smtp",
    "sql",
    "ssh",
    "tcp",
    "tls",
    "ui",
    "web",
    "webhook",
    "websocket",
];

/// Usual port numbers of protocols that use only TCP.
const TCP_PORTS: &[i64] = &[
    22, 25, 80, 139, 445, 2181, 2379, 2380, 3000, 3306, 5432, 5672, 6379, 8000, 8080, 9042, 9090, 9092, 9093, 9100,
    9200, 15672, 27017, 50051,
];

fn edit(port: Node<'_>, protocol: &str) -> Option<Edit> {
    if let Some(entry) = port.entry("protocol") {
        return (!entry.value.is_empty()).then(|| replace_raw(entry.value, protocol))?;
    }
    let last = port.raw_entries().filter(|entry| matches!(entry.key.text(), "port" | "targetPort")).last()?;
    insert_after(last, "protocol", protocol)
}
