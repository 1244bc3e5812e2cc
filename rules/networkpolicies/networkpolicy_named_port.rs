//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::networkpolicy::PolicyRule;
use crate::kube::ports::{Reached, Target, TargetPort, reach};
use crate::kube::protocol::Protocol;
use crate::kube::values::names;
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar::is_typo;
use crate::yaml::{Node, quoted, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "networkpolicy-named-port",
        summary: "A named port in a NetworkPolicy that none of its pods declares",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::NetworkPolicy], check),
};

fn check<'w>(policy: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for rule in PolicyRule::of(policy) {
        let templates = cx.workspace.surely_matched(policy, &rule.servers(policy));
        if templates.is_empty() || !templates.iter().all(|template| template.has_certain_ports()) {
            continue;
        }
        for port in rule.ports() {
            let Some(node) = port.get("port").filter(|node| node.is_certain()) else { continue };
            let Target::Name(name) = TargetPort::read(node).target else { continue };
            let protocol = Protocol::read(port.get("protocol"));
            let is_nowhere = |template: &&'w PodTemplate<'w>| {
                matches!(reach(template, Target::Name(name), protocol), Reached::Nothing | Reached::OtherProtocol(_))
            };
            if names::port_name(name).is_ok() && templates.iter().all(is_nowhere) {
                report(node, name, protocol, &templates, cx);
            }
        }
    }
}

fn report<'w>(node: Node<'w>, name: &str, protocol: Protocol<'_>, templates: &[&'w PodTemplate<'w>], cx: &mut Cx<'w>) {
    let declared: Vec<ContainerPort<'w>> = templates.iter().flat_map(|template| template.ports()).collect();
    let of = match templates {
        [only] => cx.workspace.owner(only).title(),
        all => format!("the {} workloads that it selects", all.len()),
    };
    let message = format!(
        "no container of {of} declares a port named `{name}` for {}, so this rule opens nothing",
        protocol.as_str()
    );
    let mut report = cx.report(node, message);
    for port in declared.iter().take(4) {
        let place = port.node.get("name").or_else(|| port.node.get("containerPort")).unwrap_or(port.node);
        report = report.related(place, format!("declared: {}", port.describe()));
    }
    for container in templates.iter().flat_map(|template| template.containers()) {
        report = report.resting_on(container.node.without("ports")).sharing(container.node.without(name));
    }
    for template in templates {
        if let Reached::OtherProtocol(found) = reach(template, Target::Name(name), protocol) {
            let at = found.node.get("protocol").or_else(|| found.node.get("containerPort")).unwrap_or(found.node);
            report = report.sharing(at);
        }
    }
    let near: Vec<&ContainerPort<'w>> =
        declared.iter().filter(|port| port.name.is_some_and(|other| is_typo(name, other))).collect();
    let best = match (near.as_slice(), declared.as_slice()) {
        ([near], _) => Some(**near),
        (_, [only]) => Some(*only),
        _ => None,
    };
    let value = best
        .filter(|port| !port.protocol.differs(protocol))
        .and_then(|port| port.name.map(quoted).or_else(|| port.number.map(|number| number.to_string())));
    match value {
        Some(value) => {
            report.help(format!("write `port: {value}`, or name the container port `{name}`")).fix(
                Applicability::Unsafe,
                format!("write `{value}`"),
                replace_raw(node, &value),
            );
        }
        None => {
            report.help(format!("write a declared port, or name the container port `{name}`"));
        }
    }
}
