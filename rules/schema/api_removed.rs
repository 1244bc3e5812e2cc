//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::values::version::Versions;
use crate::kube::values::version_set::VersionSet;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "api-removed",
        summary: "An `apiVersion` that Kubernetes no longer serves",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(api) = schema::built_in().api(resource.api_version, resource.kind_name) else { return };
    let Some(removed) = api.removed() else { return };
    let versions = cx.workspace.project.versions;
    if versions.last < removed || cx.workspace.reads_like_patch(resource) {
        return;
    }
    let Some(written) = resource.root.get("apiVersion") else { return };
    let refusing = Versions { first: versions.first.max(removed), last: versions.last };
    let others = VersionSet::from(versions).without(refusing.into());
    let (kind, api_version) = (api.kind(), api.api_version());
    let assumed = if cx.workspace.project.assumes_versions { " (assumed, since no version is configured)" } else { "" };
    let effect = match others.is_empty() {
        true => format!("so Kubernetes {refusing}{assumed} rejects the object"),
        false => format!("so Kubernetes {refusing} rejects the object, but {others} accepts it"),
    };
    let advice = api.advice(versions);
    let message = format!("`{api_version}` has had no `{kind}` since Kubernetes {removed}, {effect}");
    cx.report(written, message).advise(resource.root, &advice);
}
