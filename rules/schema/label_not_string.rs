//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Misread, Misreading};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "label-not-string",
        summary: "A label, an annotation or a selected value that is a number",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // Other rules report a leading zero and words such as `yes`.
    let number = |how| matches!(how, Misreading::Number | Misreading::PlainNumber);
    let labels = |misread: &&Misread<'w>| number(misread.how) && misread.place.part.is_label();
    for misread in cx.workspace.misread(resource).filter(labels) {
        let message = misread.refused(&cx.refusal());
        cx.report_misread(misread, message);
    }
}
