//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-overlap",
        summary: "Two workloads that select each other's pods",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::LASTING, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let selects_back = |other: &&'w Resource<'w>| {
        let also = workspace.also_selected(other);
        other.id < workload.id && also.iter().any(|template| template.owner == workload.id)
    };
    let mut others = workspace.also_selected(workload).into_iter().map(|template| workspace.owner(template));
    let Some(other) = others.find(selects_back) else { return };
    let (Some(own), Some(theirs)) = (workload.spec_entry("selector"), other.spec_entry("selector")) else { return };
    let message = format!(
        "{} and {} select each other's pods: Services, budgets and autoscalers cannot tell them apart",
        workload.title(),
        other.title()
    );
    cx.report(own, message)
        .related(theirs, format!("the selector of {}", other.title()))
        .help("give the pods of each a different label, and add it to the selector");
}
