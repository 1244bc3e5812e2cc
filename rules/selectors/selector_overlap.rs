//! See the card.

use crate::diagnostic::Severity;
use crate::kube::pod::REQUIRED;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

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
    let Some(other) = others.find(|other| selects_back(other) && !are_for_other_nodes(workload, other, cx)) else {
        return;
    };
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

/// Whether two DaemonSets are one program for two kinds of nodes, such as nodes of two architectures.
fn are_for_other_nodes<'w>(one: &'w Resource<'w>, other: &'w Resource<'w>, cx: &Cx<'w>) -> bool {
    let nodes =
        |workload: &'w Resource<'w>| cx.workspace.template(workload).map(nodes).filter(|nodes| !nodes.is_empty());
    let are_agents = one.kind == Kind::DaemonSet && other.kind == Kind::DaemonSet;
    are_agents && nodes(one).zip(nodes(other)).is_some_and(|(one, other)| one != other)
}

/// The requirements of pods for their nodes.
fn nodes<'w>(template: &PodTemplate<'w>) -> Vec<&'w str> {
    let field = |path: &[&str]| template.spec.and_then(|spec| spec.find(path));
    let fields = [field(&["nodeSelector"]), field(&["affinity", "nodeAffinity", REQUIRED])];
    fields.into_iter().flatten().flat_map(Node::descendants).map(Node::text).filter(|text| !text.is_empty()).collect()
}
