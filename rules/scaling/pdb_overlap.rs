//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Relation, Workspace, matches};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pdb-overlap",
        summary: "Two PodDisruptionBudgets for the same pods, which blocks their eviction",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::PodDisruptionBudget], check),
};

fn check<'w>(budget: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let Some(selector) = selector(budget).filter(|selector| !selector.is_empty()) else { return };
    for template in workspace.surely_matched(budget, std::slice::from_ref(&selector)) {
        let meets = |other: &&&Resource<'w>| {
            let selects = |wanted: Selector<'w>| {
                // Only the second of two budgets is reported. A budget with labels is reported before one for all pods.
                (other.id < budget.id || wanted.is_empty() && other.id != budget.id)
                    && wanted.entry.value.is_certain()
                    && matches(&wanted, template) == Truth::Yes
            };
            workspace.relation(budget, other) == Relation::Same && self::selector(other).is_some_and(selects)
        };
        let rivals = workspace.budgets_asking(template);
        let rivals: Vec<_> = rivals.iter().filter(meets).collect();
        if rivals.is_empty() {
            continue;
        }
        let owner = workspace.owner(template);
        let nearby = workspace.nearby(Kind::PodDisruptionBudget, budget);
        let is_applied = |rival: &&&Resource<'w>| {
            nearby.iter().any(|other| other.id == rival.id) && !are_alternatives(budget, rival, owner, workspace)
        };
        let Some(other) = rivals.into_iter().find(is_applied) else { continue };
        let message = format!(
            "{} also covers {}, but a pod with two budgets cannot be evicted: draining its node hangs",
            other.title(),
            owner.pods()
        );
        cx.report(selector.entry, message)
            .related(other.head(), "the other budget")
            .resting_on(template.labels_entry.map_or(template.node, |labels| labels.value))
            .help("keep one budget for each pod");
        return;
    }
}

/// Whether two files show the workload in two variants with their own budgets, so that nobody applies both.
fn are_alternatives<'w>(
    budget: &Resource<'w>,
    rival: &Resource<'w>,
    owner: &Resource<'w>,
    workspace: &'w Workspace<'w>,
) -> bool {
    let Some(name) = owner.name.filter(|_| budget.file() != rival.file()) else { return false };
    let has_variant = |file| {
        let is_variant = |other: &Resource<'w>| {
            other.id != owner.id && other.file() == file && workspace.relation(other, owner) == Relation::Same
        };
        owner.file() == file || workspace.named(owner.kind, name).any(is_variant)
    };
    has_variant(budget.file()) && has_variant(rival.file())
}

fn selector<'w>(budget: &Resource<'w>) -> Option<Selector<'w>> {
    budget.spec()?.written("selector").map(Selector::label_selector)
}
