//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service, Truth, service::parse_ip};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Content, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-ports-required",
        summary: "A Service without ports",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Manual),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if service.root.written("spec").is_none()
        && service.root.is_certain_at(&["spec"])
        && !cx.workspace.may_lack_spec(service)
    {
        let place = service.root.without("spec").shown_at(service.head());
        cx.report(place, "the Service has no `spec`, so it has no `ports` and the API server rejects it")
            .help("write a `spec` with `ports`");
        return;
    }
    let Some(view) = Service::read(service) else { return };
    if !matches!(view.service_type(), Some("ClusterIP" | "NodePort" | "LoadBalancer")) || !view.lacks("ports") {
        return;
    }
    // A wrong or empty `clusterIP`, or an `externalName` with another type, is then the cause.
    let cluster_ip = view.spec.get("clusterIP");
    let settled =
        cluster_ip.is_none_or(|node| node.as_str().is_some_and(|text| text.is_empty() || parse_ip(text).is_some()));
    if !settled || view.headless() != Truth::No || view.written("externalName").is_some() {
        return;
    }
    // A Service without a selector, or with another document of the same Service, is more likely a patch.
    let Some(name) = service.name else { return };
    let selector = view.written("selector");
    let is_double = |other: &Resource<'w>| {
        other.id != service.id
            && !cx.workspace.sets.are_apart(service, other)
            && !cx.workspace.are_copies(service, other)
    };
    let double = cx.workspace.named(Kind::Service, name).any(is_double);
    let is_part = double || selector.is_none() && cx.workspace.may_lack_spec(service);
    let Some(spec) = service.root.entry("spec").filter(|_| !is_part) else { return };
    let message = format!("{} has no `ports` and is not headless, so the API server rejects it", service.title());
    let report = cx
        .report_missing(spec.without("ports"), message)
        .resting_on(spec.without("clusterIP"))
        .help("write `ports` with at least one `port`, or `clusterIP: None` if only DNS names of pods are needed");
    let Some(selector) = selector else { return };
    let report = report.mention(selector, "selects pods");
    if view.spec.entry("ports").is_none() {
        let ports = Content::list([Content::map([("port", Content::Raw("<port>".to_owned()))])]);
        report.fix(Applicability::Manual, "add `ports`", insert_after(selector, "ports", ports));
    }
}
