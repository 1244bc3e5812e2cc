//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-name-half",
        summary: "A pod with only a `hostname` or only a `subdomain`",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        aliases: &["pod-hostname-no-subdomain", "pod-subdomain-no-hostname"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(workload).and_then(|template| template.spec) else { return };
    // The controllers of these workloads give the pods a host name.
    let is_indexed = || {
        let mode = workload.root.find(&["spec", "completionMode"]);
        mode.or_else(|| workload.root.find(&["spec", "jobTemplate", "spec", "completionMode"])).is_some()
    };
    if workload.kind == Kind::StatefulSet || workload.kind.is_of_others() || is_indexed() {
        return;
    }
    let written = |key: &str| spec.written(key).filter(|entry| !entry.value.is_empty());
    let (half, other) = match (written("hostname"), written("subdomain")) {
        (Some(hostname), None) => (hostname, "subdomain"),
        // Several pods cannot use the same name.
        (None, Some(subdomain)) if workload.kind == Kind::Pod => (subdomain, "hostname"),
        _ => return,
    };
    let Some(text) = known_str(half.value) else { return };
    let (key, effect) = (half.key.text(), "so the DNS has no name for the pod");
    cx.report(half, format!("`{key}: {text}` needs a `{other}`, {effect}"))
        .resting_on(spec.without(other))
        .help(format!("write a `{other}`, or remove `{key}` if nothing looks up the pod"));
}
