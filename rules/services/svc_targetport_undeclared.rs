//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::Reached;
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource, Service, Target, TargetPort};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::PortReach;
use crate::yaml::{Content, insert_item_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-targetport-undeclared",
        summary: "A Service that sends to a port number that its pods do not declare",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("svc_targetport_undeclared.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let all = cx.workspace.port_reach(service);
    // Where another port of the Service is declared, the pods and the Service do belong together.
    let some_fits = all.iter().any(|reach| reach.pods.iter().any(|(_, reached)| matches!(reached, Reached::Port(_))));
    for reach in &all {
        let Some(target) = reach.port.target else { continue };
        let Target::Number(number) = target.target else { continue };
        let nowhere = reach.pods.iter().all(|(_, reached)| matches!(reached, Reached::Nothing));
        let valid = (1..=65535).contains(&number);
        if !nowhere || !valid || !reach.pods.iter().all(|(template, _)| template.ports().next().is_some()) {
            continue;
        }
        // An argument, a probe or a configuration that names the port is better evidence than a missing declaration.
        if reach.pods.iter().any(|(template, _)| cx.workspace.mentions_number(template, number)) {
            continue;
        }
        // A container that declares nothing may listen anywhere.
        let silent = |template: &PodTemplate<'_>| template.running_containers().any(|one| one.ports().next().is_none());
        let open = some_fits
            || reach.pods.iter().any(|(template, _)| silent(template))
            // Somebody looked the number up, or clients reach the pods whatever the Service says.
            || target.node.key().is_some_and(|key| key.text() == "targetPort") && Some(number) != reach.port.port
            || Service::read(service).is_some_and(|view| view.is_headless())
            || reach.pods.iter().any(|(template, _)| cx.workspace.declares_otherwise(template));
        report(number, target, if open { Severity::Info } else { Severity::Warning }, reach, cx);
    }
}

fn report<'w>(number: i64, target: TargetPort<'w>, severity: Severity, reach: &PortReach<'w>, cx: &mut Cx<'w>) {
    let declared: Vec<ContainerPort<'w>> = reach.pods.iter().flat_map(|(template, _)| template.ports()).collect();
    let list: Vec<String> = declared.iter().take(4).map(|port| port.describe()).collect();
    let list = if declared.len() > 4 { format!("{} and more", list.join(", ")) } else { list.join(", ") };
    let message =
        format!("the Service sends to port `{number}`, but its pods declare {list}: nothing may listen there");
    let mut report = cx.report(target.node, message).severity(severity);
    for port in declared.iter().take(4) {
        report = report
            .related(port.node.get("containerPort").unwrap_or(port.node), format!("declared: {}", port.describe()));
    }
    let only = match declared.as_slice() {
        [only] if !only.protocol.differs(reach.port.protocol) => only.number,
        _ => None,
    };
    let declare = format!("declare `containerPort: {number}` if the container listens there");
    report = match only {
        Some(only) => report.help(format!("{declare}, else write `targetPort: {only}`")),
        None => report.help(format!("{declare}, else write the port that it listens on")),
    };
    // A declaration changes nothing of what works.
    let edit = match declared.as_slice() {
        [only] => insert_item_after(only.node, Content::map([("containerPort", number)])),
        _ => None,
    };
    report.fix(Applicability::Unsafe, format!("declare `containerPort: {number}`"), edit);
}
