//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Api;
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "status-in-manifest",
        summary: "A `status`, which the API server drops",
        category: Category::Values,
        severity: Severity::Info,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let field = |api: Api<'w>| api.definition().field("status").next().is_some();
    let Some(status) = resource.root.written("status").filter(|status| !status.value.is_empty()) else { return };
    // The API server keeps the status that a Node is created with.
    let is_kept = resource.kind_name == "Node" && resource.group().is_empty();
    if is_kept || !cx.workspace.api(resource).is_some_and(field) {
        return;
    }
    let message =
        format!("the API server drops the `status` of this {}: only the cluster writes it", resource.kind_name);
    let report = cx.report(status, message).help("remove `status`");
    report.fix(Applicability::Safe, "remove `status`", remove_entry(status));
}
