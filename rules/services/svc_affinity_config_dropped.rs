//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource, Service};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-affinity-config-dropped",
        summary: "Session affinity settings that the API server drops or rejects",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(view) = Service::read(service) else { return };
    let Some(config) = view.written("sessionAffinityConfig") else { return };
    if !view.spec.is_certain_at(&["sessionAffinity"]) {
        return;
    }
    let affinity = view.written("sessionAffinity");
    match affinity.map(|entry| entry.value.as_str()) {
        None | Some(Some("None")) => {
            let message = "the API server drops `sessionAffinityConfig` without `sessionAffinity: ClientIP`";
            let mut report = cx.report(config, message).severity(Severity::Info);
            if let Some(affinity) = affinity {
                report = report.related(affinity.value, "no affinity");
            }
            report.help("write `sessionAffinity: ClientIP`, or remove `sessionAffinityConfig`");
        }
        Some(Some("ClientIP")) => {
            let Some(timeout) = config.value.find(&["clientIP", "timeoutSeconds"]) else { return };
            if let Some(seconds) = timeout.as_i64().filter(|seconds| !(1..=86_400).contains(seconds)) {
                let message = format!(
                    "`timeoutSeconds: {seconds}` is not between 1 and 86400, so the API server rejects the Service"
                );
                cx.report(timeout, message).severity(Severity::Error).help("write at most 86400, which is one day");
            }
        }
        Some(_) => {}
    }
}
