//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Nearness, Relation, Workspace};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hpa-target-labels",
        summary: "Two autoscalers for the same pods, neither of which scales",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::HorizontalPodAutoscaler], check),
};

fn check<'w>(hpa: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some((target, place)) = target(hpa, workspace) else { return };
    let effect = "so the controller uses neither (`AmbiguousSelector`)";
    // Two files next to each other may be alternatives.
    let earlier = |other: &&'w Resource<'w>| {
        other.id < hpa.id
            && other.name != hpa.name
            && workspace.relation(hpa, other) == Relation::Same
            && workspace.nearness(hpa, other) <= Nearness::Kustomization
    };
    if let Some(other) = scalers(target, workspace).find(earlier) {
        let message = format!("{} also scales {}, {effect}", other.title(), target.title());
        cx.report(place, message)
            .related(other.head(), "the other autoscaler")
            .help("keep one of the two: an autoscaler may have several metrics");
        return;
    }
    for owner in workspace.also_selected(target).into_iter().map(|template| workspace.owner(template)) {
        // If each workload selects the pods of the other, the selectors are the mistake.
        if workspace.also_selected(owner).iter().any(|template| template.owner == target.id) {
            continue;
        }
        let Some(other) = scalers(owner, workspace).next() else { continue };
        let Some(selector) = target.spec_entry("selector") else { return };
        let message = format!(
            "the selector of {} also matches the pods of {}, which {} scales, {effect}",
            target.title(),
            owner.title(),
            other.title()
        );
        cx.report(place, message)
            .related(selector, "selects the pods of both")
            .related(other.head(), "the other autoscaler")
            .help(format!("give the pods of {} a label of their own, and add it to the selector", target.title()));
        return;
    }
}

/// The certain target of an autoscaler, and the place that names it.
fn target<'w>(hpa: &'w Resource<'w>, workspace: &'w Workspace<'w>) -> Option<(&'w Resource<'w>, Node<'w>)> {
    let holder = hpa.spec()?.get("scaleTargetRef")?;
    let reference = workspace.references(hpa).find(|reference| reference.fact.holder == holder)?;
    Some((workspace.target(&reference)?, reference.node()))
}

fn scalers<'w>(target: &'w Resource<'w>, workspace: &'w Workspace<'w>) -> impl Iterator<Item = &'w Resource<'w>> {
    workspace.referring(target, Kind::HorizontalPodAutoscaler).map(|reference| reference.from)
}
