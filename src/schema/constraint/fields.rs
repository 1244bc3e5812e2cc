//! Names of fields and of resources that Kubernetes knows as values.

use crate::kube::values::names::{self, Outcome};
use crate::text::similar::is_slip;

/// `validEnvDownwardAPIFieldPathExpressions` in core validation.
const OF_VARIABLES: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// `validVolumeDownwardAPIFieldPathExpressions` in core validation.
const OF_FILES: &[&str] =
    &["metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"];

/// `validContainerResourceFieldPathExpressions` in core validation.
const OF_CONTAINERS: &[&str] = &[
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
];

/// `standardQuotaResources` in the helpers of the core API.
const OF_QUOTAS: &[&str] = &[
    "cpu",
    "memory",
    "ephemeral-storage",
    "storage",
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "persistentvolumeclaims",
    "configmaps",
    "services.nodeports",
    "services.loadbalancers",
];

pub(super) fn variable(text: &str) -> Outcome {
    of_map(text).unwrap_or_else(|| one_of(text, OF_VARIABLES))
}

pub(super) fn file(text: &str) -> Outcome {
    of_map(text).unwrap_or_else(|| one_of(text, OF_FILES))
}

pub(super) fn resource(text: &str) -> Outcome {
    match text.starts_with("limits.hugepages-") || text.starts_with("requests.hugepages-") {
        true => Ok(()),
        false => one_of(text, OF_CONTAINERS),
    }
}

/// `IsQualifiedName`; a name without a domain must also be one of those that Kubernetes measures.
pub(super) fn measured(text: &str) -> Outcome {
    names::label_key(text)?;
    match text.contains('/') || text.starts_with("hugepages-") {
        true => Ok(()),
        false => one_of(text, &["cpu", "memory", "ephemeral-storage", "storage"]),
    }
}

/// `ValidateLimitRangeResourceName` and `standardLimitRangeTypes` of the core API.
pub(super) fn limited(text: &str) -> Outcome {
    names::label_key(text)?;
    match text.contains('/') {
        true => Ok(()),
        false => one_of(text, &["Container", "PersistentVolumeClaim", "Pod"]),
    }
}

/// `ValidateFinalizerName` and `IsStandardFinalizerName` of the core API.
pub(super) fn finalizer(text: &str) -> Outcome {
    names::label_key(text)?;
    match text.contains('/') {
        true => Ok(()),
        false => one_of(text, &["foregroundDeletion", "kubernetes", "orphan"]),
    }
}

pub(super) fn quota(text: &str) -> Outcome {
    names::label_key(text)?;
    let is_known =
        text.contains('/') || ["hugepages-", "requests.hugepages-"].iter().any(|start| text.starts_with(start));
    if is_known { Ok(()) } else { one_of(text, OF_QUOTAS) }
}

/// `metadata.labels['key']` or `metadata.annotations['key']`. Returns `None` for anything else.
fn of_map(text: &str) -> Option<Outcome> {
    let (map, key) = text.strip_suffix("']")?.split_once("['")?;
    let key = match map {
        "metadata.labels" => names::label_key(key),
        "metadata.annotations" => names::label_key(&key.to_ascii_lowercase()),
        _ => return None,
    };
    Some(key.map_err(|reason| format!("its key: {reason}")))
}

fn one_of(text: &str, known: &[&str]) -> Outcome {
    if known.contains(&text) {
        return Ok(());
    }
    match known.iter().find(|word| word.eq_ignore_ascii_case(text) || is_slip(text, word)) {
        Some(near) => Err(format!("`{near}` is near")),
        None => Err("there is none with this name".to_owned()),
    }
}
