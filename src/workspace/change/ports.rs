//! Ports of Services whose port in the pods a change removes.

use std::collections::BTreeMap;

use super::{Asks, Broken, Change, How, Left, identity};
use crate::kube::ports::{Reached, Target};
use crate::kube::{ContainerPort, Kind, PodTemplate, Resource, ServicePort};
use crate::workspace::PortReach;
use crate::yaml::Node;

/// The ports of Services that reached a declared port of some pods before the change and do not reach it now.
pub(super) fn broken<'w>(change: &Change<'_, 'w>) -> Vec<Broken<'w>> {
    let mut services: BTreeMap<usize, &'w Resource<'w>> = BTreeMap::new();
    let changed =
        change.now.of_kind(Kind::Service).filter(|one| change.is_broad || change.now_files.contains(&one.file()));
    services.extend(changed.map(|service| (service.id, service)));
    let templates = change.then.templates.iter();
    for template in templates.filter(|template| change.then_files.contains(&change.then.owner(template).file())) {
        let asking = change.then.services_asking(template).filter_map(|service| change.pairs.now(service));
        services.extend(asking.map(|service| (service.id, service)));
    }
    services.into_values().flat_map(|service| of_service(change, service)).collect()
}

fn of_service<'w>(change: &Change<'_, 'w>, service: &'w Resource<'w>) -> Vec<Broken<'w>> {
    let Some(old) = change.pairs.before(service) else { return Vec::new() };
    let (then, now) = (change.then.port_reach(old), change.now.port_reach(service));
    let mut broken = Vec::new();
    for reach in now {
        let Some(before) = same_port(then, &reach.port) else { continue };
        for (old_template, reached) in &before.pods {
            if let Reached::Port(had) = reached {
                let pods = change.pairs.now(change.then.owner(old_template));
                let pods = pods.and_then(|owner| reach.pods.iter().find(|(template, _)| template.owner == owner.id));
                broken.extend(pods.and_then(|pods| of_pods(change, service, before, had, reach, pods)));
            }
        }
    }
    broken
}

/// The port of a Service as it was before.
fn same_port<'r, 'b>(then: &'r [PortReach<'b>], port: &ServicePort<'_>) -> Option<&'r PortReach<'b>> {
    let by_name = || then.iter().find(|old| port.name.is_some() && old.port.name == port.name);
    let by_number = || then.iter().find(|old| old.port.port == port.port && old.port.protocol == port.protocol);
    by_number().filter(|old| old.port.name == port.name).or_else(by_name).or_else(by_number)
}

fn of_pods<'w>(
    change: &Change<'_, 'w>,
    service: &'w Resource<'w>,
    before: &PortReach<'_>,
    had: &ContainerPort<'_>,
    reach: &PortReach<'w>,
    (template, reached): &(&'w PodTemplate<'w>, Reached<'w>),
) -> Option<Broken<'w>> {
    if !matches!(reached, Reached::Nothing | Reached::OtherProtocol(_)) {
        return None;
    }
    let target = reach.port.target?;
    if let (Target::Number(number), Reached::Nothing) = (target.target, reached) {
        // A number need not be declared. So this is evidence only if the container still declares its ports.
        let mut declared = template.ports().filter(|port| port.container.name() == had.container.name());
        if declared.next().is_none() || change.now.mentions_number(template, number) {
            return None;
        }
    }
    let owner = change.now.owner(template);
    let old_target = before.port.target?;
    let (at, place, how) = if said(&target.target) != said(&old_target.target) {
        (service, target.node, How::Reference(old_target.node.text().to_owned()))
    } else if reach.port.protocol != before.port.protocol {
        let place = reach.port.node.get("protocol").unwrap_or(target.node);
        (service, place, How::Reference(old_target.node.text().to_owned()))
    } else {
        let (place, how) = lost_place(template, had, owner);
        (owner, place, how)
    };
    let is_name = matches!(target.target, Target::Name(_));
    let is_sure = is_name && reach.pods.iter().all(|(_, reached)| matches!(reached, Reached::Nothing));
    let asks = Asks::ContainerPort(target.node.text());
    let left = Left { from: service, place: target.node.as_written(), extent: target.node, asks, is_sure };
    let place = place.as_written();
    Some(Broken { target: identity(owner), at, place, how, was: owner.title(), other: Some(owner), left })
}

fn said<'a>(target: &Target<'a>) -> (Option<i64>, Option<&'a str>) {
    match target {
        Target::Number(number) => (Some(*number), None),
        Target::Name(name) => (None, Some(name)),
        Target::Unknown => (None, None),
    }
}

/// The place at which the pods lost a port, and whether another port is there now.
pub(super) fn lost_place<'w>(
    template: &PodTemplate<'w>,
    had: &ContainerPort<'_>,
    owner: &Resource<'w>,
) -> (Node<'w>, How) {
    let in_place = |port: &ContainerPort<'w>| port.container.name() == had.container.name();
    let place = |port: &ContainerPort<'w>, key: &str| port.node.get(key).unwrap_or(port.node);
    let mut same_number = template.ports().filter(|port| in_place(port) && port.number == had.number);
    let mut same_name = template.ports().filter(|port| in_place(port) && had.name.is_some() && port.name == had.name);
    match (same_number.next(), same_name.next()) {
        (Some(port), _) if port.protocol.as_str() != had.protocol.as_str() => (place(&port, "protocol"), How::Changed),
        (Some(port), _) if port.name != had.name => (place(&port, "name"), renamed(port.name)),
        (_, Some(port)) if port.number != had.number => {
            (place(&port, "containerPort"), renamed(port.node.get("containerPort").map(|number| number.text())))
        }
        _ => {
            let container = template.containers().find(|container| container.name() == had.container.name());
            let ports = container.and_then(|container| container.node.entry("ports")).map(|entry| entry.key);
            let container = container.and_then(|container| container.node.get("name"));
            (ports.or(container).unwrap_or_else(|| owner.head()), How::Changed)
        }
    }
}

fn renamed(text: Option<&str>) -> How {
    text.map_or(How::Changed, |text| How::Renamed(text.to_owned()))
}
