//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::ports::Reached;
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource, Target, TargetPort};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::PortReach;
use crate::yaml::{insert_after, replace_raw};

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
        let open = some_fits || reach.pods.iter().any(|(template, _)| silent(template));
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
    let Some(only) = only else {
        report.help("write the port that the container listens on, and declare it as `containerPort`");
        return;
    };
    let report = report.help(format!(
        "write `targetPort: {only}`, or declare `containerPort: {number}` if the container listens there"
    ));
    if let Some(edit) = edit(reach, target, only) {
        report.fix(Applicability::Unsafe, format!("write `targetPort: {only}`"), edit);
    }
}

fn edit(reach: &PortReach<'_>, target: TargetPort<'_>, number: i64) -> Option<Edit> {
    let node = reach.port.node;
    if node.get("targetPort").is_some_and(|written| written == target.node) {
        return replace_raw(target.node, &number.to_string());
    }
    let port = node.raw_entries().find(|entry| entry.key.text() == "port")?;
    insert_after(port, "targetPort", number).filter(|_| node.get("targetPort").is_none())
}
