//! See the card.

use crate::diagnostic::Severity;
use crate::kube::pod::PROBES;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "probe-timing",
        summary: "A probe whose timeout is longer than its period",
        category: Category::Values,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// The period that the API server fills in (core `SetDefaults_Probe`).
const PERIOD: i64 = 10;

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for container in template.containers() {
        for (key, probe) in PROBES.iter().filter_map(|key| Some((key, container.node.get(key)?))) {
            let Some((timeout, node)) = probe.get("timeoutSeconds").and_then(|node| Some((node.as_i64()?, node)))
            else {
                continue;
            };
            let written = probe.written("periodSeconds").filter(|entry| entry.value.as_i64() != Some(0));
            let Some(period) = written.map_or(Some(PERIOD), |entry| entry.value.as_i64()) else { continue };
            if timeout <= period {
                continue;
            }
            let message = format!(
                "`{key}` may take {timeout} seconds but runs every {period}: the next run waits, so failures are noticed later"
            );
            let report =
                cx.report(node, message).help(format!("write at most `timeoutSeconds: {period}`, or a longer period"));
            match written {
                Some(entry) => report.related(entry.value, "the period"),
                None => report.resting_on(probe.without("periodSeconds")),
            };
        }
    }
}
