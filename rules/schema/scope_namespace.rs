//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::remove_entry;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "scope-namespace",
        summary: "A `namespace` in a cluster-scoped object",
        category: Category::Values,
        severity: Severity::Info,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(api) = cx.workspace.api(resource).filter(|api| api.namespaced() == Some(false)) else { return };
    let Some(entry) = resource.root.get("metadata").and_then(|metadata| metadata.entry("namespace")) else { return };
    let Some(namespace) = known_str(entry.value).filter(|namespace| !namespace.is_empty()) else { return };
    // A namespace that a kustomization or a controller sets for all objects is not a mistake in this one.
    if !entry.value.causes().is_empty() {
        return;
    }
    // kustomize also finds the targets of its patches by their namespace.
    let applicability = match cx.workspace.is_kustomized(resource) {
        true => Applicability::Unsafe,
        false => Applicability::Safe,
    };
    let kind = api.kind();
    let message = format!("the API server drops `namespace: {namespace}`, because a `{kind}` is cluster-scoped");
    cx.report(entry, message).help("remove `namespace`: the object exists once in the whole cluster").fix(
        applicability,
        "remove `namespace`",
        remove_entry(entry),
    );
}
