//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "sts-hostname-ignored",
        summary: "A host name in the pod template of a StatefulSet",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::StatefulSet], check),
};

/// The fields, and the values with which the controller overwrites them.
const FIELDS: &[(&str, &str)] = &[("hostname", "the name of each pod"), ("subdomain", "the `serviceName`")];

fn check<'w>(set: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = cx.workspace.template(set).and_then(|template| template.spec) else { return };
    for (key, instead) in FIELDS {
        let Some(entry) = spec.written(key).filter(|entry| !entry.value.is_empty()) else { continue };
        let message = format!("`{key}` has no effect here: the StatefulSet controller overwrites it with {instead}");
        let report = cx.report(entry, message).help(format!("remove `{key}`"));
        report.fix(Applicability::Safe, format!("remove `{key}`"), remove_entry(entry));
    }
}
