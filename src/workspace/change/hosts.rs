//! Hosts in texts whose Service, or its port, a change removes.

use super::{Asks, Broken, Change, How, Left, identity, namespace_place, parts};
use crate::kube::{Kind, Resource, Service, Truth};
use crate::workspace::refs::hosts::{Host, Leads, has_known_ports};

/// The hosts that led to a Service and its port before the change and no longer do.
pub(super) fn broken<'w>(change: &Change<'_, 'w>) -> Vec<Broken<'w>> {
    // A host leads elsewhere only if the change touched its object or a Service.
    let has_services = change.is_broad || change.touched.iter().any(|(kind, _)| *kind == Kind::Service);
    let may_break = |from: &&Resource<'w>| has_services || change.now_files.contains(&from.file());
    let whole = change.now.resources.iter().filter(|from| !from.broken).filter(may_break);
    whole.flat_map(|from| of_object(change, from)).collect()
}

fn of_object<'w>(change: &Change<'_, 'w>, from: &'w Resource<'w>) -> Vec<Broken<'w>> {
    if change.now.facts(from).texts.hosts.is_empty() {
        return Vec::new();
    }
    let Some(old_from) = change.pairs.before(from) else { return Vec::new() };
    let lost: Vec<Host<'w>> =
        change.now.hosts(from).into_iter().filter(|host| host.is_first && leads_nowhere(host)).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let before = change.then.hosts(old_from);
    lost.iter().filter_map(|host| of_host(change, old_from, host, &before)).collect()
}

/// Whether no file has the Service, or no Service of the name has the port.
fn leads_nowhere(host: &Host<'_>) -> bool {
    match &host.leads {
        Leads::Nowhere(_) => true,
        Leads::To(services, true) => host.port().is_some_and(|(number, _)| {
            let lacks = |service: &&Resource<'_>| has_known_ports(service) && !has(service, number);
            services.iter().all(lacks)
        }),
        Leads::To(_, false) | Leads::Unknown => false,
    }
}

/// Whether clients of a Service reach a port. Those of a headless one connect to the pods, on any port.
fn has(service: &Resource<'_>, number: i64) -> bool {
    let Some(view) = Service::read(service) else { return true };
    view.is_external_name() || view.headless() != Truth::No || view.ports().any(|port| port.port == Some(number))
}

fn of_host<'b, 'w>(
    change: &Change<'b, 'w>,
    old_from: &'b Resource<'b>,
    host: &Host<'w>,
    before: &[Host<'b>],
) -> Option<Broken<'w>> {
    let path = host.fact.text.node.path();
    // An equal host, or the only host in the text if it was changed to another one.
    let same = before.iter().find(|old| says(old) == says(host));
    let mut in_place = before.iter().filter(|old| old.fact.text.node.path() == path);
    let only = || in_place.next().filter(|_| in_place.next().is_none());
    let old = same.or_else(only)?;
    let target = *old.services().iter().find(|service| old.fits(service) && !lacks(old, service))?;
    let from = host.from;
    let now = change.pairs.now(target);
    let (at, place, how) = match now {
        _ if says(old) != says(host) => (from, host.place(), How::Reference(old.place().text().to_owned())),
        Some(new) if new.name != target.name => {
            (new, new.head().as_written(), How::Renamed(new.name.unwrap_or_default().to_owned()))
        }
        Some(new) if change.is_moved(target, new) => (new, namespace_place(new).as_written(), How::Moved),
        _ if change.is_moved(old_from, from) => (from, namespace_place(from).as_written(), How::MovedAway),
        Some(new) if matches!(host.leads, Leads::To(..)) => {
            let (at, place, how) = parts::lost_place(change, target, new, parts::Part::PortNumber);
            (at, place.as_written(), how)
        }
        Some(_) => (from, host.place(), How::Other),
        None => (from, host.place(), How::Deleted),
    };
    let asks = match (&host.leads, host.port()) {
        (Leads::To(..), Some((_, port))) => Asks::Port(port.text()),
        _ => Asks::Host(host.place().text()),
    };
    let left = Left { from, place: host.place(), extent: host.fact.text.node, asks, is_sure: false };
    Some(Broken { target: identity(target), at, place, how, was: target.title(), other: now, left })
}

fn lacks(host: &Host<'_>, service: &Resource<'_>) -> bool {
    host.port().is_some_and(|(number, _)| has_known_ports(service) && !has(service, number))
}

/// The text of a host and of its port.
fn says<'a>(host: &Host<'a>) -> (&'a str, Option<&'a str>) {
    (host.place().text(), host.port().map(|(_, port)| port.text()))
}
