//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, insert_after, remove_entry, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "strategy",
        summary: "An update strategy that contradicts itself",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("strategy.md"),
        ..Meta::DEFAULT
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
    // What is not a mapping is of the wrong type, which is another finding.
    if !strategy.is_certain() || !rolling.value.is_mapping() {
        return;
    }
    let written = strategy.entry("type").filter(|entry| !entry.value.is_empty());
    match written.map(|entry| (entry, known_str(entry.value))) {
        Some((kind, Some("Recreate"))) if !of_daemons => {
            let message = "`rollingUpdate` may not be next to `type: Recreate`, which updates all pods at once, so the \
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
    let of_daemons = workload.kind == Kind::DaemonSet;
    let refused = format!("so the API server rejects the {}", workload.kind_name);
    let written = ["maxUnavailable", "maxSurge"].map(|key| rolling.written(key));
    // What older servers make of it depends on the version.
    if of_daemons && written[1].is_some() && cx.workspace.project.versions.first < SURGE {
        return;
    }
    let mut read = [None; 2];
    for (bound, entry) in read.iter_mut().zip(written) {
        let Some(entry) = entry else { continue };
        let found = match Bound::read(entry) {
            Ok(found) => found,
            Err(text) => return no_percentage(entry, text, &refused, cx),
        };
        // Templated, or of a type that is judged elsewhere.
        let Some(found) = found else { return };
        *bound = Some(found);
    }
    for Bound { entry, number, percent } in read.into_iter().flatten() {
        let (key, value) = (entry.key.text(), entry.value.text());
        let fact = match number {
            ..0 => "is below 0",
            101.. if percent && (of_daemons || key == "maxUnavailable") => "is more than all pods",
            _ => continue,
        };
        let report = cx.report(entry.value, format!("`{key}: {value}` {fact}, {refused}"));
        report.help(if number < 0 { "write 0 or more" } else { "write at most `100%`" });
        return;
    }
    match read.map(|bound| bound.map(|bound| (bound.entry, bound.number))) {
        [Some((unavailable, 0)), Some((surge, 0))] => {
            let message =
                format!("`maxUnavailable` and `maxSurge` are both 0, which leaves no way to update, {refused}");
            let report = cx.report(unavailable.value, message).related(surge.value, "0 too");
            report.help("write one of the two as 1 or more");
        }
        [Some((unavailable, 0)), None] if of_daemons => {
            let message = format!("`maxUnavailable: 0` with no `maxSurge` leaves no way to update, {refused}");
            let report = cx.report(unavailable.value, message).resting_on(rolling.without("maxSurge"));
            report.help("write one of the two as 1 or more");
        }
        [Some((unavailable, 1..)), Some((surge, 1..))] if of_daemons => {
            let message =
                format!("`maxSurge` and `maxUnavailable` are both set, and a DaemonSet takes only one, {refused}");
            let report = cx.report(surge.value, message).related(unavailable.value, "not 0");
            report.help(NO_FEWER).fix(Applicability::Unsafe, NO_FEWER, replace_raw(unavailable.value, "0"));
        }
        [None, Some((surge, 1..))] if of_daemons => {
            let message = format!(
                "`maxSurge: {}` without `maxUnavailable`, which is 1 then, and a DaemonSet takes only one of the two, \
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

fn no_percentage<'w>(entry: Entry<'w>, text: &str, refused: &str, cx: &mut Cx<'w>) {
    let key = entry.key.text();
    let report = cx.report(entry.value, format!("`{key}: \"{text}\"` is a string that is not a percentage, {refused}"));
    // With a zero in front YAML reads another number.
    if let Some(number) = text.parse::<u32>().ok().filter(|number| number.to_string() == text) {
        let edit = replace_raw(entry.value, &number.to_string());
        let report = report.help(format!("write the number without quotes, `{key}: {number}`"));
        report.fix(Applicability::Safe, format!("write `{number}`"), edit);
    } else {
        report.help("write a number of pods, or a percentage like `25%`");
    }
}

impl<'w> Bound<'w> {
    /// None for what is unknown; the text of a string that is not a percentage is an error.
    fn read(entry: Entry<'w>) -> Result<Option<Bound<'w>>, &'w str> {
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
}
