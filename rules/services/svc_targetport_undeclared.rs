//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::Reached;
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource, Service, Target, TargetPort};
use crate::rule::{Category, Check, Cx, Draft, Meta, Rank, Rule};
use crate::text::list::join;
use crate::workspace::PortReach;
use crate::yaml::{Content, insert_item_after, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-targetport-undeclared",
        summary: "A Service that sends to a port number that its pods do not declare",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        // A wrong number also explains failing clients of a headless Service.
        rank: Some(Rank::Value),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let all = cx.workspace.port_reach(service);
    // If another port of the Service is declared, the pods and the Service belong together.
    let some_fits = all.iter().any(|reach| reach.pods.iter().any(|(_, reached)| matches!(reached, Reached::Port(_))));
    for reach in all {
        let Some(target) = reach.port.target else { continue };
        let Target::Number(number) = target.target else { continue };
        let nowhere = reach.pods.iter().all(|(_, reached)| matches!(reached, Reached::Nothing));
        let valid = (1..=65535).contains(&number);
        if !nowhere || !valid || !reach.pods.iter().all(|(template, _)| template.ports().next().is_some()) {
            continue;
        }
        let templates: Vec<_> = reach.pods.iter().map(|(template, _)| *template).collect();
        let meant = cx.workspace.meant_port(service, &reach.port, &templates);
        // A wrong declaration is one finding, however many Services send to the right port.
        if meant.is_some() && !cx.workspace.is_first_sender(service, templates[0], number) {
            continue;
        }
        let has_name = meant.is_some_and(|meant| meant.name.is_some() && meant.name == reach.port.name);
        // An argument, a probe or a configuration with the port is better evidence than a missing declaration.
        if templates.iter().any(|template| cx.workspace.mentions_number(template, number)) {
            // A number that only clients of the Service use says nothing about its pods.
            let is_of_pods = || templates.iter().any(|template| cx.workspace.says_port_of_pods(template, number, None));
            if let Some(meant) = meant.filter(|meant| has_name || is_used(meant, number) || !is_of_pods()) {
                misdeclared(number, target, &meant, cx);
            }
            continue;
        }
        // A container that declares no ports may listen anywhere.
        let silent =
            |template: &&PodTemplate<'_>| template.running_containers().any(|one| one.ports().next().is_none());
        let open = some_fits
            || templates.iter().any(silent)
            // The author chose the number on purpose, or clients reach the pods whatever the Service says.
            || target.node.key().is_some_and(|key| key.text() == "targetPort") && Some(number) != reach.port.port
            || Service::read(service).is_some_and(|view| view.is_headless());
        let differs = || templates.iter().any(|template| cx.workspace.declares_otherwise(template));
        let twin = cx.workspace.twin_port(service, &reach.port, templates[0]);
        let doubtful = open && meant.is_none() && twin.is_none() || !has_name && differs();
        let severity = if doubtful { Severity::Info } else { Severity::Warning };
        let report = report(number, target, severity, reach, meant, cx);
        if let Some(twin) = twin {
            report.related(twin, "another Service of the pods sends the port here");
        }
    }
}

/// Whether a probe uses a number that the container does not declare, or a variable such as `PORT` contains it.
fn is_used(declared: &ContainerPort<'_>, number: i64) -> bool {
    let container = declared.container;
    container.probe_ports().any(|port| port.as_i64() == Some(number)) || container.is_told(number)
}

/// Reports a declared port that is a typo of the number that the Service sends to and the pods use.
fn misdeclared<'w>(number: i64, target: TargetPort<'w>, meant: &ContainerPort<'w>, cx: &mut Cx<'w>) {
    let Some(node) = meant.node.get("containerPort") else { return };
    let message = format!(
        "the Service sends to port `{number}`, which is in use, but its pods declare {}, which no Service uses",
        meant.describe()
    );
    cx.report(target.node, message)
        .related(node, format!("declared: {}", meant.describe()))
        .help(format!("write `containerPort: {number}` in the pods"))
        .fix(
            Applicability::Unsafe,
            format!("declare `containerPort: {number}`"),
            replace_raw(node, &number.to_string()),
        );
}

fn report<'c, 'w>(
    number: i64,
    target: TargetPort<'w>,
    severity: Severity,
    reach: &PortReach<'w>,
    meant: Option<ContainerPort<'w>>,
    cx: &'c mut Cx<'w>,
) -> Draft<'c> {
    let declared: Vec<ContainerPort<'w>> = reach.pods.iter().flat_map(|(template, _)| template.ports()).collect();
    let more = (declared.len() > 4).then(|| "more".to_owned());
    let list = join(declared.iter().take(4).map(|port| port.describe()).chain(more), "and");
    let message =
        format!("the Service sends to port `{number}`, but its pods declare {list}: perhaps nothing listens there");
    let mut report = cx.report(target.node, message).severity(severity);
    if target.node.key().is_none_or(|key| key.text() != "targetPort") {
        report = report.resting_on(reach.port.node.without("targetPort"));
    }
    for port in declared.iter().take(4) {
        report = report
            .related(port.node.get("containerPort").unwrap_or(port.node), format!("declared: {}", port.describe()));
    }
    let only = match declared.as_slice() {
        _ if meant.is_some() => meant.and_then(|meant| meant.number),
        [only] if !only.protocol.differs(reach.port.protocol) => only.number,
        _ => None,
    };
    let declare = format!("declare `containerPort: {number}` if the container listens there");
    report = match only {
        Some(only) => report.help(format!("{declare}, otherwise write `targetPort: {only}`")),
        None => report.help(format!("{declare}, otherwise write the port that it listens on")),
    };
    // A declaration cannot break anything.
    let edit = match declared.as_slice() {
        [only] => insert_item_after(only.node, Content::map([("containerPort", number)])),
        _ => None,
    };
    report.fix(Applicability::Unsafe, format!("declare `containerPort: {number}`"), edit)
}
