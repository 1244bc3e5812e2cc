//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "structure-flattened",
        summary: "A manifest that lost its indentation when it was copied",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        rank: Some(Rank::Document),
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    cx.report_problems(document, ProblemKind::Flattened, Severity::Error);
}
