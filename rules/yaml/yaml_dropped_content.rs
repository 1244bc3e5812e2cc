//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, ProblemKind};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "yaml-dropped-content",
        summary: "Text after the end of its document, which kubectl drops",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    cx.report_problems(document, ProblemKind::Dropped, Severity::Error);
}
