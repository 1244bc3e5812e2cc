//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::version::Version;
use crate::kube::{ContainerRole, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Node, Reading, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "lifecycle-hook",
        summary: "A hook that the API server rejects, or that always fails",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// The first version that reads `sleep` by default (feature gate `PodLifecycleSleepAction`).
const SLEEP: Version = Version { major: 1, minor: 30 };
const GRACE: &str = "terminationGracePeriodSeconds";
/// The API server's default for the grace period of a pod, in seconds.
const DEFAULT_GRACE: i64 = 30;

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some(spec) = template.spec else { return };
    let runs = |role| matches!(role, ContainerRole::Main | ContainerRole::Sidecar);
    for container in template.containers().filter(|container| runs(container.role)) {
        for hook in ["postStart", "preStop"] {
            let handler = |key| container.node.find(&["lifecycle", hook]).and_then(|hook| hook.written(key));
            if let Some(socket) = handler("tcpSocket") {
                let message = format!(
                    "a `{hook}` hook cannot open a connection: the API server accepts `tcpSocket`, but the hook fails"
                );
                let report = cx.report(socket, message).severity(Severity::Warning);
                report.help("use `httpGet` or `exec`");
            }
            if let Some(sleep) = handler("sleep").filter(|_| cx.workspace.project.versions.first >= SLEEP) {
                check_sleep(hook, sleep, spec, cx);
            }
        }
    }
}

/// Checks the duration of a hook, which is a part of the time that a pod has to stop.
fn check_sleep<'w>(hook: &str, sleep: Entry<'w>, spec: Node<'w>, cx: &mut Cx<'w>) {
    let Some((place, seconds)) = sleep.value.get("seconds").and_then(|node| Some((node, node.as_i64()?))) else {
        return;
    };
    let (most, written) = match spec.read(GRACE) {
        Reading::Present(node) => (node.as_i64(), Some(node)),
        Reading::Absent => (Some(DEFAULT_GRACE), None),
        Reading::Unknown => (None, None),
    };
    let Some(most) = most.filter(|&most| most >= 0 && seconds > most) else { return };
    let default = if written.is_none() { ", which is the default" } else { "" };
    let message = format!(
        "the `{hook}` hook sleeps for {seconds} seconds, but `{GRACE}` is {most}{default}, so {}",
        cx.refusal()
    );
    let report = cx.report(place, message);
    let report = match written {
        Some(node) => report.related(node, "the time that the pod has to stop"),
        None => report.resting_on(spec.without(GRACE)),
    };
    let help = format!("sleep for less, or write a `{GRACE}` above {seconds} in the pod");
    report.help(help).fix(
        Applicability::Unsafe,
        format!("sleep for {most} seconds"),
        replace_raw(place, &most.to_string()),
    );
}
