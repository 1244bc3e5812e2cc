//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, PodTemplate, Resource, Selector, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Missed, Relation, Workspace};
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pdb",
        summary: "A PodDisruptionBudget that never allows a disruption, or covers no pod",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::PodDisruptionBudget], check),
};

fn check<'w>(budget: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = budget.root.entry("spec").filter(|spec| spec.value.is_mapping()) else { return };
    let selector = spec.value.written("selector").map(Selector::label_selector);
    guards_nothing(budget, spec.value, selector.as_ref(), cx);
    let guarded = selector.as_ref().and_then(|selector| guarded(budget, selector, cx.workspace));
    if let Some(block) = block(spec.value, guarded.as_ref()) {
        report(spec, &block, cx);
    }
}

fn guards_nothing<'w>(budget: &'w Resource<'w>, spec: Node<'w>, selector: Option<&Selector<'w>>, cx: &mut Cx<'w>) {
    let effect = "so the budget covers no pod";
    let Some(selector) = selector else {
        let message = format!("a budget without a `selector` selects nothing, {effect}");
        cx.report_missing(spec.without("selector"), message).help("write the labels of the pods as `selector`");
        return;
    };
    match cx.workspace.surely_missed(budget, selector) {
        Some(Missed::Near(near)) => cx.report_near_miss(&near, effect, Severity::Warning),
        Some(Missed::Elsewhere(template)) => cx.report_other_namespace(budget, selector, template, effect),
        _ => {}
    }
}

/// The only workload whose pods a budget covers.
struct Guarded<'w> {
    owner: &'w Resource<'w>,
    /// The minimum number of pods of the workload.
    count: i64,
    /// The place of the minimum.
    place: Node<'w>,
}

fn guarded<'w>(budget: &Resource<'w>, selector: &Selector<'w>, workspace: &'w Workspace<'w>) -> Option<Guarded<'w>> {
    let matched = workspace.matched(budget, selector);
    let [only] = matched.as_slice() else { return None };
    let template: &'w PodTemplate<'w> = only.template;
    let owner = workspace.owner(template);
    let scaled = matches!(owner.kind, Kind::Deployment | Kind::StatefulSet | Kind::ReplicaSet);
    if !scaled || only.relation != Relation::Same || only.truth != Truth::Yes {
        return None;
    }
    // An autoscaler sets the minimum number of pods of its target.
    let mut scalers = workspace.referring(owner, Kind::HorizontalPodAutoscaler).map(|reference| reference.from);
    let (from, key) = match scalers.next() {
        Some(scaler) => (scaler, "minReplicas"),
        None => (owner, "replicas"),
    };
    let entry = from.spec_entry(key).filter(|entry| entry.value.is_certain())?;
    let count = entry.value.as_i64().filter(|count| *count > 0)?;
    scalers.next().is_none().then_some(Guarded { owner, count, place: entry.value })
}

/// The reason why no pod may ever be evicted.
struct Block<'a, 'w> {
    field: Entry<'w>,
    guarded: Option<&'a Guarded<'w>>,
}

fn block<'a, 'w>(spec: Node<'w>, guarded: Option<&'a Guarded<'w>>) -> Option<Block<'a, 'w>> {
    let written = |key| spec.written(key).filter(|entry: &Entry<'w>| entry.value.is_certain());
    if let Some(field) = written("maxUnavailable") {
        let is_zero = field.value.as_i64() == Some(0) || percent(field.value) == Some(0);
        return is_zero.then_some(Block { field, guarded: None });
    }
    let field = written("minAvailable")?;
    if percent(field.value) == Some(100) {
        return Some(Block { field, guarded: None });
    }
    let guarded = guarded?;
    // A percentage is rounded up (`GetScaledValueFromIntOrPercent` in the disruption controller).
    let share = |percent: i64| (percent * guarded.count + 99) / 100;
    let wanted = field.value.as_i64().or_else(|| percent(field.value).map(share))?;
    (wanted >= guarded.count).then_some(Block { field, guarded: Some(guarded) })
}

fn percent(node: Node<'_>) -> Option<i64> {
    node.as_str()?.strip_suffix('%')?.parse().ok()
}

fn report<'w>(spec: Entry<'w>, block: &Block<'_, 'w>, cx: &mut Cx<'w>) {
    let (key, value) = (block.field.key.text(), block.field.value.text());
    let effect = "no pod may ever be evicted, and draining a node hangs";
    let Some(guarded) = block.guarded else {
        let message = format!("with `{key}: {value}` {effect}");
        cx.report(spec, message)
            .related(block.field.value, "allows no disruption")
            .help("allow at least one pod to be down");
        return;
    };
    let count = guarded.count;
    let noun = if count == 1 { "pod" } else { "pods" };
    let message = match percent(block.field.value) {
        Some(_) => {
            let owner = guarded.owner.title();
            format!("`{key}: {value}` of the {count} {noun} of {owner} is rounded up to {count}, so {effect}")
        }
        None => format!("{} has only {count} {noun}, so with `{key}: {value}` {effect}", guarded.owner.title()),
    };
    cx.report(spec, message)
        .related(block.field.value, "the number that must stay")
        .related(guarded.place, "the number of pods")
        .help("run more pods than must stay, or write `maxUnavailable: 1`");
}
