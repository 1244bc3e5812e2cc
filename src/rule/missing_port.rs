//! Reports references to a port that the named Service does not have.

use super::{Cx, report_missing};
use crate::diagnostic::{Applicability, Severity};
use crate::kube::ports::{Target, TargetPort};
use crate::kube::values::names::dns1123_label;
use crate::kube::{Resource, Service, ServicePort};
use crate::text::list::join;
use crate::text::similar::nearest;
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::{Node, replace_raw, replace_scalar};

/// The number of ports that a message lists.
const SHOWN: usize = 6;

/// Reports a Service that no file has, or a port that the Service lacks. A missing port is an error if the Service is
/// certain. Otherwise, it is a warning if the intended port is clear.
pub fn report_missing_service<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let Resolution::Found(found) = resolution else { return report_missing(reference, resolution, cx) };
    // If there are several Services, the port may be in any of them.
    let (&[(service, relation)], Some(port)) = (found.as_slice(), reference.fact.port()) else { return };
    let Some(view) = Service::read(service) else { return };
    let ports: Vec<_> = view.ports().collect();
    let is_known = service.root.is_certain_at(&["spec", "ports"]) && view.service_type().is_some();
    // A number that the API server rejects says nothing about the intended one.
    let is_number = |port: &ServicePort<'w>| port.port.is_some_and(|number| (1..=65535).contains(&number));
    if !is_known || view.is_external_name() || ports.is_empty() || !ports.iter().all(is_number) {
        return;
    }
    let target = TargetPort::read(port).target;
    let has = |port: &ServicePort<'w>| match target {
        Target::Number(number) => port.port == Some(number),
        Target::Name(name) => port.name == Some(name),
        Target::Unknown => true,
    };
    // A template may fill in the name of a port, or the API server may reject it.
    let is_open = |port: &ServicePort<'w>| match port.name {
        Some(name) => dns1123_label(name).is_err(),
        None => port.node.get("name").is_some(),
    };
    if !ports.iter().any(|port| has(port) || is_open(port)) {
        let meant = meant(target, &ports);
        let severity = match relation {
            Relation::Same => Severity::Error,
            _ if meant.is_some() => Severity::Warning,
            _ => return,
        };
        report(port, target, service, &ports, meant, severity, cx);
    }
}

/// The port that was most probably intended, and whether the reference contains its `targetPort`.
fn meant<'a, 'w>(target: Target<'w>, ports: &'a [ServicePort<'w>]) -> Option<(&'a ServicePort<'w>, bool)> {
    let behind = ports.iter().find(|port| port.target.is_some_and(|behind| behind.target == target));
    let by_name = || match target {
        Target::Name(name) => {
            let (_, near) = nearest(name, ports.iter().filter_map(|port| port.name))?;
            ports.iter().find(|port| port.name == Some(near))
        }
        _ => None,
    };
    let only = || ports.first().filter(|_| ports.len() == 1);
    behind.map(|port| (port, true)).or_else(|| by_name().or_else(only).map(|port| (port, false)))
}

fn report<'w>(
    place: Node<'w>,
    target: Target<'w>,
    service: &Resource<'w>,
    ports: &[ServicePort<'w>],
    meant: Option<(&ServicePort<'w>, bool)>,
    severity: Severity,
    cx: &mut Cx<'w>,
) {
    let written = place.text();
    let noun = if matches!(target, Target::Name(_)) { "port named" } else { "port" };
    let fact = format!("{} has no {noun} `{written}`", service.title());
    let effect = "requests to it fail";
    let message = match meant {
        Some((port, true)) => {
            format!("{fact}, so {effect}: `{written}` is the `targetPort` of its port {}", describe(port))
        }
        _ => format!("{fact}, so {effect}"),
    };
    let mut report = cx.report(place, message).severity(severity);
    // The missing name of a port may be the one in the reference.
    for port in ports {
        report = report.resting_on(port.node.without("name"));
    }
    let Some((port, _)) = meant else {
        let shown = join(ports.iter().take(SHOWN).map(describe), "and");
        report.related(service.head(), "the Service").help(format!("its ports are {shown}"));
        return;
    };
    let report = report.related(port.node, "the port of the Service");
    // A field for numbers gets a number. A field for names gets a name, if the port has one.
    let (text, fix) = match (target, port.name, port.port) {
        (Target::Name(_), Some(name), _) => (name.to_owned(), replace_scalar(place, name)),
        (Target::Number(_), _, Some(number)) => (number.to_string(), replace_raw(place, &number.to_string())),
        _ => {
            report.help(format!("refer to port {} by its number", describe(port)));
            return;
        }
    };
    report.help(format!("write `{text}`")).fix(Applicability::Unsafe, "name this port", fix);
}

fn describe(port: &ServicePort<'_>) -> String {
    match (port.name, port.port) {
        (Some(name), Some(number)) => format!("`{name}` ({number})"),
        (None, Some(number)) => format!("{number}"),
        (name, None) => format!("`{}`", name.unwrap_or_default()),
    }
}
