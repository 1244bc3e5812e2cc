//! See the card.

use crate::diagnostic::Severity;
use crate::kube::scheduling::pod_terms;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "scheduling-selectorless",
        summary: "Pod affinity or topology spread without a `labelSelector`",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let field = |key: &str| template.spec?.get(key).filter(|field| field.is_certain());
    let [affinity, spread] = ["affinity", "topologySpreadConstraints"].map(field);
    for term in affinity.into_iter().flat_map(pod_terms) {
        let effect = if term.is_required && !term.is_anti {
            "no node fits and the pods are never scheduled"
        } else {
            "it has no effect"
        };
        no_selector(term.node, "a term of pod affinity", effect, cx);
    }
    for constraint in spread.into_iter().flat_map(|list| list.items()) {
        no_selector(constraint, "a topology spread constraint", "it has no effect", cx);
    }
}

/// Reports an absent selector, which selects nothing; an empty one selects everything.
fn no_selector<'w>(term: Node<'w>, noun: &str, effect: &str, cx: &mut Cx<'w>) {
    let Some(first) = term.entries().next() else { return };
    let selector = term.entry("labelSelector");
    if selector.is_some_and(|entry| !entry.value.is_null())
        || term.raw_entries().any(|entry| is_unknown(&entry.key.key_text()))
    {
        return;
    }
    let message = format!("{noun} without a `labelSelector` matches no pods, so {effect}");
    let report = match selector {
        Some(entry) => cx.report_missing(entry, message),
        None => cx.report_missing(term.without("labelSelector").shown_at(first.key), message),
    };
    report.help("write a `labelSelector` with the labels of the pods that should count");
}
