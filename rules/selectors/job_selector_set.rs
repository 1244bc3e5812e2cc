//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Node, remove_entry};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "job-selector-set",
        summary: "A Job with a selector or labels that only the API server may set",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Job, Kind::CronJob], check),
};

const JOB_NAME: &[&str] = &["job-name", "batch.kubernetes.io/job-name"];
const JOB_UID: &[&str] = &["controller-uid", "batch.kubernetes.io/controller-uid"];

fn check<'w>(job: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let template = workspace.template(job);
    if job.kind == Kind::CronJob {
        let Some(spec) = job.root.find(&["spec", "jobTemplate", "spec"]) else { return };
        if !spec.is_certain_at(&["selector"]) || !spec.is_certain_at(&["manualSelector"]) {
            return;
        }
        let manual = spec.entry("manualSelector").filter(|entry| entry.value.as_bool() == Some(true));
        let selector = spec.written("selector");
        match (manual, selector) {
            (Some(entry), _) => refuse(cx, entry, "the CronJob has `manualSelector: true`", "the CronJob"),
            (None, Some(entry)) => refuse(cx, entry, "the CronJob gives its Jobs a `selector`", "the CronJob"),
            (None, None) => labels(cx, job, template),
        }
        return;
    }
    let Some(spec) = job.spec() else { return };
    // Any value except a plain `false` may mean yes.
    let manual = spec.get("manualSelector").is_some_and(|node| !node.is_null() && node.as_bool() != Some(false));
    if manual || !spec.is_certain_at(&["selector"]) || !spec.is_certain_at(&["manualSelector"]) {
        return;
    }
    match spec.entry("selector").filter(|entry| asks(entry.value)) {
        Some(entry) => refuse(cx, entry, "the Job has a `selector` but not `manualSelector: true`", "the Job"),
        None => labels(cx, job, template),
    }
}

/// Whether a selector is not empty. The API server fills in an empty one.
fn asks(selector: Node<'_>) -> bool {
    selector.entries().any(|entry| !entry.value.is_empty())
}

fn refuse<'w>(cx: &mut Cx<'w>, entry: Entry<'w>, what: &str, object: &str) {
    let message = format!("{what}, but the selector of a Job is generated, so the API server rejects {object}");
    let report = cx.report(entry, message).help(format!("remove `{}`", entry.key.text()));
    if let Some(edit) = remove_entry(entry) {
        report.fix(Applicability::Safe, format!("remove `{}`", entry.key.text()), edit);
    }
}

/// Reports pod labels that the API server sets itself. It rejects any other value.
fn labels<'w>(cx: &mut Cx<'w>, job: &Resource<'w>, template: Option<&PodTemplate<'w>>) {
    let Some(template) = template else { return };
    let name = job.root.find(&["metadata", "name"]).and(job.name);
    for label in &template.labels.list {
        let key: &str = &label.key;
        let Some(value) = label.value else { continue };
        let wrong = JOB_UID.contains(&key)
            || JOB_NAME.contains(&key) && (job.kind == Kind::CronJob || name.is_some_and(|name| name != value));
        if wrong {
            let message = format!(
                "the pod template has `{key}: {value}`, but the API server sets this label from the Job's name or uid, so \
                 it rejects the Job"
            );
            let report = cx.report(label.entry, message).help(format!("remove the label `{key}`"));
            if let Some(edit) = remove_entry(label.entry) {
                report.fix(Applicability::Safe, format!("remove `{key}`"), edit);
            }
            return;
        }
    }
}
