//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Misreading;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-null-word",
        summary: "An explicit null in place of a string",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for misread in cx.workspace.misread(resource).filter(|misread| misread.how == Misreading::Null) {
        let part = misread.place.part.as_str();
        let shown = misread.place.node.key().map_or_else(|| misread.shown(), |key| format!("`{}`", key.text()));
        let message =
            format!("{shown} is null, but {part} must be a string: the API server turns it into an empty string");
        cx.report_misread(misread, message);
    }
}
