//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, Service, resource::known_str, service::parse_ip};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-clusterip-invalid",
        summary: "A `clusterIP` that is neither an IP address nor `None`",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // With ExternalName, no value is allowed.
    let view = Service::read(service).filter(|view| !view.is_external_name());
    let Some(cluster_ip) = view.and_then(|view| view.cluster_ip()) else { return };
    let Some(text) = known_str(cluster_ip.value) else { return };
    if text == "None" || parse_ip(text).is_some() {
        return;
    }
    let refused = "so the API server rejects the Service";
    if text.trim().eq_ignore_ascii_case("none") {
        let message =
            format!("`clusterIP: {text}` does not mean headless: the value must be exactly `None`, {refused}");
        let edit = replace_scalar(cluster_ip.value, "None");
        cx.report(cluster_ip.value, message).help("write `clusterIP: None`").fix(
            Applicability::Safe,
            "write `None`",
            edit,
        );
    } else {
        let message = format!("`clusterIP: {text}` is neither an IP address nor `None`, {refused}");
        cx.report(cluster_ip.value, message)
            .help("remove `clusterIP` to get an address, or write `None` for a headless Service");
    }
}
