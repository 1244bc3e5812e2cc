//! See the card.

use crate::diagnostic::Severity;
use crate::kube::service::parse_ip;
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-config",
        summary: "DNS settings of a pod that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        card: include_str!("dns_config.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

/// The first version that takes more than 6 search domains by default (feature gate `ExpandedDNSConfig`).
const EXPANDED: Version = Version { major: 1, minor: 26 };

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some(spec) = template.spec else { return };
    if ["dnsPolicy", "dnsConfig"].iter().any(|key| !spec.is_certain_at(&[key])) {
        return;
    }
    let refused = format!("so the API server rejects the {}", workload.kind_name);
    let config = spec.written("dnsConfig");
    let list = |key: &str| config.and_then(|config| config.value.get(key));
    let clear = config.is_none_or(|config| config.value.is_mapping())
        && list("nameservers").is_none_or(|servers| servers.is_null() || servers.is_sequence());
    if let Some(policy) = spec.get("dnsPolicy").filter(|policy| clear && policy.as_str() == Some("None"))
        && list("nameservers").is_none_or(Node::is_empty)
    {
        let message = format!("`dnsPolicy: None` needs a nameserver in `dnsConfig`, {refused}");
        let help = "write an address in `dnsConfig.nameservers`, or remove `dnsPolicy` for the DNS of the cluster";
        let report = cx.report(policy, message).help(help);
        if let Some(config) = config {
            report.related(config, "names none");
        }
    }
    let searches = if cx.workspace.project.versions.last >= EXPANDED { 32 } else { 6 };
    for (key, most) in [("nameservers", 3), ("searches", searches)] {
        let Some(list) = list(key) else { continue };
        if let Some(item) = list.items().nth(most) {
            let message = format!("`{key}` has {} items and {most} are allowed, {refused}", list.items().count());
            cx.report(item, message).label("the first one too many").help(format!("keep {most} of them"));
        }
    }
    for server in list("nameservers").into_iter().flat_map(|list| list.items()) {
        if let Some(text) = known_str(server).filter(|text| parse_ip(text).is_none()) {
            let message = format!("the nameserver `{text}` is not an IP address, {refused}");
            cx.report(server, message).help("write the address of the server: its name cannot be looked up yet");
        }
    }
}
