//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host};
use crate::yaml::{Reading, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "dns-hostnetwork-policy",
        summary: "A pod that uses its node's resolver to look up cluster names",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

const MEANT: &str = "ClusterFirstWithHostNet";

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(holder).and_then(|template| template.spec) else { return };
    let own_network = spec.entry("hostNetwork").filter(|entry| entry.value.as_bool() == Some(true));
    let policy = match spec.read("dnsPolicy") {
        Reading::Present(policy) => Some(policy),
        Reading::Absent => None,
        Reading::Unknown => return,
    };
    let text = policy.map_or("ClusterFirst", |policy| policy.text());
    let (entry, why) = match (text, own_network) {
        ("ClusterFirst", Some(entry)) => (entry, "with `hostNetwork`, `ClusterFirst` uses the resolver of the node"),
        ("Default", _) => match spec.entry("dnsPolicy") {
            Some(entry) => (entry, "`dnsPolicy: Default` uses the resolver of the node"),
            None => return,
        },
        _ => return,
    };
    let hosts = cx.workspace.hosts(holder);
    let Some(host) = hosts.iter().find(|host| is_asked_for(host)) else { return };
    let name = host.place();
    let message = format!("{why}, which does not know cluster names such as `{}`", name.text());
    let report = cx.report(entry, message).related(name, "a cluster name");
    let meant = if own_network.is_some() { MEANT } else { "ClusterFirst" };
    let report = report.help(format!("write `dnsPolicy: {meant}`"));
    let edit = match policy {
        Some(policy) => replace_scalar(policy, meant),
        None => insert_after(entry, "dnsPolicy", meant),
    };
    report.fix(Applicability::Unsafe, format!("write `dnsPolicy: {meant}`"), edit);
}

/// Whether only the cluster's DNS resolves a host. The issuer of tokens is only an identifier that is never looked up.
fn is_asked_for(host: &Host<'_>) -> bool {
    let is_issuer =
        host.name.service.text == "kubernetes" && host.name.namespace.is_some_and(|label| label.text == "default");
    host.name.ending == Ending::Full && !is_issuer
}
