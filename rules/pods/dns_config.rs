//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
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
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

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
        let help = "write an address in `dnsConfig.nameservers`, or remove `dnsPolicy` to use the cluster DNS";
        let report = cx.report(policy, message).help(help);
        if let Some(config) = config {
            report.related(config, "has no nameserver");
        }
    }
}
