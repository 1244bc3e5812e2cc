//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{self, Problem, UnknownWord};
use crate::text::list::list;
use crate::text::similar::{folded, is_slip};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "enum",
        summary: "A string that its field does not take",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("enum.md"),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(_: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Word(UnknownWord { node, words, spot, versions }) = *problem else { return };
    // Other rules know more of these.
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
    // A word is shown, and nothing that may be more than one.
    let is_word = text.len() < 40 && text.chars().all(char::is_alphanumeric);
    let shown = if is_word { format!("`{text}`") } else { "something else".to_owned() };
    let fact = format!("{} must be {list}, but is {shown}", spot.describe());
    // What a later version may bring is not near to what is there.
    let newest = spot.definition.is_built_in() && versions.last().is_some_and(|last| last > schema::ENUMS);
    let report = match near.is_none() && newest {
        true => {
            let message = format!("{fact}, as far as Kubernetes {} is known", schema::ENUMS);
            cx.report(node, message).severity(Severity::Warning)
        }
        false => cx.report(node, format!("{fact}, so {refusal}{where_}")),
    };
    if let Some(word) = near {
        let applicability = if folded(word) == folded(text) { Applicability::Safe } else { Applicability::Unsafe };
        let report = report.help(format!("write `{word}`"));
        report.fix(applicability, format!("write `{word}`"), replace_scalar(node, word));
    }
}
