//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-indent-sequence",
        summary: "Items of one list in different columns",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    cx.report_problems(document, ProblemKind::Indent, Severity::Error);
}
