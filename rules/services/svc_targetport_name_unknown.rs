//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::Reached;
use crate::kube::values::names;
use crate::kube::{ContainerPort, ContainerRole, Kind, PodTemplate, Resource, Service, Target};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::similar;
use crate::workspace::PortReach;
use crate::yaml::{Node, quoted, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-targetport-name-unknown",
        summary: "A named `targetPort` that no selected pod declares",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

/// The largest number of declared ports that are shown.
const SHOWN: usize = 4;

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let headless = Service::read(service).is_some_and(|view| view.is_headless());
    for reach in cx.workspace.port_reach(service) {
        let Some(target) = reach.port.target else { continue };
        let Target::Name(name) = target.target else { continue };
        // The API server rejects an invalid name before anything looks it up.
        let nowhere = reach.pods.iter().all(|(_, reached)| matches!(reached, Reached::Nothing));
        if nowhere && names::port_name(name).is_ok() {
            report(name, target.node, headless, reach, cx);
        }
    }
}

fn report<'w>(name: &str, place: Node<'w>, headless: bool, reach: &PortReach<'w>, cx: &mut Cx<'w>) {
    let templates = || reach.pods.iter().map(|(template, _)| *template);
    let declared: Vec<ContainerPort<'w>> = templates().flat_map(|template| template.ports()).collect();
    let effect = match headless {
        true => "so the port has no SRV record and no endpoint port",
        false => "so the port has no endpoints and connections to it fail",
    };
    let message = format!("no container of {} declares a port named `{name}`, {effect}", owners(&reach.pods, cx));
    let severity = if headless { Severity::Warning } else { Severity::Error };
    let mut report = cx.report(place, message).severity(severity);
    for (index, port) in declared.iter().enumerate() {
        let node = port.node.get("name").or_else(|| port.node.get("containerPort")).unwrap_or(port.node);
        report = match index < SHOWN {
            true => report.related(node, format!("declared: {}", port.describe())),
            false => report.resting_on(node),
        };
    }
    for container in templates().flat_map(|template| template.containers()) {
        report = report.resting_on(container.node.without("ports")).sharing(container.node.without(name));
    }
    let containers = templates().flat_map(|template| template.containers());
    let init = containers.filter(|container| container.role == ContainerRole::Init).flat_map(|init| init.ports());
    for port in init.filter(|port| port.name == Some(name)) {
        report =
            report.related(port.node.get("name").unwrap_or(port.node), "in an init container, which has ended by then");
    }
    let near = declared.iter().filter(|port| port.name.is_some_and(|other| similar::is_slip(name, other)));
    let best = match (near.collect::<Vec<_>>().as_slice(), declared.as_slice()) {
        ([near], _) => Some(**near),
        (_, [only]) => Some(*only),
        _ => None,
    };
    let value = best
        .filter(|port| !port.protocol.differs(reach.port.protocol))
        .and_then(|port| port.name.map(quoted).or_else(|| port.number.map(|number| number.to_string())));
    let report = match &value {
        Some(value) => report.help(format!("write `targetPort: {value}`, or name the container port `{name}`")),
        None => report.help(format!("write the name of a declared port, or name the container port `{name}`")),
    };
    if let Some((edit, value)) = value.and_then(|value| Some((replace_raw(place, &value)?, value))) {
        report.fix(Applicability::Unsafe, format!("write `{value}`"), edit);
    }
}

/// The title of the workload, such as `Deployment `web``, or the number of workloads.
fn owners<'w>(pods: &[(&'w PodTemplate<'w>, Reached<'w>)], cx: &Cx<'w>) -> String {
    match pods {
        [(template, _)] => cx.workspace.owner(template).title(),
        _ => format!("the {} selected workloads", pods.len()),
    }
}
