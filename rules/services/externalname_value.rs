//! See the card.

use crate::diagnostic::Severity;
use crate::kube::values::names::dns1123_subdomain;
use crate::kube::{Kind, Resource, Service, Truth, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "externalname-value",
        summary: "An `externalName` that is missing, not a DNS name, or ignored",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    match view.service_type() {
        Some("ExternalName") => {
            value(&view, cx);
            selector(&view, cx);
        }
        Some("ClusterIP" | "NodePort" | "LoadBalancer") => other_type(&view, cx),
        _ => {}
    }
}

fn value(view: &Service<'_>, cx: &mut Cx<'_>) {
    let refused = "so the API server rejects the Service";
    let Some(name) = view.written("externalName") else {
        let Some(written) = view.written("type") else { return };
        cx.report_missing(written.value, format!("`type: ExternalName` has no `externalName`, {refused}"))
            .resting_on(view.spec.without("externalName"))
            .help("write the DNS name that the Service is an alias of as `externalName`");
        return;
    };
    let Some(text) = known_str(name.value) else { return };
    if text.parse::<std::net::Ipv4Addr>().is_ok() {
        let message =
            format!("cluster DNS treats `externalName: {text}` as a name, not as an address, so it never resolves");
        cx.report(name.value, message)
            .severity(Severity::Warning)
            .help("use a Service without a selector and an EndpointSlice with the address");
    } else if let Err(reason) = dns1123_subdomain(text.strip_suffix('.').unwrap_or(text)) {
        let report = cx.report(name.value, format!("`externalName: {text}` is not a DNS name ({reason}), {refused}"));
        if text.contains([':', '/']) {
            report.help("write only the host name, without scheme, port or path");
        }
    }
}

/// Reports a selector: the controllers that look up pods skip ExternalName Services.
fn selector(view: &Service<'_>, cx: &mut Cx<'_>) {
    let (Some(selector), Some(written)) = (view.written("selector"), view.written("type")) else { return };
    cx.report(selector, "`selector` is ignored with `type: ExternalName`: the DNS answers only with the external name")
        .severity(Severity::Info)
        .related(written.value, "the type")
        .help("remove `selector`, or `type` and `externalName` if the Service is for pods");
}

fn other_type(view: &Service<'_>, cx: &mut Cx<'_>) {
    let (Some(name), Some(kind)) = (view.written("externalName"), view.service_type()) else { return };
    let portless = view.lacks("ports") && view.headless() == Truth::No;
    let (severity, effect) = match portless {
        true => (Severity::Error, "which needs ports, so the API server rejects the Service"),
        false => (Severity::Warning, "so the DNS does not answer with it"),
    };
    let message = format!("`externalName` is ignored with type `{kind}`, {effect}");
    let mut report = cx.report(name, message).severity(severity);
    if let Some(written) = view.written("type") {
        report = report.related(written.value, "the type");
    }
    report.help("write `type: ExternalName`, or remove `externalName`");
}
