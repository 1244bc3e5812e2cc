//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::scheduling::{PodTerm, pod_terms};
use crate::kube::{Kind, Resource, Selector};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Missed;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "affinity-selects-nothing",
        summary: "Pod affinity whose selector matches no pods, because of a typo",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let affinity = template.spec.and_then(|spec| spec.get("affinity"));
    for term in affinity.into_iter().flat_map(pod_terms) {
        // The linted files seldom contain pods of other namespaces.
        if ["namespaces", "namespaceSelector"].iter().any(|key| term.node.get(key).is_some()) {
            continue;
        }
        let Some(selector) = term.node.entry("labelSelector").map(Selector::label_selector) else { continue };
        if let Some(Missed::Near(near)) = cx.workspace.surely_missed(workload, &selector) {
            cx.report_near_miss(&near, effect(term), Severity::Warning);
        }
    }
}

fn effect(term: PodTerm<'_>) -> &'static str {
    match (term.is_anti, term.is_required) {
        (true, _) => "so it keeps no pods apart",
        (false, true) => "so no node fits and the pods stay pending",
        (false, false) => "so it attracts the pods to no others",
    }
}
