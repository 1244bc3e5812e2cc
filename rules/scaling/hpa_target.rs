//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::text::similar::is_slip;
use crate::workspace::Reference;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "hpa-target",
        summary: "A HorizontalPodAutoscaler whose target cannot be scaled or does not exist",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::HorizontalPodAutoscaler], check),
};

/// Built-in kinds that can be scaled, with their group and the version to write.
const SCALABLE: &[(&str, Kind, &str, &str)] = &[
    ("Deployment", Kind::Deployment, "apps", "apps/v1"),
    ("StatefulSet", Kind::StatefulSet, "apps", "apps/v1"),
    ("ReplicaSet", Kind::ReplicaSet, "apps", "apps/v1"),
    ("ReplicationController", Kind::ReplicationController, "", "v1"),
];

/// Kinds that people wrongly take for scalable ones.
const NOT_SCALABLE: &[&str] = &["CronJob", "DaemonSet", "Job", "Pod", "Service"];

fn check<'w>(hpa: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(target) = hpa.spec().and_then(|spec| spec.get("scaleTargetRef")) else { return };
    let Some(kind) = target.get("kind") else { return };
    let Some(word) = known_str(kind) else { return };
    if NOT_SCALABLE.contains(&word) {
        let message = format!("a {word} has no replicas to scale, so the autoscaler does nothing");
        cx.report(kind, message).help("write the kind and the name of a Deployment or StatefulSet");
        return;
    }
    let Some(&(_, _, group, version)) = SCALABLE.iter().find(|row| row.0 == word) else {
        misspelt(target, kind, word, cx);
        return;
    };
    let written = target.get("apiVersion");
    let wrong = match written.filter(|node| !node.is_empty()) {
        Some(node) => known_str(node).is_some_and(|text| text.rsplit_once('/').map_or("", |(group, _)| group) != group),
        None => !group.is_empty(),
    };
    if wrong {
        let fact = written.filter(|node| !node.is_empty()).map_or_else(
            || format!("without an `apiVersion`, a {word} is looked up in the core group"),
            |node| format!("`{}` has no {word}", node.text()),
        );
        let message = format!("{fact}, so the autoscaler does not find its target");
        let report = match written {
            Some(node) => cx.report(node, message),
            None => cx.report(target.without("apiVersion").shown_at(kind), message),
        };
        let report = report.severity(Severity::Warning).help(format!("write `apiVersion: {version}`"));
        report.fix(
            Applicability::Unsafe,
            format!("write `{version}`"),
            written.filter(|node| !node.is_empty()).and_then(|node| replace_scalar(node, version)),
        );
        return;
    }
    let is_target = |reference: &Reference<'w>| reference.fact.holder == target;
    let Some(reference) = cx.workspace.references(hpa).find(is_target) else { return };
    report_missing(&reference, &cx.workspace.resolution(&reference), cx);
}

/// Reports a kind that is a typo of a scalable one.
fn misspelt<'w>(target: Node<'w>, kind: Node<'w>, word: &str, cx: &mut Cx<'w>) {
    let group = target.get("apiVersion").and_then(known_str).unwrap_or_default();
    let is_ours = group.starts_with("apps/") || group == "v1" || group.is_empty();
    let Some(row) = SCALABLE.iter().find(|row| is_ours && is_slip(word, row.0)) else { return };
    cx.report(kind, format!("there is no kind `{word}`, so the autoscaler does not find its target"))
        .severity(Severity::Warning)
        .help(format!("write `kind: {}`", row.0))
        .fix(Applicability::Unsafe, format!("write `{}`", row.0), replace_scalar(kind, row.0));
}
