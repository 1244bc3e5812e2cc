//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::unknown::is_unknown;
use crate::kube::version::Version;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Node, insert_after, remove_entry, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "strategy",
        summary: "An update strategy of a Deployment or DaemonSet that contradicts itself",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("strategy.md"),
    },
    check: Check::Resource(&[Kind::Deployment, Kind::DaemonSet], check),
};

/// The first version that reads `maxSurge` of a DaemonSet by default (feature gate `DaemonSetUpdateSurge`).
const SURGE: Version = Version { major: 1, minor: 22 };

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let of_daemons = workload.kind == Kind::DaemonSet;
    let key = if of_daemons { "updateStrategy" } else { "strategy" };
    let Some(strategy) = workload.spec_entry(key).map(|entry| entry.value) else { return };
    let Some(rolling) = strategy.written("rollingUpdate") else { return };
    if cx.workspace.may_change(workload, &format!("spec.{key}")) {
        return;
    }
    let written = strategy.entry("type").filter(|entry| !entry.value.is_empty());
    match written.map(|entry| (entry, known_str(entry.value))) {
        Some((kind, Some("Recreate"))) if !of_daemons => {
            let message = "`rollingUpdate` may not stand beside `type: Recreate`, which updates all pods at once, so the \
                           API server refuses the Deployment";
            let report = cx.report(rolling, message).related(kind.value, "the type");
            let report = report.help("remove `rollingUpdate`, or write `type: RollingUpdate`");
            report.fix(Applicability::Unsafe, "remove `rollingUpdate`", remove_entry(rolling));
        }
        // The oldest DaemonSets updated on deletion by default.
        None if workload.api_version.starts_with("extensions/") => {}
        None | Some((_, Some("RollingUpdate"))) => bounds(workload, rolling.value, cx),
        Some(_) => {}
    }
}

/// A number of pods, or a share of them.
#[derive(Clone, Copy)]
struct Bound<'w> {
    entry: Entry<'w>,
    /// Of pods, or in percent.
    number: i64,
    percent: bool,
}

fn bounds<'w>(workload: &Resource<'w>, rolling: Node<'w>, cx: &mut Cx<'w>) {
    let kind = workload.kind_name;
    let refused = format!("so the API server refuses the {kind}");
    let surge_is_read = workload.kind == Kind::Deployment || cx.workspace.project.versions.first >= SURGE;
    let (unavailable, surge) =
        (rolling.written("maxUnavailable"), rolling.written("maxSurge").filter(|_| surge_is_read));
    let mut read = Vec::new();
    for entry in [unavailable, surge].into_iter().flatten() {
        match bound(entry) {
            Ok(Some(bound)) => read.push(bound),
            // Templated, or of a type that is judged elsewhere.
            Ok(None) => return,
            Err(text) => {
                let key = entry.key.text();
                let message = format!("`{key}: \"{text}\"` is a string that is no percentage, {refused}");
                let report = cx.report(entry.value, message);
                if let Ok(number) = text.parse::<u32>() {
                    let report = report.help(format!("write the number without quotes, `{key}: {number}`"));
                    let edit = replace_raw(entry.value, &number.to_string());
                    report.fix(Applicability::Safe, format!("write `{number}`"), edit);
                } else {
                    report.help("write a number of pods, or a percentage like `25%`");
                }
                return;
            }
        }
    }
    for Bound { entry, number, percent } in read.iter().copied() {
        let (key, value) = (entry.key.text(), entry.value.text());
        let may_exceed = workload.kind == Kind::Deployment && key == "maxSurge";
        let fact = match number {
            ..0 => "is below 0",
            101.. if percent && !may_exceed => "is more than all pods",
            _ => continue,
        };
        let report = cx.report(entry.value, format!("`{key}: {value}` {fact}, {refused}"));
        report.help(if number < 0 { "write 0 or more" } else { "write at most `100%`" });
        return;
    }
    let value = |wanted: Option<Entry<'_>>| {
        wanted.and_then(|wanted| read.iter().find(|bound| bound.entry.key == wanted.key)).map(|bound| bound.number)
    };
    match (workload.kind, value(unavailable), value(surge)) {
        (Kind::Deployment, Some(0), Some(0)) | (Kind::DaemonSet, Some(0), Some(0) | None) => {
            let Some(place) = unavailable else { return };
            let message = match surge {
                Some(_) => {
                    format!("`maxUnavailable` and `maxSurge` are both 0, which leaves no way to update, {refused}")
                }
                None => format!("`maxUnavailable: 0` with no `maxSurge` leaves no way to update, {refused}"),
            };
            let mut report = cx.report(place.value, message).help("write one of the two as 1 or more");
            if let Some(surge) = surge {
                report = report.related(surge.value, "0 too");
            }
            let _ = report;
        }
        (Kind::DaemonSet, unavailable_pods, Some(1..)) if unavailable_pods != Some(0) => {
            let Some(place) = surge else { return };
            let (message, edit) = match unavailable {
                Some(other) => (
                    format!("`maxSurge` and `maxUnavailable` are both set, and a DaemonSet takes only one, {refused}"),
                    replace_raw(other.value, "0"),
                ),
                None => (
                    format!(
                        "`maxSurge: {}` without `maxUnavailable`, which is 1 then, and a DaemonSet takes only one of the \
                         two, {refused}",
                        place.value.text()
                    ),
                    insert_after(place, "maxUnavailable", 0),
                ),
            };
            let mut report = cx.report(place.value, message).help("write `maxUnavailable: 0`");
            if let Some(other) = unavailable {
                report = report.related(other.value, "not 0");
            }
            report.fix(Applicability::Unsafe, "write `maxUnavailable: 0`", edit);
        }
        _ => {}
    }
}

/// None for what is unknown; the text of a string that is no percentage is an error.
fn bound<'w>(entry: Entry<'w>) -> Result<Option<Bound<'w>>, &'w str> {
    let value = entry.value;
    if let Some(number) = value.as_i64() {
        return Ok(Some(Bound { entry, number, percent: false }));
    }
    let Some(text) = value.as_str().filter(|text| !is_unknown(text)) else { return Ok(None) };
    let digits = text.strip_suffix('%').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.map(str::parse) {
        Some(Ok(number)) => Ok(Some(Bound { entry, number, percent: true })),
        _ => Err(text),
    }
}
