//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::items;
use crate::kube::{Kind, Namespace, PodTemplate, Resource, Selector};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Missed;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "networkpolicy-selector",
        summary: "A NetworkPolicy whose selector matches no pods, because of a typo or the namespace",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::NetworkPolicy], check),
};

fn check<'w>(policy: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = policy.spec() else { return };
    if let Some(selector) = spec.entry("podSelector").map(Selector::label_selector) {
        let effect = "so the policy applies to no pod";
        match cx.workspace.surely_missed(policy, &selector) {
            Some(Missed::Near(near)) => cx.report_near_miss(&near, effect, Severity::Warning),
            Some(Missed::Elsewhere(template)) => cx.report_other_namespace(policy, &selector, template, effect),
            _ => {}
        }
    }
    for (key, side) in [("ingress", "from"), ("egress", "to")] {
        for peer in items(Some(spec), key).flat_map(|rule| items(Some(rule), side)) {
            self::peer(policy, peer, side, cx);
        }
    }
}

/// Checks a `podSelector` without a `namespaceSelector`, which selects only pods in the policy's own namespace.
fn peer<'w>(policy: &'w Resource<'w>, peer: Node<'w>, side: &str, cx: &mut Cx<'w>) {
    if peer.get("namespaceSelector").is_some() || !peer.is_certain_at(&["namespaceSelector"]) {
        return;
    }
    let Some(selector) = peer.entry("podSelector").map(Selector::label_selector) else { return };
    let (effect, effect_apart) = match side {
        "from" => ("so this entry lets nothing in", "so the rule lets none of them in"),
        _ => ("so this entry lets nothing out", "so the rule lets nothing out to them"),
    };
    match cx.workspace.surely_missed(policy, &selector) {
        Some(Missed::Near(near)) => cx.report_near_miss(&near, effect, Severity::Warning),
        Some(Missed::Elsewhere(template)) => elsewhere(policy, &selector, template, effect_apart, cx),
        _ => {}
    }
}

fn elsewhere<'w>(
    policy: &'w Resource<'w>,
    selector: &Selector<'w>,
    template: &'w PodTemplate<'w>,
    effect: &str,
    cx: &mut Cx<'w>,
) {
    let owner = cx.workspace.owner(template);
    let (Namespace::Named(own), Namespace::Named(other)) = (&policy.namespace, &owner.namespace) else { return };
    let message = format!(
        "a `podSelector` alone selects pods in the policy's own namespace, `{own}`, but those of {} are in `{other}`, {effect}",
        owner.title()
    );
    let place = owner.root.find(&["metadata", "namespace"]).unwrap_or(owner.head());
    cx.report(selector.entry, message).related(place, format!("the pods are in `{other}`")).help(format!(
        "write `namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {other}}}}}` next to `podSelector`"
    ));
}
