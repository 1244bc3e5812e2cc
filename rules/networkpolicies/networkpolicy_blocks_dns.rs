//! See the card.

use crate::diagnostic::Severity;
use crate::kube::networkpolicy::{Direction, NAMESPACE_LABEL, PolicyRule, SYSTEM, restricts_egress};
use crate::kube::{Kind, PodTemplate, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::refs::hosts::{Ending, Host};
use crate::workspace::{Relation, Workspace, matches};
use crate::yaml::Reading;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "networkpolicy-blocks-dns",
        summary: "A NetworkPolicy that blocks the DNS that its pods use",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::NetworkPolicy], check),
};

/// The largest number of policies that are judged, because each is compared with all others.
const MANY: usize = 300;

fn check<'w>(policy: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(selector) = policy.spec_entry("podSelector").map(Selector::label_selector) else { return };
    if restricts_egress(policy) != Truth::Yes || allows_dns(policy) != Truth::No {
        return;
    }
    // Policies of other kinds may allow more traffic.
    let others_open =
        workspace.nearby(Kind::Custom, policy).iter().any(|other| other.kind_name.contains("NetworkPolicy"));
    if others_open || workspace.of_kind(Kind::NetworkPolicy).nth(MANY).is_some() {
        return;
    }
    let templates = match selector.is_empty() && selector.entry.value.is_certain() {
        true => workspace.templates_nearby(policy),
        false => workspace.surely_matched(policy, std::slice::from_ref(&selector)),
    };
    let asking = templates.into_iter().take(MANY).find_map(|template| {
        let owner = workspace.owner(template);
        let is_kept = workspace.relation(policy, owner) == Relation::Same && uses_dns(template);
        let host = workspace.hosts(owner).into_iter().find(is_asked_for).filter(|_| is_kept)?;
        let opens = |other: &Resource<'w>| opens(other, policy, template, workspace);
        (!workspace.of_kind(Kind::NetworkPolicy).any(opens)).then_some((owner, host))
    });
    let Some((owner, host)) = asking else { return };
    let name = host.place();
    let asks = format!("{} uses the host `{}`", owner.title(), name.text());
    // The author wrote a rule for this port to allow DNS.
    let exception = PolicyRule::of(policy).find(|rule| {
        rule.direction == Direction::Egress && rule.ports().next().is_some() && rule.opens_dns() == Truth::Yes
    });
    let peer = exception.and_then(|rule| rule.peers().next());
    let report = match peer {
        Some(peer) => {
            let why = match peer.get("namespaceSelector") {
                Some(_) => format!("does not select namespace `{SYSTEM}`"),
                None => "selects only pods in the policy's own namespace".to_owned(),
            };
            let message = format!("the exception for the DNS {why}, but {asks}, which then does not resolve");
            cx.report(peer, message)
        }
        None => {
            let place =
                policy.spec_entry("egress").or_else(|| policy.spec_entry("policyTypes")).unwrap_or(selector.entry);
            let message = format!("the policy blocks the DNS for its pods, but {asks}, which then does not resolve");
            cx.report(place, message)
        }
    };
    report.related(name, "the pod looks this name up in the DNS").help(format!(
        "add a rule to `egress` with `ports: [{{port: 53, protocol: UDP}}]` and `to: [{{namespaceSelector: {{matchLabels: \
         {{{NAMESPACE_LABEL}: {SYSTEM}}}}}}}]`"
    ));
}

/// Whether a policy allows its pods to reach the cluster's DNS.
fn allows_dns(policy: &Resource<'_>) -> Truth {
    let egress = PolicyRule::of(policy).filter(|rule| rule.direction == Direction::Egress);
    egress.map(|rule| rule.opens_dns().and(rule.reaches_dns(policy))).fold(Truth::No, Truth::or)
}

/// Whether a policy other than `policy` may open the DNS to the pods of a template, or is the first to block it.
fn opens<'w>(
    other: &Resource<'w>,
    policy: &Resource<'w>,
    template: &PodTemplate<'w>,
    workspace: &Workspace<'w>,
) -> bool {
    let may_hold = other.id != policy.id && workspace.relation(other, policy) != Relation::Different;
    let Some(selector) = other.spec_entry("podSelector").map(Selector::label_selector).filter(|_| may_hold) else {
        return false;
    };
    match matches(&selector, template).and(restricts_egress(other)) {
        Truth::No => false,
        Truth::Yes => other.id < policy.id || allows_dns(other) != Truth::No,
        Truth::Unknown => allows_dns(other) != Truth::No,
    }
}

/// Whether pods use the DNS of the cluster, and policies apply to them.
fn uses_dns(template: &PodTemplate<'_>) -> bool {
    template.spec.is_some_and(|spec| {
        matches!(spec.read("hostNetwork"), Reading::Absent) && matches!(spec.read("dnsPolicy"), Reading::Absent)
    })
}

/// Whether a host is certainly a cluster name.
fn is_asked_for(host: &Host<'_>) -> bool {
    host.name.service.text != "kubernetes" && (host.name.ending == Ending::Full || !host.services().is_empty())
}
