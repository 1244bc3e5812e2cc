//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::similar::{distance, is_slip};
use crate::kube::version_set::VersionSet;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Api, Problem, UnknownField};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-unknown",
        summary: "A key that the object does not have",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("field_unknown.md"),
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    // The rules on selectors know what else may be meant there.
    if !field.definition.name().ends_with(".LabelSelector") {
        let served = cx.workspace.api(resource).map(Api::versions).unwrap_or_default();
        report(field, VersionSet::from(cx.workspace.project.versions).and(served), cx);
    }
}

fn report(field: &UnknownField<'_>, served: VersionSet, cx: &mut Cx<'_>) {
    let UnknownField { entry, parent, definition, versions } = *field;
    let key = entry.key.key_text();
    let kind = definition.short_name();
    let known = definition.field(&key).next();
    if let Some(known) = known {
        let message = format!(
            "`{key}` is a field of `{kind}` in Kubernetes {}, and not in {versions}, where `kubectl apply` fails",
            known.versions()
        );
        cx.report(entry, message).help(format!("remove `{key}`, or name the versions of your clusters"));
        return;
    }
    // Characters that cannot be seen have a rule of their own.
    let ascii: String = key.chars().filter(char::is_ascii).collect();
    if ascii != key && definition.field(&ascii).next().is_some() {
        return;
    }
    let message = format!("`{key}` is no field of `{kind}`, so `kubectl apply` fails");
    let report = cx.report(entry, message);
    let there = definition.fields().filter(|field| served.without(field.versions()).is_empty());
    let near = there.map(|field| field.name()).filter(|name| fold(name) == fold(&key) || is_slip(&key, name));
    let Some(name) = near.min_by_key(|name| (fold(name) != fold(&key), distance(&key, name, 9))) else { return };
    if parent.get(name).is_some() {
        report.help(format!("`{name}` is written as well: remove `{key}`"));
        return;
    }
    let applicability = match fold(name) == fold(&key) {
        true => Applicability::Safe,
        false => Applicability::Unsafe,
    };
    report.help(format!("write `{name}`")).fix(
        applicability,
        format!("write `{name}`"),
        replace_scalar(entry.key, name),
    );
}

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
