//! See the card.

use crate::diagnostic::Severity;
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Requirement, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-volatile-label",
        summary: "A workload whose selector changes with each release",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::ReplicaSet], check),
};

/// Labels whose values always belong to one release.
const ALWAYS: &[&str] = &["helm.sh/chart", "pod-template-hash"];
/// Labels that change with a release if their value looks like that of one release.
const BY_VALUE: &[&str] = &[
    "app.kubernetes.io/version",
    "build",
    "chart",
    "commit",
    "date",
    "git-sha",
    "image",
    "image-tag",
    "revision",
    "sha",
    "tag",
    "version",
];
/// The shortest commit hash that tools write.
const HASH: usize = 7;

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(selector) = workload_selector(workload) else { return };
    let mut volatile = selector.requirements.iter().filter(|term| is_volatile(term));
    let Some((first, key)) = volatile.next().and_then(|term| Some((term, term.key.as_deref()?))) else { return };
    let kind = workload.kind_name;
    let message = format!(
        "`{key}` changes with each release, but the selector of a {kind} cannot be changed: the API server rejects the \
         next release"
    );
    let help = help(first.node, kind);
    // The key of an added entry is at the place that its cause shows, so that place is not shown twice.
    let is_added = help.is_some();
    let place = |node: Node<'w>| node.key().filter(|_| is_added).unwrap_or(node);
    let mut report = cx.report(place(first.node), message);
    for other in volatile {
        report = report.related(place(other.node), "also changes");
    }
    report.help(help.unwrap_or_else(|| "remove it from the selector; the pods may keep the label".to_owned()));
}

/// The advice if a kustomization adds the label to the selector. Returns `None` if the selector itself has it.
fn help(label: Node<'_>, kind: &str) -> Option<String> {
    let is_set_by = |field: &str| label.causes().iter().any(|cause| cause.what.contains(field));
    let instead = if is_set_by("`commonLabels`") {
        "move it to an entry of `labels` without `includeSelectors` and with `includeTemplates: true`"
    } else if is_set_by("`labels`") {
        "give it an entry of `labels` without `includeSelectors` and with `includeTemplates: true`"
    } else {
        return None;
    };
    Some(format!("{instead}; a {kind} that exists has it in its selector and must be created again, once"))
}

fn is_volatile(term: &Requirement<'_>) -> bool {
    let (Some(key), Some(value)) = (term.key.as_deref(), term.single_value()) else { return false };
    ALWAYS.contains(&key) || BY_VALUE.contains(&key) && is_release(value)
}

/// Whether the value is a release such as `1.2.3`, `web-0.4.2`, `2024-01-31` or `8d1f2c3`, not a possible variant such
/// as `v1`, `v1.0`, `stable` or `blue`.
fn is_release(value: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let parts = value.split(['.', '-', '_', '+']).filter(|part| part.trim_start_matches('v').bytes().any(is_digit));
    let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit()) && value.bytes().any(is_digit);
    parts.count() > 2 || is_hex && value.len() >= HASH
}
