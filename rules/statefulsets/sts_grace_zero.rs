//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-grace-zero",
        summary: "Pods of a StatefulSet that are killed without time to stop",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(set).and_then(|template| template.spec) else { return };
    let Some(entry) = spec.entry("terminationGracePeriodSeconds") else { return };
    if entry.value.as_i64() == Some(0) {
        let message = "`terminationGracePeriodSeconds: 0` deletes a pod before its node confirms that it has stopped, so two pods of \
                       the same name may write to one volume";
        let report = cx.report(entry, message).help("remove the field: the default is 30 seconds");
        report.fix(Applicability::Unsafe, "remove it", remove_entry(entry));
    }
}
