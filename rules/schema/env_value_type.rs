//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Misread, Misreading, Part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "env-value-type",
        summary: "An environment variable whose value is a number",
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
    // Other rules report numbers that YAML reads as another text.
    let number =
        |misread: &&Misread<'w>| misread.how == Misreading::PlainNumber && misread.place.part == Part::Variable;
    for misread in cx.workspace.misread(resource).filter(number) {
        let message = misread.refused(&cx.refusal());
        cx.report_misread(misread, message);
    }
}
