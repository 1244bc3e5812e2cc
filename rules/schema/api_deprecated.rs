//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "api-deprecated",
        summary: "An `apiVersion` that the API server still accepts with a warning",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(api) = schema::built_in().api(resource.api_version, resource.kind_name) else { return };
    let Some(deprecated) = api.deprecated() else { return };
    let versions = cx.workspace.project.versions;
    // If the API is already removed, another rule reports that.
    let gone = api.removed().is_some_and(|removed| removed <= versions.last);
    if versions.last < deprecated || gone || cx.workspace.reads_like_patch(resource) {
        return;
    }
    let advice = api.advice(versions);
    // A version that the oldest API server does not know yet cannot be written.
    if advice.successor.is_some_and(|successor| !successor.serves(versions)) {
        return;
    }
    let Some(written) = resource.root.get("apiVersion") else { return };
    let (kind, api_version) = (api.kind(), api.api_version());
    let end = api.removed().map(|removed| format!(" and Kubernetes {removed} no longer serves it"));
    let message = format!(
        "`{kind}` of `{api_version}` is deprecated since Kubernetes {deprecated}: the API server warns about it{}",
        end.unwrap_or_default()
    );
    cx.report(written, message).advise(resource.root, &advice);
}
