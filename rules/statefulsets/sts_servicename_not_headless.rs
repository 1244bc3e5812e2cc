//! See the card.

use crate::diagnostic::{Applicability, Edit, Severity};
use crate::kube::{Kind, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-servicename-not-headless",
        summary: "A governing Service that is not headless",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let (Some(view), Some(name)) = (Service::read(service), service.name) else { return };
    // Another rule reports a null or invalid address.
    let written = view.spec.entry("clusterIP").map(|entry| entry.value);
    let is_ip = |text: &str| text.is_empty() || text.parse::<std::net::IpAddr>().is_ok();
    let plain = written.is_none_or(|value| value.as_str().is_some_and(is_ip));
    let named_type = matches!(view.service_type(), Some("ClusterIP" | "NodePort" | "LoadBalancer"));
    if !plain || !named_type || view.headless() != Truth::No {
        return;
    }
    let mut sets = workspace.stateful_sets_governed_by(service);
    // If the Service selects none of the pods, another rule reports that first.
    sets.retain(|set| view.selector().is_none_or(|s| s.is_empty()) || workspace.selects(service, set) != Truth::No);
    let Some(&first) = sets.iter().find(|set| has_peers(set)).or(sets.first()) else { return };
    let used = sets.iter().find_map(|set| workspace.pod_name_use(set, |host| host.service.text == name));
    let warns = used.is_some() || has_peers(first);
    let fact = format!("Service `{name}` governs {} but is not headless", first.title());
    let effect = "DNS names of single pods are defined only for headless Services; CoreDNS answers them anyway, \
                  kube-dns does not";
    let message = format!("{fact}: {effect}");
    let Some(spec) = service.root.entry("spec") else { return };
    let report = match written {
        Some(value) => cx.report(value, message),
        None => cx.report(spec.without("clusterIP"), message),
    };
    let mut report = report.severity(if warns { Severity::Warning } else { Severity::Info });
    if let Some(place) = used {
        report = report.related(place, "uses the name of a single pod");
    }
    for node in sets.iter().filter_map(|set| set.spec_entry("serviceName")) {
        report = report.related(node.value, "names this Service");
    }
    let other = workspace.headless_services_of(first).find_map(|other| other.name.map(|name| (other, name)));
    if let (Some((other, other_name)), Some(node)) = (other, first.spec_entry("serviceName")) {
        let report = report
            .related(other.head(), "headless, with the same pods")
            .help(format!("write `serviceName: {other_name}`; an existing StatefulSet must be recreated"));
        if let [_] = sets.as_slice() {
            let edit = replace_scalar(node.value, other_name);
            report.fix(Applicability::Unsafe, "name the headless Service", edit);
        }
        return;
    }
    let Some(edit) = headless(&view) else {
        report.help("add a second Service with `clusterIP: None` for the pods, and name that one in `serviceName`");
        return;
    };
    report
        .help("write `clusterIP: None`, or name a second, headless Service; an existing Service must be recreated")
        .fix(Applicability::Unsafe, "make the Service headless", edit);
}

/// Whether the set has two or more pods, which may look each other up. An unknown number counts as none.
fn has_peers(set: &Resource<'_>) -> bool {
    let replicas = set.spec_entry("replicas").filter(|entry| entry.value.is_certain());
    let replicas = replicas.and_then(|entry| entry.value.as_i64());
    replicas.is_some_and(|replicas| replicas > 1)
}

/// Makes a Service headless, unless clients depend on its cluster IP.
fn headless(view: &Service<'_>) -> Option<Edit> {
    let simple = view.spec.get("type").is_none_or(|node| node.text() == "ClusterIP")
        && view.ports().all(|port| !port.maps_number() && port.node.get("nodePort").is_none())
        && ["clusterIPs", "sessionAffinity", "loadBalancerIP", "externalIPs"]
            .iter()
            .all(|key| view.spec.get(key).is_none());
    let edit = match view.spec.entry("clusterIP") {
        Some(entry) => replace_scalar(entry.value, "None"),
        None => insert_after(view.spec.entry("selector")?, "clusterIP", "None"),
    };
    edit.filter(|_| simple)
}
