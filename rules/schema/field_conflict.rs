//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Condition, Constraint, Flaw, Problem, owner};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-conflict",
        summary: "Two fields that exclude each other",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn asks(constraint: Constraint) -> bool {
    matches!(
        constraint,
        Constraint::TakesNo { .. }
            | Constraint::Alone(_)
            | Constraint::Apart(_)
            | Constraint::Choice { excludes: true, .. }
    )
}

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Constraint(broken) = problem else { return };
    let (refusal, where_) = (cx.refusal(), cx.in_versions(broken.versions));
    if let Flaw::Accompanied(word, other) = broken.flaw {
        let (list, shown) = (broken.name(), word.source_text());
        let (fact, help) = match broken.constraint {
            Constraint::Apart(_) => (
                format!("`{list}` has both `{shown}` and `{}`, which exclude each other", other.source_text()),
                "keep one of the two".to_owned(),
            ),
            _ => (
                format!("`{list}` has `{shown}` and another item, but allows it only alone"),
                format!("write only `{shown}`, or remove it"),
            ),
        };
        cx.report(word, format!("{fact}, so {refusal}{where_}")).related(other, "the other one").help(help);
        return;
    }
    let Flaw::Excludes(entry, because) = broken.flaw else { return };
    let (name, owner) = (entry.key.key_text(), owner(broken.node, resource.kind_name));
    // Some keys are allowed, but not with this value.
    let is_of_value = |other: &Condition| matches!(other, Condition::Is { key, .. } if *key == name);
    let has_value = matches!(broken.constraint, Constraint::TakesNo { others, .. } if others.iter().any(is_of_value));
    let key = if has_value { format!("{name}: {}", entry.value.text()) } else { name.into_owned() };
    let (fact, help) = match (broken.constraint, because) {
        (Constraint::TakesNo { when: Condition::Always, .. }, _) => {
            (format!("`{key}` is not allowed here"), format!("remove `{key}`"))
        }
        (Constraint::TakesNo { when, .. }, _) => match when.words() {
            (words, true) => {
                (format!("`{key}` is allowed only with {words}"), format!("remove `{key}`, or write {words}"))
            }
            (words, false) => (format!("`{key}` is not allowed with {words}"), "remove one of the two".to_owned()),
        },
        (_, Some(other)) => (
            format!("{owner} has both `{}` and `{key}`, but only one is allowed", other.key.key_text()),
            "keep one of the two".to_owned(),
        ),
        (_, None) => return,
    };
    let report = cx.report(entry, format!("{fact}, so {refusal}{where_}")).help(help);
    match (because, broken.constraint) {
        (Some(other), _) => report.related(other, "the other one"),
        (None, Constraint::TakesNo { when, .. }) => match when.key() {
            Some(key) => report.resting_on(broken.node.without(key)),
            None => report,
        },
        _ => report,
    };
}
