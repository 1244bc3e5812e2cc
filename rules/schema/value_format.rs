//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Constraint, Family, Flaw, Form, Problem};
use crate::yaml::{Node, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "value-format",
        summary: "A value that does not have the form of its field",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn asks(constraint: Constraint) -> bool {
    matches!(constraint, Constraint::Form(form) if form.family() == Family::Value)
}

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Constraint(broken) = problem else { return };
    let (Constraint::Form(form), Flaw::Form(reason)) = (broken.constraint, &broken.flaw) else { return };
    if !asks(broken.constraint) {
        return;
    }
    let (subject, refusal, where_) = (broken.subject(), cx.refusal(), cx.in_versions(broken.versions));
    let message = format!("{subject} is not {}: {reason}, so {refusal}{where_}", form.noun());
    let report = cx.report(broken.node, message);
    match unquoted(broken.node).filter(|_| matches!(form, Form::CountOrPercent | Form::CountOrShare)) {
        Some(number) => {
            let title = format!("write the number without quotes, `{number}`");
            report.help(title.clone()).fix(Applicability::Safe, title, replace_raw(broken.node, number))
        }
        None => report.help(form.help()),
    };
}

/// A number in quotes, unless YAML reads a different one without them.
fn unquoted(node: Node<'_>) -> Option<&str> {
    let text = node.as_str()?;
    text.parse::<u32>().ok().filter(|number| number.to_string() == text).map(|_| text)
}
