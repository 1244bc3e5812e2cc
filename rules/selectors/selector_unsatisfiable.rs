//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Operator, Requirement, Resource, Selector};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "selector-unsatisfiable",
        summary: "A selector whose terms contradict each other",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(object: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for fact in cx.workspace.facts(object).label_selectors() {
        let selector = Selector::label_selector(fact.entry);
        let terms = &selector.requirements;
        let pair = terms.iter().enumerate().find_map(|(at, term)| {
            let other =
                terms[..at].iter().find(|other| other.key.is_some() && other.key == term.key && clash(other, term));
            Some((other?, term))
        });
        let Some((first, second)) = pair else { continue };
        let key = second.key.as_deref().unwrap_or_default();
        let message = format!(
            "no object has a label `{key}` that is {} and {}, so the selector selects nothing",
            words(first),
            words(second)
        );
        cx.report(second.node, message)
            .related(first.node, format!("requires one that is {}", words(first)))
            .help(format!("an object must match all terms: keep one of the two for `{key}`"));
    }
}

/// Whether no label can match both terms.
fn clash(one: &Requirement<'_>, other: &Requirement<'_>) -> bool {
    let all = |term: &Requirement<'_>| term.values.iter().all(Option::is_some) && !term.values.is_empty();
    let is_in = |values: &[Option<&str>], value: &Option<&str>| values.contains(value);
    match (one.operator, other.operator) {
        (Operator::In, Operator::In) if all(one) && all(other) => {
            !one.values.iter().any(|value| is_in(&other.values, value))
        }
        (Operator::In, Operator::NotIn) if all(one) => one.values.iter().all(|value| is_in(&other.values, value)),
        (Operator::NotIn, Operator::In) => clash(other, one),
        (Operator::DoesNotExist, Operator::Exists | Operator::In) => true,
        (Operator::Exists | Operator::In, Operator::DoesNotExist) => true,
        _ => false,
    }
}

/// The requirement of a term for a label, in words.
fn words(term: &Requirement<'_>) -> String {
    let values = || list(term.values.iter().flatten(), "or");
    match term.operator {
        Operator::In => values(),
        Operator::NotIn => format!("not {}", values()),
        Operator::Exists => "there".to_owned(),
        Operator::DoesNotExist => "absent".to_owned(),
        Operator::Unknown => String::new(),
    }
}
