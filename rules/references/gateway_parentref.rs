//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Namespace, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::text::list::list;
use crate::text::similar::nearest;
use crate::text::unknown::is_unknown;
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "gateway-parentref",
        summary: "A route to a Gateway or listener that does not exist, or does not accept it",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Gateway], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    match resolution {
        Resolution::Found(found) => {
            if let &[(gateway, Relation::Same)] = found.as_slice() {
                listeners(reference, gateway, cx);
            }
        }
        _ => report_missing(reference, resolution, cx),
    }
}

/// A part of a Gateway that accepts routes.
struct Listener<'w> {
    node: Node<'w>,
    name: &'w str,
}

/// The reason why a listener does not accept a route.
enum Refusal<'w> {
    Port(Node<'w>),
    Namespace(Node<'w>, &'w str),
    Kind(Node<'w>),
    Host(Node<'w>),
}

impl Refusal<'_> {
    /// How many conditions a listener meets before this one fails.
    fn fit(&self) -> u8 {
        match self {
            Refusal::Port(_) => 0,
            Refusal::Namespace(..) => 1,
            Refusal::Kind(_) => 2,
            Refusal::Host(_) => 3,
        }
    }
}

fn listeners<'w>(reference: &Reference<'w>, gateway: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let read = |node: Node<'w>| Some(Listener { node, name: known_str(node.get("name")?)? });
    let all: Option<Vec<Listener<'w>>> = items(gateway.spec(), "listeners").map(read).collect();
    let is_certain = gateway.root.is_certain_at(&["spec", "listeners"]);
    let Some(mut all) = all.filter(|all| !all.is_empty() && is_certain) else { return };
    if let Some(section) = reference.fact.holder.get("sectionName").filter(|section| !section.is_empty()) {
        let Some(wanted) = known_str(section) else { return };
        if !all.iter().any(|listener| listener.name == wanted) {
            unknown_section(section, wanted, &all, gateway, cx);
            return;
        }
        all.retain(|listener| listener.name == wanted);
    }
    let Some(refusals) = all.iter().map(|one| refusal(one, reference, gateway)).collect::<Option<Vec<_>>>() else {
        return;
    };
    // The listener that the route fits best.
    let best = all.iter().zip(&refusals).rev().max_by_key(|(_, refusal)| refusal.fit());
    if let Some((listener, refusal)) = best {
        report(reference, gateway, listener, refusal, all.len() == 1, cx);
    }
}

fn unknown_section<'w>(
    section: Node<'w>,
    wanted: &str,
    all: &[Listener<'w>],
    gateway: &'w Resource<'w>,
    cx: &mut Cx<'w>,
) {
    let near = nearest(wanted, all.iter().map(|listener| listener.name)).map(|(_, near)| near);
    let message = format!("{} has no listener `{wanted}`, so the route is not attached", gateway.title());
    let report = cx.report(section, message).related(gateway.head(), "the Gateway");
    match near {
        Some(near) => {
            let edit = replace_scalar(section, near);
            report.help(format!("write `sectionName: {near}`")).fix(Applicability::Unsafe, "name this listener", edit);
        }
        None => {
            report.help(format!("its listeners are {}", list(all.iter().map(|listener| listener.name), "and")));
        }
    }
}

/// The reason why a listener does not accept the route of a reference. Returns `None` if it accepts it, or if that is
/// unknown.
fn refusal<'w>(listener: &Listener<'w>, reference: &Reference<'w>, gateway: &'w Resource<'w>) -> Option<Refusal<'w>> {
    let route = reference.from;
    let number = |node: Node<'w>| node.as_i64();
    let wanted = reference.fact.holder.get("port").and_then(number);
    let port = listener
        .node
        .get("port")
        .filter(|port| wanted.is_some() && number(*port).is_some_and(|own| Some(own) != wanted));
    let allowed = listener.node.get("allowedRoutes");
    let from = allowed.and_then(|allowed| allowed.find(&["namespaces", "from"]));
    let takes_own = from.is_none_or(|from| from.as_str() == Some("Same"));
    let elsewhere = || match (&route.namespace, &gateway.namespace) {
        (Namespace::Named(_), Namespace::Named(own)) if route.namespace != gateway.namespace => Some(own.as_str()),
        _ => None,
    };
    port.map(Refusal::Port)
        .or_else(|| Some(Refusal::Namespace(from.unwrap_or(listener.node), elsewhere().filter(|_| takes_own)?)))
        .or_else(|| kind(listener.node, allowed, route).map(Refusal::Kind))
        .or_else(|| host(listener.node, route).map(Refusal::Host))
}

/// The protocol, or the list of kinds, that excludes a kind of route from a listener.
fn kind<'w>(listener: Node<'w>, allowed: Option<Node<'w>>, route: &Resource<'_>) -> Option<Node<'w>> {
    let kinds = allowed.and_then(|allowed| allowed.get("kinds")).filter(|kinds| !kinds.is_empty());
    if let Some(kinds) = kinds {
        let takes = |item: Node<'_>| item.get("kind").and_then(known_str).is_none_or(|kind| kind == route.kind_name);
        return (!kinds.items().any(takes)).then_some(kinds);
    }
    let protocol = listener.get("protocol")?;
    let takes: &[&str] = match protocol.as_str()? {
        "HTTP" | "HTTPS" => &["HTTPRoute", "GRPCRoute"],
        "TLS" => &["TLSRoute", "TCPRoute"],
        "TCP" => &["TCPRoute"],
        "UDP" => &["UDPRoute"],
        _ => return None,
    };
    (!takes.contains(&route.kind_name)).then_some(protocol)
}

/// The host of a listener, if it matches none of the hosts of a route.
fn host<'w>(listener: Node<'w>, route: &Resource<'w>) -> Option<Node<'w>> {
    let own = listener.get("hostname").filter(|own| !own.is_empty())?;
    let hosts = route.spec()?.get("hostnames").filter(|hosts| hosts.is_certain() && !hosts.is_empty())?;
    let meets = |host: Node<'_>| known_str(host).is_none_or(|host| is_unknown(own.text()) || do_meet(own.text(), host));
    (!hosts.items().any(meets)).then_some(own)
}

/// Whether two hosts have a name in common. Each may start with `*.`, which means any labels.
fn do_meet(one: &str, other: &str) -> bool {
    let below = |name: &str, domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    match (one.strip_prefix("*."), other.strip_prefix("*.")) {
        (None, None) => one == other,
        (Some(domain), None) => below(other, domain),
        (None, Some(domain)) => below(one, domain),
        (Some(one), Some(other)) => one == other || below(one, other) || below(other, one),
    }
}

/// Reports a route that no listener accepts, with the reason of the given listener.
fn report<'w>(
    reference: &Reference<'w>,
    gateway: &'w Resource<'w>,
    listener: &Listener<'w>,
    refusal: &Refusal<'w>,
    is_only: bool,
    cx: &mut Cx<'w>,
) {
    let (title, kind, name) = (gateway.title(), reference.from.kind_name, listener.name);
    let who = if is_only {
        format!("listener `{name}` of {title}")
    } else {
        format!("no listener of {title} accepts the route: `{name}`")
    };
    let place = reference.node();
    let hosts = reference.from.spec().and_then(|spec| spec.get("hostnames"));
    let (place, at, fact, help) = match *refusal {
        Refusal::Port(port) => {
            let wanted = reference.fact.holder.get("port").unwrap_or(place);
            let fact = format!("has port {}, not {}", port.text(), wanted.text());
            (wanted, port, fact, format!("write `port: {}`, or leave it out", port.text()))
        }
        Refusal::Namespace(node, own) => {
            let fact = format!("accepts only routes of its own namespace, `{own}`");
            (
                place,
                node,
                fact,
                "write `allowedRoutes: {namespaces: {from: All}}` in the listener, or select the namespace".into(),
            )
        }
        Refusal::Kind(node) => {
            let fact = format!("accepts no routes of kind {kind}");
            (place, node, fact, format!("name a listener for routes of kind {kind}"))
        }
        Refusal::Host(node) => {
            let fact = format!("is for `{}`, which none of the `hostnames` meets", node.text());
            (hosts.unwrap_or(place), node, fact, "give the route a host that the listener has".into())
        }
    };
    let message = format!("{who} {fact}, so the route is not attached");
    let report = cx.report(place, message).related(at, format!("listener `{name}`")).help(help);
    if let Refusal::Namespace(..) = refusal {
        report.resting_on(listener.node);
    }
}
