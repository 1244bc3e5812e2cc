//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hpa-fixed-replicas",
        summary: "A fixed `replicas` of a workload that an autoscaler scales",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(SCALED, check),
};

/// Kinds that an autoscaler scales.
const SCALED: &[Kind] = &[Kind::Deployment, Kind::ReplicaSet, Kind::ReplicationController, Kind::StatefulSet];
/// Kinds of autoscalers, with their fields for the minimum and the maximum.
const SCALERS: &[(Kind, &str, &str)] = &[
    (Kind::HorizontalPodAutoscaler, "minReplicas", "maxReplicas"),
    (Kind::ScaledObject, "minReplicaCount", "maxReplicaCount"),
];

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(entry) = workload.spec_entry("replicas") else { return };
    let Some(count) = entry.value.as_i64() else { return };
    let of_kind =
        |row: &'static (Kind, &str, &str)| cx.workspace.referring(workload, row.0).map(move |one| (one.from, row));
    let Some((scaler, row)) = SCALERS.iter().flat_map(of_kind).next() else { return };
    let bound = |key: &str| scaler.spec_entry(key).and_then(|entry| entry.value.as_i64());
    // An autoscaler with an equal minimum and maximum changes nothing, so nothing is reset.
    if bound(row.1) == bound(row.2) && bound(row.1).is_some() {
        return;
    }
    let message =
        format!("{} sets the number of pods, but each apply of this file resets it to {count}", scaler.title());
    let report = cx.report(entry, message).related(scaler.head(), "the autoscaler").help("remove `replicas`");
    report.fix(Applicability::Unsafe, "remove `replicas`", remove_entry(entry));
}
