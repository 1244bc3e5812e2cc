//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::deprecated::{self, MASTER};
use crate::kube::pod::{PREFERRED, REQUIRED};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "node-label-deprecated",
        summary: "A pod that selects nodes by a deprecated label",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let field = |key: &str| template.spec?.get(key).filter(|field| field.is_certain());
    let [selector, affinity, spread] = ["nodeSelector", "affinity", "topologySpreadConstraints"].map(field);
    let selected = selector.into_iter().flat_map(|selector| selector.entries()).map(|entry| entry.key);
    let constraints = spread.into_iter().flat_map(|list| list.items());
    let spread = constraints.filter_map(|constraint| constraint.get("topologyKey"));
    let keys = selected.chain(affinity.into_iter().flat_map(node_keys)).chain(spread);
    // The behaviour of kubeadm does not apply to other distributions.
    let keys: Vec<_> = keys.collect();
    let of_others = keys.iter().any(|key| key.text() == MASTER) && cx.workspace.shows_distribution(workload);
    keys.into_iter().filter(|key| !of_others || key.text() != MASTER).for_each(|key| node_label(key, cx));
}

/// The keys that node affinity uses.
fn node_keys(affinity: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let list = move |path: &[&str]| affinity.find(path).into_iter().flat_map(|list| list.items());
    let required = list(&["nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
    let preferred = list(&["nodeAffinity", PREFERRED]).filter_map(|term| term.get("preference"));
    let expressions = required.chain(preferred).filter_map(|term| term.get("matchExpressions"));
    expressions.flat_map(|list| list.items()).filter_map(|item| item.get("key"))
}

fn node_label<'w>(key: Node<'w>, cx: &mut Cx<'w>) {
    let first = cx.workspace.project.versions.first;
    let label = deprecated::NODE_LABELS.iter().find(|label| label.old == key.text() && first >= label.since);
    let Some(label) = label else { return };
    let (old, new, since) = (label.old, label.new, label.since);
    let (message, trust) = match old {
        MASTER => {
            let effect = format!("kubeadm has not set the node label `{old}` since Kubernetes {since}");
            (format!("{effect}: control planes have `{new}`"), Applicability::Unsafe)
        }
        _ => (
            format!("the node label `{old}` has been deprecated since Kubernetes {since}, and nodes may lose it"),
            Applicability::Safe,
        ),
    };
    let twice = key.is_key() && key.parent().is_some_and(|selector| selector.entry(new).is_some());
    let report = cx.report(key, message).help(format!("write `{new}`"));
    let edit = if twice { None } else { replace_scalar(key, new) };
    report.fix(trust, format!("write `{new}`"), edit);
}
