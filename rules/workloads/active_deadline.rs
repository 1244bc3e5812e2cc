//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "active-deadline",
        summary: "A deadline for pods that are meant to run for ever",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::LASTING, check),
};

/// The first version that certainly rejects the field (apps and core validation).
const REFUSED: Version = Version { major: 1, minor: 14 };
const KEY: &str = "activeDeadlineSeconds";

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let entry = template.spec.and_then(|spec| spec.entry(KEY)).filter(|entry| entry.value.as_i64().is_some());
    let Some(entry) = entry else { return };
    if cx.workspace.project.versions.first < REFUSED {
        return;
    }
    let (kind, value) = (workload.kind_name, entry.value.text());
    let message = format!(
        "`{KEY}: {value}` would end the pods of a {kind}, which are meant to run for ever, so the API server rejects the \
         {kind}"
    );
    let report = cx.report(entry, message).help(format!("remove `{KEY}`, or use a Job for a task that ends"));
    report.fix(Applicability::Safe, format!("remove `{KEY}`"), remove_entry(entry));
}
