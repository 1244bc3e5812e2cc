//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Misreading;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-octal",
        summary: "A number with a leading zero in place of a string",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for misread in cx.workspace.misread(resource).filter(|misread| misread.how == Misreading::LeadingZero) {
        let message = misread.refused(&cx.refusal());
        cx.report_misread(misread, message);
    }
}
