//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::values::hosts::pod;
use crate::kube::{Kind, Namespace};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host};
use crate::yaml::replace_part;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-pod-wrong-service",
        summary: "A host with a pod and a Service that does not govern it",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Host(check),
};

fn check<'w>(host: &Host<'w>, cx: &mut Cx<'w>) {
    let Some(label) = host.name.pod.filter(|_| host.is_first && host.name.ending != Ending::Unserved) else { return };
    let Some((name, _)) = pod(label.text) else { return };
    let service = host.name.service;
    // `web-0.shop` may be a Service and its namespace.
    let is_namespace = |name: &Namespace| matches!(name, Namespace::Named(name) if name == service.text);
    let is_service = cx.workspace.named(Kind::Service, label.text).next().is_some();
    if host.services().is_empty() || is_service || is_namespace(cx.workspace.namespace(host.from)) {
        return;
    }
    let [set] = host.objects(cx.workspace, Kind::StatefulSet, name)[..] else { return };
    let Some(entry) = set.spec_entry("serviceName") else { return };
    let Some(governing) = known_str(entry.value).filter(|governing| *governing != service.text) else { return };
    // Another rule reports a `serviceName` without a Service.
    if cx.workspace.named(Kind::Service, governing).next().is_none() {
        return;
    }
    let place = host.at(service);
    let message = format!(
        "{} has `serviceName: {governing}`, so its pods have no DNS names under Service `{}`",
        set.title(),
        service.text
    );
    let report = cx.report(place, message).related(entry.value, "this Service governs the pods");
    report.help(format!("write `{governing}`")).fix(
        Applicability::Unsafe,
        "name the governing Service",
        replace_part(place, governing),
    );
}
