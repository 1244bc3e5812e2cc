//! Ports of Services and pods that monitors and policies select, and that do not exist after a change.

use super::names::shape;
use super::parts::{self, Part};
use super::{Asks, Broken, Change, How, Left, identity, ports};
use crate::kube::networkpolicy::PolicyRule;
use crate::kube::ports::{Reached, TargetPort, reach};
use crate::kube::protocol::Protocol;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, PodTemplate, Resource, Selector, Service, Target, Truth};
use crate::workspace::Workspace;
use crate::yaml::Node;

/// Kinds whose objects name ports of the objects that they select.
const ASKING: &[Kind] = &[Kind::NetworkPolicy, Kind::PodMonitor, Kind::ServiceMonitor];

/// A port that an object names, and all Services or pods that it may select.
struct Asked<'a> {
    port: TargetPort<'a>,
    protocol: Protocol<'a>,
    ends: Vec<End<'a>>,
}

/// A Service or pods that may have a port.
enum End<'a> {
    Service(&'a Resource<'a>),
    Pods(&'a PodTemplate<'a>),
}

/// Whether a Service or a pod has a required port.
enum Has<'a> {
    /// The port exists; for pods, with its declaration.
    It(Option<crate::kube::ContainerPort<'a>>),
    Not,
    Unknown,
}

/// The required ports that existed before the change and do not exist now.
pub(super) fn broken<'w>(change: &Change<'_, 'w>) -> Vec<Broken<'w>> {
    let asking = ASKING.iter().flat_map(|kind| change.now.of_kind(*kind)).filter(|from| !from.broken);
    asking.flat_map(|from| of_object(change, from)).collect()
}

fn of_object<'w>(change: &Change<'_, 'w>, from: &'w Resource<'w>) -> Vec<Broken<'w>> {
    let Some(old_from) = change.pairs.before(from) else { return Vec::new() };
    let is_lost = |asked: &Asked<'w>| {
        let is_not = |end: &End<'w>| matches!(end.has(asked, change.now), Has::Not);
        !asked.ends.is_empty() && asked.ends.iter().all(is_not)
    };
    let lost: Vec<Asked<'w>> = asked(change.now, from).into_iter().filter(is_lost).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let before = asked(change.then, old_from);
    lost.iter().filter_map(|lost| of_port(change, from, lost, &before)).collect()
}

fn of_port<'b, 'w>(
    change: &Change<'b, 'w>,
    from: &'w Resource<'w>,
    lost: &Asked<'w>,
    before: &[Asked<'b>],
) -> Option<Broken<'w>> {
    let node = lost.port.node;
    let path = node.path();
    let alike = || before.iter().filter(|old| shape(&old.port.node.path()) == shape(&path));
    let same = alike().find(|old| old.port.node.text() == node.text());
    let old = same.or_else(|| alike().find(|old| old.port.node.path() == path))?;
    let is_edited = old.port.node.text() != node.text() || old.protocol != lost.protocol;
    let had = |end: &End<'b>| match end.has(old, change.then) {
        Has::It(port) => Some((end.object(change.then), port)),
        Has::Not | Has::Unknown => None,
    };
    // The object must have lost the port, and must still be selected.
    let is_asked = |object: &Resource<'w>| lost.ends.iter().any(|end| end.object(change.now).id == object.id);
    let (target, port, other) = old.ends.iter().filter_map(had).find_map(|(target, port)| {
        let now = change.pairs.now(target).filter(|now| is_asked(now))?;
        Some((target, port, now))
    })?;
    let (at, place, how) = match (is_edited, port, change.now.template(other)) {
        (true, ..) => (from, node, How::Reference(old.port.node.text().to_owned())),
        (false, Some(port), Some(template)) => {
            let (place, how) = ports::lost_place(template, &port, other);
            (other, place, how)
        }
        _ => parts::lost_place(change, target, other, Part::PortName),
    };
    let left = Left { from, place: node.as_written(), extent: node, asks: Asks::Port(node.text()), is_sure: false };
    let (place, was) = (place.as_written(), other.title());
    Some(Broken { target: identity(target), at, place, how, was, other: Some(other), left })
}

/// The ports that an object names, with the Services or pods that it certainly selects.
fn asked<'a>(workspace: &'a Workspace<'a>, from: &'a Resource<'a>) -> Vec<Asked<'a>> {
    let selector = || from.spec_entry("selector").map(Selector::label_selector).filter(|one| !one.is_empty());
    let ports = |key: &'static str| {
        let named = items(from.spec(), key).filter_map(|endpoint| endpoint.get("port"));
        named.filter(|node| node.is_certain() && known_str(*node).is_some_and(|name| !name.is_empty()))
    };
    let all = |nodes: Vec<Node<'a>>, ends: &dyn Fn() -> Vec<End<'a>>| {
        let read = |node| Asked { port: TargetPort::read(node), protocol: Protocol::read(None), ends: ends() };
        nodes.into_iter().map(read).collect()
    };
    match from.kind {
        Kind::ServiceMonitor => all(ports("endpoints").collect(), &|| {
            let watched = selector().and_then(|selector| workspace.watched_services(from, &selector));
            let services = watched.map(|watched| watched.services).unwrap_or_default();
            nearest(workspace, from, services, |service| service).into_iter().map(End::Service).collect()
        }),
        Kind::PodMonitor => all(ports("podMetricsEndpoints").collect(), &|| {
            let watched = selector().and_then(|selector| workspace.watched_pods(from, &selector)).unwrap_or_default();
            nearest(workspace, from, watched, |template| workspace.owner(template)).into_iter().map(End::Pods).collect()
        }),
        _ => PolicyRule::of(from).flat_map(|rule| of_rule(workspace, from, rule)).collect(),
    }
}

fn of_rule<'a>(workspace: &'a Workspace<'a>, policy: &'a Resource<'a>, rule: PolicyRule<'a>) -> Vec<Asked<'a>> {
    let named = |port: Node<'a>| Some((port, port.get("port").filter(|node| node.is_certain() && !node.is_empty())?));
    let read = |(port, node): (Node<'a>, Node<'a>)| Asked {
        port: TargetPort::read(node),
        protocol: Protocol::read(port.get("protocol")),
        ends: workspace.surely_matched(policy, &rule.servers(policy)).into_iter().map(End::Pods).collect(),
    };
    rule.ports().filter_map(named).map(read).collect()
}

/// The nearest objects that a monitor watches or may watch. Empty if it may also watch none of them.
fn nearest<'a, T>(
    workspace: &'a Workspace<'a>,
    from: &Resource<'a>,
    mut found: Vec<(T, Truth)>,
    object: impl Fn(&T) -> &'a Resource<'a>,
) -> Vec<T> {
    let nearness = |one: &T| workspace.nearness(from, object(one));
    let best = found.iter().map(|(one, _)| nearness(one)).min();
    found.retain(|(one, _)| Some(nearness(one)) == best);
    let is_sure = found.iter().all(|(one, truth)| *truth == Truth::Yes || workspace.is_nearby(from, object(one)));
    found.into_iter().filter(|_| is_sure).map(|(one, _)| one).collect()
}

impl<'a> End<'a> {
    fn object(&self, workspace: &'a Workspace<'a>) -> &'a Resource<'a> {
        match self {
            End::Service(service) => service,
            End::Pods(template) => workspace.owner(template),
        }
    }

    fn has(&self, asked: &Asked<'a>, workspace: &'a Workspace<'a>) -> Has<'a> {
        match self {
            End::Service(service) => has_port(service, asked),
            End::Pods(template) => match reach(template, asked.port.target, asked.protocol) {
                Reached::Port(port) => Has::It(Some(port)),
                // A number is reached even if it is not declared.
                Reached::Nothing if is_undeclared(template, asked, workspace) => Has::Unknown,
                Reached::Nothing | Reached::OtherProtocol(_) if template.has_certain_ports() => Has::Not,
                _ => Has::Unknown,
            },
        }
    }
}

fn has_port<'a>(service: &'a Resource<'a>, asked: &Asked<'a>) -> Has<'a> {
    let Some(view) = Service::read(service).filter(|view| view.spec.is_certain_at(&["ports"])) else {
        return Has::Unknown;
    };
    let mut ports = view.ports().peekable();
    let is_known = ports.peek().is_some();
    match ports.any(|port| port.name.is_some_and(|name| asked.port.target == Target::Name(name))) {
        true => Has::It(None),
        false if is_known => Has::Not,
        false => Has::Unknown,
    }
}

/// Whether pods probably listen on a number that they do not declare.
fn is_undeclared<'a>(template: &'a PodTemplate<'a>, asked: &Asked<'a>, workspace: &'a Workspace<'a>) -> bool {
    let Target::Number(number) = asked.port.target else { return false };
    template.ports().next().is_none() || workspace.mentions_number(template, number)
}
