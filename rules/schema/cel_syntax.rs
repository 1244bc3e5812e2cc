//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::values::cel::syntax_error;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::has_placeholder;
use crate::yaml::{Node, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "cel-syntax",
        summary: "A CEL expression that does not parse",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("cel_syntax.md"),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for entry in &cx.workspace.facts(resource).expressions {
        expression(entry.key.text(), entry.value, cx);
    }
}

fn expression<'w>(name: &str, node: Node<'w>, cx: &mut Cx<'w>) {
    // An empty one is missing.
    let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else { return };
    let Some(error) = syntax_error(text).filter(|_| !has_placeholder(text)) else { return };
    let message = format!("`{name}` is not a CEL expression: {}, so {}", error.reason, cx.refusal());
    let place = node.text_part(error.at);
    let report = cx.report(place, message);
    if let Some(sign) = error.instead {
        let title = format!("write `{sign}`");
        report.help(title.clone()).fix(Applicability::Unsafe, title, replace_part(place, sign));
    }
}
