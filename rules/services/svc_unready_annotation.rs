//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Content, Reading, insert_after};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "svc-unready-annotation",
        summary: "An annotation for unready endpoints that Kubernetes ignores",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

const ANNOTATION: &str = "service.alpha.kubernetes.io/tolerate-unready-endpoints";
const FIELD: &str = "publishNotReadyAddresses";

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(entry) = service.root.find(&["metadata", "annotations"]).and_then(|all| all.entry(ANNOTATION)) else {
        return;
    };
    let Some(spec) = service.root.entry("spec").filter(|spec| spec.value.is_mapping()) else { return };
    if entry.value.text() != "true" || !matches!(spec.value.read(FIELD), Reading::Absent) {
        return;
    }
    let message = format!(
        "Kubernetes no longer reads this annotation, so pods that are not ready get no names: `{FIELD}` replaced it"
    );
    let report = cx.report(entry, message).help(format!("write `{FIELD}: true` in `spec`"));
    let last = spec.value.entries().last();
    let edit = last.and_then(|last| insert_after(last, FIELD, Content::Raw("true".to_owned())));
    report.fix(Applicability::Unsafe, format!("add `{FIELD}: true`"), edit);
}
