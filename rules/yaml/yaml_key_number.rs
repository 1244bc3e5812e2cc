//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-key-number",
        summary: "A number as a key that becomes another text",
        category: Category::Syntax,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for key in cx.workspace.misread_keys(resource).filter(|key| key.scalar().is_number()) {
        cx.report_misread_key(key, "a number");
    }
}
