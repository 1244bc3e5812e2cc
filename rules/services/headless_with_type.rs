//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "headless-with-type",
        summary: "A headless Service of type NodePort or LoadBalancer",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service).filter(|view| view.is_headless()) else { return };
    let Some(kind @ ("NodePort" | "LoadBalancer")) = view.service_type() else { return };
    let (Some(cluster_ip), Some(written)) = (view.cluster_ip(), view.written("type")) else { return };
    let message = format!(
        "`clusterIP: None` and `type: {kind}` exclude each other: a {kind} Service needs a cluster IP, \
         so the API server rejects the Service"
    );
    let report = cx
        .report(cluster_ip.value, message)
        .related(written.value, "the type")
        .help("remove `type` for a headless Service, or `clusterIP` for one that is reached from outside");
    // Without the type, the API server would reject these fields.
    const OF_TYPE: &[&str] = &[
        "externalTrafficPolicy",
        "healthCheckNodePort",
        "loadBalancerClass",
        "loadBalancerSourceRanges",
        "allocateLoadBalancerNodePorts",
    ];
    let bound = OF_TYPE.iter().any(|key| view.written(key).is_some())
        || view.ports().any(|port| port.node.get("nodePort").is_some());
    if let Some(edit) = remove_entry(written).filter(|_| !bound) {
        report.fix(Applicability::Unsafe, "remove `type`", edit);
    }
}
