//! The order of objects: by kind, as kustomize sorts them unless a kustomization says otherwise.

use super::accumulate::Accumulated;
use super::file::Kustomization;
use super::id::Id;

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
pub(super) fn sort(root: &Kustomization<'_>, made: &mut Accumulated<'_>) {
    let options = root.field("sortOptions");
    let order = options.as_ref().and_then(|options| options.get("order"));
    if options.is_some() && order.is_none_or(|order| order.text() != "legacy") {
        return;
    }
    let legacy = options.and_then(|options| options.get("legacySortOptions"));
    let list = |key: &str, usual: &[&str]| match &legacy {
        Some(legacy) => {
            let list = legacy.get(key);
            list.iter().flat_map(|list| list.items().into_owned()).map(|kind| kind.text().to_owned()).collect()
        }
        None => usual.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>(),
    };
    let (first, last) = (list("orderFirst", FIRST), list("orderLast", LAST));
    let rank = |kind: &str| -> i64 {
        let place = |kinds: &[String]| kinds.iter().rposition(|one| one == kind).map(|at| at as i64);
        match (place(&last), place(&first)) {
            (Some(at), _) => 1 + at,
            (None, Some(at)) => at - first.len() as i64,
            (None, None) => 0,
        }
    };
    made.resources.sort_by_cached_key(|resource| {
        let id = resource.id();
        (rank(&id.gvk.kind), type_text(&id), name_text(&id))
    });
}

/// The type as a text that is sorted (`legacyResidSort`): what is missing comes after what is there.
fn type_text(id: &Id) -> String {
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let gvk = &id.gvk;
    format!("{}_{}_{}", or(&gvk.group, "~G"), or(&gvk.version, "~V"), or(&gvk.kind, "~K"))
}

fn name_text(id: &Id) -> String {
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    format!("{}|{}", or(&id.namespace, "~X"), or(&id.name, "~N"))
}
