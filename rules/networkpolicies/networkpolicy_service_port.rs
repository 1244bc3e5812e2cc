//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::networkpolicy::PolicyRule;
use crate::kube::protocol::Protocol;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_raw;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "networkpolicy-service-port",
        summary: "A port in a NetworkPolicy that the Service has, but not its pods",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::NetworkPolicy], check),
};

fn check<'w>(policy: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for rule in PolicyRule::of(policy) {
        let templates = cx.workspace.surely_matched(policy, &rule.servers(policy));
        // Other ports that the rule opens.
        let opened: Vec<i64> = rule.ports().filter_map(|port| port.get("port")?.as_i64()).collect();
        for port in rule.ports().filter(|port| port.get("endPort").is_none()) {
            let Some(node) = port.get("port").filter(|node| node.is_certain()) else { continue };
            let Some(number) = node.as_i64() else { continue };
            let protocol = Protocol::read(port.get("protocol"));
            let found: Option<Vec<_>> =
                templates.iter().map(|template| behind(template, number, protocol, cx)).collect();
            let Some([(service, target), ..]) = found.as_deref() else { continue };
            if opened.contains(target) {
                continue;
            }
            let title = service.title();
            let message = format!(
                "`{number}` is the port of {title}, which sends to port `{target}` of the pods: a policy sees the ports of \
                 pods, so it does not let that traffic through"
            );
            cx.report(node, message)
                .related(service.head(), format!("sends `{number}` to `{target}`"))
                .help(format!("write `port: {target}`"))
                .fix(Applicability::Unsafe, format!("write `{target}`"), replace_raw(node, &target.to_string()));
        }
    }
}

/// The Service of a template with a port that its pods do not have, and its target port on the pods.
fn behind<'w>(
    template: &'w PodTemplate<'w>,
    number: i64,
    protocol: Protocol<'_>,
    cx: &Cx<'w>,
) -> Option<(&'w Resource<'w>, i64)> {
    let declares = template.ports().any(|port| port.number == Some(number));
    if declares || cx.workspace.mentions_number(template, number) || !template.has_certain_ports() {
        return None;
    }
    cx.workspace.port_behind_service(template, number, protocol)
}
