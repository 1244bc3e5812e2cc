//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::insert_item_after;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "networkpolicy-types",
        summary: "Rules of a NetworkPolicy whose direction is not among its `policyTypes`",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::NetworkPolicy], check),
};

fn check<'w>(policy: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(types) = policy.spec_entry("policyTypes").filter(|entry| !entry.value.is_empty()) else { return };
    let words: Option<Vec<&str>> = types.value.items().map(known_str).collect();
    let (Some(words), Some(last)) = (words, types.value.items().last()) else { return };
    for (key, word) in [("ingress", "Ingress"), ("egress", "Egress")] {
        let Some(rules) = policy.spec_entry(key).filter(|_| items(policy.spec(), key).next().is_some()) else {
            continue;
        };
        // The API server rejects any other word.
        if words.iter().any(|written| written.eq_ignore_ascii_case(word)) {
            continue;
        }
        let message = format!("`policyTypes` does not have `{word}`, so the rules under `{key}` have no effect");
        cx.report(rules, message)
            .related(types, "the directions that the policy restricts")
            .help(format!("add `{word}` to `policyTypes`"))
            .fix(Applicability::Unsafe, format!("add `{word}`"), insert_item_after(last, word));
    }
}
