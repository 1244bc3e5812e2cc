//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::unknown::is_unknown;
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-version-unserved",
        summary: "An object of a version that its CustomResourceDefinition does not serve",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(object: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if is_unknown(object.api_version) || cx.workspace.reads_like_patch(object) {
        return;
    }
    let Some((definition, served)) = cx.workspace.not_serving(object) else { return };
    let (Some(node), group) = (object.root.get("apiVersion"), object.group()) else { return };
    let (kind, wanted) = (object.kind_name, object.api_version);
    let all = list(served.iter().map(|version| format!("{group}/{version}")), "and");
    let message =
        format!("the definition of {kind} serves {all}, not `{wanted}`, so the API server rejects the object");
    let report = cx.report(node, message).related(definition.head(), "the definition");
    let given = report.given(definition.root.is_certain_at(&["spec", "versions"]));
    match served.as_slice() {
        [only] => {
            let version = format!("{group}/{only}");
            let edit = replace_scalar(node, &version);
            let title = format!("write `apiVersion: {version}`");
            given.help(title.clone()).fix(Applicability::Unsafe, title, edit);
        }
        _ => {
            given.help("write a served version");
        }
    }
}
