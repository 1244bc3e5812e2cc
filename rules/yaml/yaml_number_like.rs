//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Misread, Misreading};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-number-like",
        summary: "A text that YAML reads as a number in place of a string",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let number = |misread: &&Misread<'w>| misread.how == Misreading::Number && !misread.place.part.is_label();
    for misread in cx.workspace.misread(resource).filter(number) {
        let message = misread.refused(&cx.refusal());
        cx.report_misread(misread, message);
    }
}
