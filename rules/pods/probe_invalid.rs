//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::pod::PROBES;
use crate::kube::values::version::Version;
use crate::kube::{ContainerRole, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "probe-invalid",
        summary: "A probe that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

const HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];
const GRACE: &str = "terminationGracePeriodSeconds";
/// The first version that reads the grace period of a probe by default (feature gate `ProbeTerminationGracePeriod`).
const GRACE_IS_READ: Version = Version { major: 1, minor: 25 };

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.containers() {
        let node = container.node;
        let probes = PROBES.iter().filter_map(|key| node.written(key)).filter(|probe| probe.value.is_certain());
        match container.role {
            ContainerRole::Main | ContainerRole::Sidecar => {
                probes.for_each(|probe| check_probe(workload.kind_name, probe, cx))
            }
            ContainerRole::Init => {
                let restarts = !node.is_certain_at(&["restartPolicy"])
                    || node.get("restartPolicy").is_some_and(|policy| is_unknown(policy.text()));
                if !restarts {
                    probes.chain(node.written("lifecycle")).for_each(|entry| in_init(workload.kind_name, entry, cx));
                }
            }
            _ => {}
        }
    }
}

/// Reports a probe of an init container, which ends before anything could run the probe.
fn in_init<'w>(kind: &str, entry: Entry<'w>, cx: &mut Cx<'w>) {
    let key = entry.key.text();
    let message = format!(
        "`{key}` in an init container without `restartPolicy: Always`, which ends before the pod runs, so the API \
         server rejects the {kind}"
    );
    let report = cx.report(entry, message).help(format!("remove `{key}`, or make the container a sidecar"));
    report.fix(Applicability::Unsafe, format!("remove `{key}`"), remove_entry(entry));
}

fn check_probe<'w>(kind: &str, probe: Entry<'w>, cx: &mut Cx<'w>) {
    let (name, spec) = (probe.key.text(), probe.value);
    if !spec.is_mapping() {
        return;
    }
    let refused = format!("so the API server rejects the {kind}");
    let handlers: Vec<Entry<'w>> = HANDLERS.iter().filter_map(|key| spec.written(key)).collect();
    match handlers[..] {
        [] => {
            if !is_templated(spec) {
                let empty = spec.entries().find(|entry| HANDLERS.contains(&entry.key.text()));
                let message = format!("`{name}` has nothing to check, {refused}");
                let help = "write one of `httpGet`, `tcpSocket`, `grpc` and `exec`, or remove the probe";
                let report = cx.report_missing(empty.unwrap_or(probe), message).help(help);
                HANDLERS.iter().fold(report, |report, key| report.resting_on(spec.without(key)));
            }
        }
        [first, second, ..] => {
            let (first_key, second_key) = (first.key.text(), second.key.text());
            let message =
                format!("`{name}` has both `{first_key}` and `{second_key}`, but only one is allowed, {refused}");
            cx.report(second, message).related(first, "the first one").help("keep one of the two");
        }
        [_] => {}
    }
    let threshold = spec.entry("successThreshold").filter(|_| name != "readinessProbe");
    if let Some(entry) = threshold.filter(|entry| entry.value.as_i64().is_some_and(|number| number > 1)) {
        let (key, number) = (entry.key.text(), entry.value.text());
        let message = format!(
            "`{key}: {number}` of `{name}` must be 1: only a readiness probe may need several successes, {refused}"
        );
        let report = cx.report(entry, message).help(format!("remove `{key}`"));
        report.fix(Applicability::Unsafe, format!("remove `{key}`"), remove_entry(entry));
    }
    let grace = spec.entry(GRACE).and_then(|entry| Some((entry, entry.value.as_i64()?)));
    let Some((grace, seconds)) = grace.filter(|_| cx.workspace.project.versions.first >= GRACE_IS_READ) else { return };
    if name == "readinessProbe" {
        let message = format!("`{GRACE}` in a readiness probe, which never ends a container, {refused}");
        let report = cx.report(grace, message).help(format!("remove `{GRACE}`"));
        report.fix(Applicability::Unsafe, format!("remove `{GRACE}`"), remove_entry(grace));
    } else if seconds <= 0 {
        let message = format!("`{GRACE}: {seconds}` of a probe must be above 0, {refused}");
        cx.report(grace.value, message).help("write 1 or more, or remove it to use the grace period of the pod");
    }
}

/// Whether a key of a mapping is a template expression.
fn is_templated(mapping: Node<'_>) -> bool {
    mapping.raw_entries().any(|entry| is_unknown(&entry.key.key_text()))
}
