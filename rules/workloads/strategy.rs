//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::replicas::replicas;
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::Reference;
use crate::yaml::{Entry, Node, insert_after, remove_entry, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "strategy",
        summary: "An update strategy that contradicts itself",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Deployment, Kind::DaemonSet, Kind::StatefulSet], check),
};

/// The first version that reads `maxSurge` of a DaemonSet by default (feature gate `DaemonSetUpdateSurge`).
const SURGE: Version = Version { major: 1, minor: 22 };

/// The API server's default for `progressDeadlineSeconds` of a Deployment in `apps/v1`.
const DEADLINE: i64 = 600;

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if workload.api_version == "apps/v1" {
        deadline(workload, cx);
    }
    if workload.kind == Kind::StatefulSet {
        partition(workload, cx);
        return;
    }
    let of_daemons = workload.kind == Kind::DaemonSet;
    let key = if of_daemons { "updateStrategy" } else { "strategy" };
    let Some(strategy) = workload.spec_entry(key).map(|entry| entry.value) else { return };
    let Some(rolling) = strategy.written("rollingUpdate") else { return };
    // Another rule reports a value that is not a mapping.
    if !strategy.is_certain() || !rolling.value.is_mapping() {
        return;
    }
    let written = strategy.entry("type").filter(|entry| !entry.value.is_empty());
    match written.map(|entry| (entry, known_str(entry.value))) {
        Some((kind, Some("Recreate"))) if !of_daemons => {
            let message = "`rollingUpdate` is not allowed with `type: Recreate`, which replaces all pods at once, so the \
                           API server rejects the Deployment";
            let report = cx.report(rolling, message).related(kind.value, "the type");
            let report = report.help("remove `rollingUpdate`, or write `type: RollingUpdate`");
            report.fix(Applicability::Unsafe, "remove `rollingUpdate`", remove_entry(rolling));
        }
        // The oldest DaemonSets update on deletion by default.
        None if workload.api_version.starts_with("extensions/") => {}
        None | Some((_, Some("RollingUpdate"))) => bounds(workload, rolling.value, cx),
        Some(_) => {}
    }
}

/// Checks that a Deployment does not fail before its pods can become available.
fn deadline<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = workload.spec().filter(|_| workload.kind == Kind::Deployment) else { return };
    let Some((ready, wait)) = spec.get("minReadySeconds").and_then(|node| Some((node, node.as_i64()?))) else { return };
    let written = spec.written("progressDeadlineSeconds");
    let most = written.map_or(Some(DEADLINE), |entry| entry.value.as_i64());
    let Some(most) = most.filter(|&most| most <= wait && i32::try_from(wait).is_ok()) else { return };
    let default = if written.is_none() { ", which is the default" } else { "" };
    let message = format!(
        "`minReadySeconds: {wait}` is not below `progressDeadlineSeconds: {most}`{default}, so the API server rejects the \
         Deployment"
    );
    let report = cx.report(ready, message).help("write a `progressDeadlineSeconds` above `minReadySeconds`");
    match written {
        Some(entry) => report.related(entry.value, "the deadline"),
        None => report.resting_on(spec.without("progressDeadlineSeconds")),
    };
}

/// Checks `partition`: a StatefulSet updates only pods whose ordinal is at least this number.
fn partition<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = set.spec() else { return };
    let at = spec.find(&["updateStrategy", "rollingUpdate", "partition"]);
    let Some((place, partition)) = at.and_then(|node| Some((node, node.as_i64()?))) else { return };
    let first = spec.find(&["ordinals", "start"]).map_or(Some(0), |start| start.as_i64());
    let (Some((count, written)), Some(first)) = (replicas(set), first) else { return };
    // An autoscaler may create more pods.
    let scales = |reference: &Reference<'w>| reference.from.kind == Kind::HorizontalPodAutoscaler;
    let is_scaled = set.name.is_none_or(|name| cx.workspace.referrers(Kind::StatefulSet, name).iter().any(scales));
    if partition < first + count || partition < 1 || is_scaled {
        return;
    }
    let pods = if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") };
    let message = format!(
        "`partition: {partition}` is above the ordinals of all {pods}, so a change of the template updates none of them"
    );
    let report = cx.report(place, message).severity(Severity::Warning).resting_on(spec.without("ordinals"));
    let report = match written {
        Some(node) => report.related(node, "the number of pods"),
        None => report.resting_on(spec.without("replicas")),
    };
    report.help("lower `partition` to the first ordinal that is to be updated, or remove it to update all pods");
}

fn bounds<'w>(workload: &Resource<'w>, rolling: Node<'w>, cx: &mut Cx<'w>) {
    let of_daemons = workload.kind == Kind::DaemonSet;
    let refused = format!("so the API server rejects the {}", workload.kind_name);
    let written = ["maxUnavailable", "maxSurge"].map(|key| rolling.written(key));
    // What older API servers accept depends on the version.
    if of_daemons && written[1].is_some() && cx.workspace.project.versions.first < SURGE {
        return;
    }
    let mut read = [None; 2];
    for (bound, entry) in read.iter_mut().zip(written) {
        let Some(entry) = entry else { continue };
        let Some(number) = number(entry) else { return };
        *bound = Some((entry, number));
    }
    match read {
        [Some((unavailable, 0)), Some((surge, 0))] => {
            let message =
                format!("`maxUnavailable` and `maxSurge` are both 0, which leaves no way to update, {refused}");
            let report = cx.report(unavailable.value, message).related(surge.value, "also 0");
            report.help("write one of the two as 1 or more");
        }
        [Some((unavailable, 0)), None] if of_daemons => {
            let message = format!("`maxUnavailable: 0` without `maxSurge` leaves no way to update, {refused}");
            let report = cx.report(unavailable.value, message).resting_on(rolling.without("maxSurge"));
            report.help("write one of the two as 1 or more");
        }
        [Some((unavailable, 1..)), Some((surge, 1..))] if of_daemons => {
            let message =
                format!("`maxSurge` and `maxUnavailable` are both set, but a DaemonSet allows only one, {refused}");
            let report = cx.report(surge.value, message).related(unavailable.value, "not 0");
            report.help(NO_FEWER).fix(Applicability::Unsafe, NO_FEWER, replace_raw(unavailable.value, "0"));
        }
        [None, Some((surge, 1..))] if of_daemons => {
            let message = format!(
                "`maxSurge: {}` without `maxUnavailable`, which defaults to 1, but a DaemonSet allows only one of the two, \
                 {refused}",
                surge.value.text()
            );
            let report = cx.report(surge.value, message).resting_on(rolling.without("maxUnavailable")).help(NO_FEWER);
            report.fix(Applicability::Unsafe, NO_FEWER, insert_after(surge, "maxUnavailable", 0));
        }
        _ => {}
    }
}

const NO_FEWER: &str = "write `maxUnavailable: 0`";

/// A number of pods, or a percentage of them. Returns `None` if it is unknown or neither.
fn number(entry: Entry<'_>) -> Option<i64> {
    let share = |text: &str| text.strip_suffix('%').and_then(|digits| digits.parse().ok());
    entry.value.as_i64().or_else(|| entry.value.as_str().and_then(share))
}
