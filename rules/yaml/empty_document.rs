//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Document, EmptyDocuments, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "empty-document",
        summary: "An empty document in the middle of a file",
        category: Category::Syntax,
        severity: Severity::Info,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(EmptyDocuments { first, last, rest }) = document.empty_before() else { return };
    cx.report(last, "an empty document ends here: there is nothing between two `---`")
        .related(first, "it starts here")
        .help("remove one of the two")
        .fix(Applicability::Safe, "remove it", replace_part(rest, ""));
}
