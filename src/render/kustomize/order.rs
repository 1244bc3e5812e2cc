//! The order of objects and types: by kind, as kustomize sorts them unless a kustomization requests another order.

use std::cmp::Ordering;

use super::file::Kustomization;
use super::id::{Gvk, Id};
use super::problem::ProblemKind;
use super::resource::Resource;
use super::state::Cx;

/// Kinds that come first (`SortOrderTransformer.defaultOrderFirst`).
const FIRST: &[&str] = &[
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

/// Kinds that come last.
const LAST: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/// Sorts the objects of a root.
pub(super) fn sort<'a>(root: &Kustomization<'a>, resources: &mut [Resource<'a>], cx: &mut Cx<'a>) {
    let options = root.field("sortOptions");
    let order = options.as_ref().and_then(|options| options.get("order")).filter(|order| !order.is_empty());
    let legacy = options.as_ref().and_then(|options| options.get("legacySortOptions"));
    if let Some(legacy) = legacy.as_ref().filter(|_| order.as_ref().is_none_or(|order| order.text() == "fifo")) {
        let message = "`legacySortOptions` needs `order: legacy`, so kustomize builds nothing";
        cx.problem(legacy.at(), ProblemKind::Refused, message);
    }
    if let Some(order) = order.as_ref().filter(|order| !matches!(order.text(), "legacy" | "fifo")) {
        let message = format!("`{}` is not an order: write `legacy` or `fifo`", order.text());
        cx.problem(order.at(), ProblemKind::Refused, message);
    }
    if options.is_some() && order.is_none_or(|order| order.text() != "legacy") {
        return;
    }
    let list = |key: &str, usual: &[&str]| match &legacy {
        Some(legacy) => {
            let list = legacy.get(key);
            list.iter().flat_map(|list| list.items().into_owned()).map(|kind| kind.text().to_owned()).collect()
        }
        None => usual.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>(),
    };
    let (first, last) = (list("orderFirst", FIRST), list("orderLast", LAST));
    resources.sort_by_cached_key(|resource| {
        let id = resource.id();
        (rank(&id.gvk.kind, &first, &last), type_text(&id.gvk), name_text(&id))
    });
}

/// The order of types (`Gvk.IsLessThan`).
pub(super) fn of_types(one: &Gvk, other: &Gvk) -> Ordering {
    let rank = |gvk: &Gvk| rank(&gvk.kind, FIRST, LAST);
    rank(one).cmp(&rank(other)).then_with(|| type_text(one).cmp(&type_text(other)))
}

/// The rank of a kind: below zero if it is among the first kinds, above zero if it is among the last.
fn rank(kind: &str, first: &[impl AsRef<str>], last: &[impl AsRef<str>]) -> i64 {
    match (place(kind, last), place(kind, first)) {
        (Some(at), _) => 1 + at,
        (None, Some(at)) => at - first.len() as i64,
        (None, None) => 0,
    }
}

fn place(kind: &str, kinds: &[impl AsRef<str>]) -> Option<i64> {
    kinds.iter().rposition(|one| one.as_ref() == kind).map(|at| at as i64)
}

/// The type as a string for sorting (`legacyResidSort`): missing parts come after others.
fn type_text(gvk: &Gvk) -> String {
    format!("{}_{}_{}", or(&gvk.group, "~G"), or(&gvk.version, "~V"), or(&gvk.kind, "~K"))
}

fn name_text(id: &Id) -> String {
    format!("{}|{}", or(&id.namespace, "~X"), or(&id.name, "~N"))
}

/// A string, or kustomize's word for an empty one.
fn or<'t>(text: &'t str, word: &'t str) -> &'t str {
    if text.is_empty() { word } else { text }
}
