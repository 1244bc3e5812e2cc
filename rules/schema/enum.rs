//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{self, BrokenConstraint, Constraint, Flaw, Problem, UnknownWord};
use crate::text::list::list;
use crate::text::similar::{folded, is_slip, is_sure_typo};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "enum",
        summary: "A string that its field does not allow",
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
    matches!(constraint, Constraint::Word(_) | Constraint::Contains(_))
}

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let UnknownWord { node, words, spot, versions } = match problem {
        Problem::Word(word) => *word,
        Problem::Constraint(broken) => return constraint(broken, cx),
        _ => return,
    };
    // Other rules report these in more detail.
    if matches!(
        (spot.definition.short_name(), spot.field.name()),
        ("LabelSelectorRequirement", _) | ("ServiceSpec", "ipFamilies" | "ipFamilyPolicy")
    ) {
        return;
    }
    let Some(text) = node.as_str() else { return };
    let same = |word: &&str| folded(word) == folded(text);
    let near = words.iter().find(same).or_else(|| words.iter().find(|word| is_slip(text, word)));
    let list = list(words.iter().filter(|word| !word.is_empty()), "or");
    let (refusal, where_) = (cx.refusal(), cx.in_versions(versions));
    // A message shows only a single word, because longer text may contain anything.
    let is_word = text.len() < 40 && text.chars().all(char::is_alphanumeric);
    let shown = if is_word { format!("`{text}`") } else { "something else".to_owned() };
    let fact = format!("{} must be {list}, but is {shown}", spot.describe());
    // A word of a later version may not resemble a known one.
    let newest = spot.definition.is_built_in() && versions.last().is_some_and(|last| last > schema::ENUMS);
    let report = match near.is_none() && newest {
        true => {
            let message = format!("{fact}, as of Kubernetes {}", schema::ENUMS);
            cx.report(node, message).severity(Severity::Warning)
        }
        false => cx.report(node, format!("{fact}, so {refusal}{where_}")),
    };
    if let Some(word) = near {
        let is_sure = is_sure(text, word, words.iter());
        let applicability = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
        let report = report.help(format!("write `{word}`"));
        report.fix(applicability, format!("write `{word}`"), replace_scalar(node, word));
    }
}

/// Reports a string that the API server allows only elsewhere, or only in some versions.
fn constraint<'w>(broken: &BrokenConstraint<'w>, cx: &mut Cx<'w>) {
    let (Constraint::Word(words) | Constraint::Contains(words), Flaw::Word) = (broken.constraint, &broken.flaw) else {
        return;
    };
    let (node, refusal, where_) = (broken.node, cx.refusal(), cx.in_versions(broken.versions));
    let listed = list(words.iter().copied(), "or");
    if matches!(broken.constraint, Constraint::Contains(_)) {
        let message = format!("`{}` does not have {listed}, so {refusal}{where_}", broken.name());
        let place = node.key().unwrap_or(node);
        cx.report(place, message).resting_on(node).help(format!("add {listed}"));
        return;
    }
    let text = node.text();
    let same = |word: &&&str| folded(word) == folded(text);
    let near = words.iter().find(same).or_else(|| words.iter().find(|word| is_slip(text, word)));
    let report = cx.report(node, format!("{} is not {listed}, so {refusal}{where_}", broken.subject()));
    match near.or(words.first().filter(|_| words.len() == 1)) {
        Some(word) => {
            let edit = replace_scalar(node, word);
            let report = report.help(format!("write `{word}`"));
            let is_sure = is_sure(text, word, words.iter().copied());
            let applicability = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
            report.fix(applicability, format!("write `{word}`"), edit);
        }
        None => {
            report.help(format!("write {listed}"));
        }
    }
}

/// Whether a text can mean only one of some words: they differ only in case, or in one letter if no other word is
/// similar.
fn is_sure<'a>(text: &str, word: &str, words: impl Iterator<Item = &'a str>) -> bool {
    folded(word) == folded(text) || is_sure_typo(text, word) && words.filter(|other| is_slip(text, other)).count() == 1
}
