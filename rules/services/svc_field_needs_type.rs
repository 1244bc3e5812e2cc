//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, insert_after, remove_entry, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-field-needs-type",
        summary: "A field that the type of the Service does not allow",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    let Some(kind @ ("ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName")) = view.service_type() else { return };
    let found = misplaced(&view, kind);
    let Some((first, needs)) = found.first().copied() else { return };
    if !view.spec.is_certain_at(&["externalIPs"]) {
        return;
    }
    let key = first.key.text();
    let written = view.written("type");
    let needs = if needs == "NodePort" { "`NodePort` or `LoadBalancer`" } else { "`LoadBalancer`" };
    let with_default = if written.is_some() { "" } else { " by default" };
    let message = match kind {
        "LoadBalancer" => {
            format!("`{key}` needs `externalTrafficPolicy: Local`, so the API server rejects the Service")
        }
        _ => format!(
            "`{key}` needs type {needs}, but the type is `{kind}`{with_default}, so the API server rejects the Service"
        ),
    };
    let mut report = cx.report(first, message);
    if let Some(written) = written {
        report = report.related(written.value, "the type");
    }
    for (entry, _) in &found[1..] {
        report = report.related(*entry, "also rejected");
    }
    report = match kind {
        "LoadBalancer" => report.help("remove it, or set the policy"),
        "ExternalName" => report.help(format!("remove `{key}`")),
        _ if view.is_headless() => report.help(format!("remove `{key}`: a headless Service is of type ClusterIP")),
        _ => report.help(format!("write the intended type, or remove `{key}`")),
    };
    let wanted = found.iter().map(|(_, needs)| *needs).find(|needs| *needs == "LoadBalancer").unwrap_or("NodePort");
    // The health check also needs the policy.
    let type_is_all = found.iter().all(|(entry, _)| entry.key.text() != "healthCheckNodePort") || is_local(&view);
    let may_be_typed = kind == "ClusterIP" && view.headless() == crate::kube::Truth::No && type_is_all;
    let (title, edit) = if written.is_none() && may_be_typed {
        (format!("add `type: {wanted}`"), last_entry(&view).and_then(|last| insert_after(last, "type", wanted)))
    } else if found.len() == 1 {
        (format!("remove `{key}`"), remove_entry(first))
    } else if let Some(written) = written.filter(|_| may_be_typed) {
        (format!("write `type: {wanted}`"), replace_scalar(written.value, wanted))
    } else {
        return;
    };
    if let Some(edit) = edit {
        report.fix(Applicability::Unsafe, title, edit);
    }
}

/// Fields that need another type, with that type. The most important come first.
fn misplaced<'w>(view: &Service<'w>, kind: &str) -> Vec<(Entry<'w>, &'static str)> {
    let mut found = Vec::new();
    let number = |entry: &Entry<'_>| entry.value.as_i64().is_some_and(|number| number != 0);
    if kind == "ClusterIP" {
        let ports = view.ports().filter_map(|port| port.node.entry("nodePort")).filter(number);
        found.extend(ports.map(|entry| (entry, "NodePort")));
    }
    let only_balancer =
        ["loadBalancerClass", "loadBalancerSourceRanges"].into_iter().filter_map(|key| view.written(key));
    let allocate = view.written("allocateLoadBalancerNodePorts").filter(|entry| entry.value.as_bool().is_some());
    if kind != "LoadBalancer" {
        let templated = |entry: &Entry<'_>| crate::text::unknown::is_unknown(entry.value.text());
        found.extend(
            only_balancer.chain(allocate).filter(|entry| !templated(entry)).map(|entry| (entry, "LoadBalancer")),
        );
    }
    let reached =
        matches!(kind, "NodePort" | "LoadBalancer") || kind == "ClusterIP" && view.written("externalIPs").is_some();
    let policy = view.written("externalTrafficPolicy");
    let known = policy.filter(|entry| matches!(entry.value.as_str(), Some("Cluster" | "Local")));
    found.extend(known.filter(|_| !reached).map(|entry| (entry, "NodePort")));
    let policy_is_clear = policy.is_none() || known.is_some();
    let health = view.written("healthCheckNodePort").filter(number);
    let refused = kind != "LoadBalancer" || policy_is_clear && !is_local(view);
    found.extend(health.filter(|_| refused).map(|entry| (entry, "LoadBalancer")));
    found
}

fn is_local(view: &Service<'_>) -> bool {
    view.written("externalTrafficPolicy").is_some_and(|entry| entry.value.as_str() == Some("Local"))
}

fn last_entry<'w>(view: &Service<'w>) -> Option<Entry<'w>> {
    view.spec.raw_entries().last()
}
