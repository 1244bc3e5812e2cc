//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Resource, Service, ServicePort, Target, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::workspace::Workspace;
use crate::workspace::refs::hosts::{Ending, Host, has_known_ports};
use crate::yaml::{Passage, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-port-not-on-service",
        summary: "A host with a port that its Service does not have",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

/// The smallest number that counts as a port. A smaller one is more often the tag of an image, such as `redis:7`,
/// unless the variable is for an address.
const FIRST: i64 = 80;

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let (Some((number, place)), [first, ..]) = (host.port(), host.services()) else { return };
    let is_bare = host.name.namespace.is_none() && host.name.ending == Ending::Short && !host.fact.host.is_url;
    let is_doubtful = || number < FIRST && !host.is_in_variable_for_hosts() || host.line_before().contains("chown");
    if !host.is_first || host.name.pod.is_some() || is_bare && is_doubtful() {
        return;
    }
    let misses = |service: &&Resource<'w>| misses(service, number, cx.workspace);
    if host.services().iter().all(misses) {
        report(first, number, place, cx);
    }
}

/// Whether a Service certainly lacks the port that a client uses.
fn misses<'w>(service: &Resource<'w>, number: i64, workspace: &'w Workspace<'w>) -> bool {
    let Some(view) = Service::read(service) else { return false };
    let has_it = view.ports().any(|port| port.port == Some(number));
    if has_it || !has_known_ports(service) || view.service_type().is_none_or(|kind| kind == "ExternalName") {
        return false;
    }
    match view.headless() {
        Truth::No => view.ports().next().is_some(),
        Truth::Unknown => false,
        // A client connects to the pods directly.
        Truth::Yes => {
            let pods = workspace.surely_selected(service);
            let declares = |port: Option<i64>| port.is_some_and(|port| port != number);
            !pods.is_empty()
                && pods.iter().all(|template| {
                    let mut ports = template.ports().peekable();
                    template.has_certain_ports()
                        && ports.peek().is_some()
                        && ports.all(|port| declares(port.number))
                        && template.running_containers().all(|container| container.ports().next().is_some())
                })
        }
    }
}

fn report<'w>(service: &'w Resource<'w>, number: i64, place: Passage<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    let numbers: Vec<String> = view.ports().filter_map(|port| Some(port.port?.to_string())).collect();
    let title = service.title();
    let targets = |port: &ServicePort<'w>| port.target.map(|target| target.target) == Some(Target::Number(number));
    let mapped = view.ports().find(targets).filter(|_| !view.is_headless());
    let shown = match mapped.or(view.ports().next()) {
        Some(port) => port.node.get("port"),
        None => Some(service.head()),
    };
    let (message, meant) = match mapped.and_then(|port| port.port) {
        Some(port) => (
            format!(
                "{number} is the `targetPort` of {title}; clients connect to its port {port}, so the connection fails"
            ),
            Some(port.to_string()),
        ),
        None => (
            format!("{title} has no port {number}, so the connection fails"),
            numbers.first().filter(|_| numbers.len() == 1).cloned(),
        ),
    };
    let severity = if mapped.is_some() { Severity::Error } else { Severity::Warning };
    let mut report = cx.report(place, message).severity(severity);
    if let Some(shown) = shown {
        report = report.related(shown, if numbers.len() > 1 { "one of its ports" } else { "its port" });
    }
    match meant {
        Some(meant) => {
            report.help(format!("write `{meant}`")).fix(
                Applicability::Unsafe,
                "write the port of the Service",
                replace_part(place, &meant),
            );
        }
        None if numbers.is_empty() => {
            report.help("write the port that the pods listen on");
        }
        None => {
            report.help(format!("write one of its ports: {}", list(&numbers, "or")));
        }
    }
}
