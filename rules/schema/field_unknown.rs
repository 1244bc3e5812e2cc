//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Meant, Problem, UnknownField};
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
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// Fields that went away, by the end of the definition's name, and what to write.
const RENAMED: &[(&str, &str, &str)] = &[
    ("networking.v1.IngressBackend", "serviceName", "write `service:` with `name:` below it"),
    (
        "networking.v1.IngressBackend",
        "servicePort",
        "write `service:` with `port:` below it, which has a `number:` or a `name:`",
    ),
    ("networking.v1.IngressSpec", "backend", "write `defaultBackend:`"),
    ("apps.v1.DeploymentSpec", "rollbackTo", "remove `rollbackTo` and use `kubectl rollout undo --to-revision`"),
    (
        "HorizontalPodAutoscalerSpec",
        "targetCPUUtilizationPercentage",
        "write a metric of `type: Resource` under `metrics`, with `averageUtilization` as its target",
    ),
    (
        "apiextensions.v1.CustomResourceDefinitionSpec",
        "version",
        "write an item of `versions:` with `name`, `served` and `storage`",
    ),
    ("apiextensions.v1.CustomResourceDefinitionSpec", "validation", "write `schema:` in each item of `versions:`"),
    (
        "apiextensions.v1.CustomResourceConversion",
        "webhookClientConfig",
        "write `webhook:` with `clientConfig:` below it",
    ),
];

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    // The rule on levels says where it belongs.
    if !matches!(field.meant, Meant::Place(_)) {
        report(field, cx);
    }
}

fn report(field: &UnknownField<'_>, cx: &mut Cx<'_>) {
    let UnknownField { entry, definition, versions, .. } = *field;
    let (key, kind) = (entry.key.key_text(), definition.short_name());
    if let Some(known) = definition.field(&key).next() {
        let message = format!(
            "`{key}` is a field of `{kind}` in Kubernetes {}, and not in {versions}, where `kubectl apply` fails",
            known.versions()
        );
        cx.report(entry, message).help(format!("remove `{key}`, or name the versions of your clusters"));
        return;
    }
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    let report =
        cx.report(entry, format!("`{key}` is not a field of `{kind}`{where_}, so `kubectl apply` fails{condition}"));
    let renamed = |(owner, name, _): &&(&str, &str, &str)| definition.name().ends_with(owner) && *name == key;
    if let Some((_, _, help)) = RENAMED.iter().find(renamed) {
        report.help(*help);
        return;
    }
    let Meant::Name(slip) = &field.meant else { return };
    let name = slip.field.name();
    if !slip.is_free {
        report.help(format!("`{name}` is written as well: remove `{key}`"));
    } else if !slip.fits {
        report.help(format!("write `{name}`, which is {}", slip.field.shape().noun()));
    } else {
        let applicability = if slip.is_case { Applicability::Safe } else { Applicability::Unsafe };
        let title = format!("write `{name}`");
        report.help(title.clone()).fix(applicability, title, replace_scalar(entry.key, name));
    }
}
