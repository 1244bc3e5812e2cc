//! See the card.

use crate::diagnostic::Severity;
use crate::kube::container_resource::{PAGES, is_huge_pages};
use crate::kube::values::quantity::{self, Quantity, Written};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "huge-pages",
        summary: "Huge pages that are not whole pages, or without `cpu` and `memory`",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        rank: Some(Rank::Link),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

const LISTS: [&str; 2] = ["limits", "requests"];

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for (resources, is_of_pod) in template.resources() {
        let amounts = |list: &str| resources.get(list).into_iter().flat_map(|list| list.entries());
        let pages: Vec<Entry<'w>> =
            LISTS.into_iter().flat_map(amounts).filter(|entry| is_huge_pages(&entry.key.key_text())).collect();
        let Some(first) = pages.first() else { continue };
        if let Some(entry) = pages.iter().find(|entry| is_split(entry)) {
            let (name, amount) = (entry.key.key_text(), entry.value.text());
            let size = name.strip_prefix(PAGES).unwrap_or_default();
            let message = format!("`{name}: {amount}` is not a multiple of {size}, so {}", cx.refusal());
            cx.report(entry.value, message).help(format!("write a multiple of `{size}`"));
        } else if !is_of_pod
            && !is_open(resources)
            && !LISTS.into_iter().flat_map(amounts).any(|entry| is_basic(&entry))
        {
            let message = format!("the container asks for huge pages without `cpu` or `memory`, so {}", cx.refusal());
            let report = cx.report(*first, message).help("write `memory` or `cpu` next to it, as request or as limit");
            LISTS.into_iter().fold(report, |report, list| report.resting_on(resources.without(list)));
        }
    }
}

fn is_basic(entry: &Entry<'_>) -> bool {
    matches!(&*entry.key.key_text(), "cpu" | "memory") || is_unknown(&entry.key.key_text())
}

/// Whether something may change the lists, or a template fills in one of them.
fn is_open(resources: Node<'_>) -> bool {
    let list = |key: &str| resources.get(key).is_some_and(|list| !list.is_mapping() && !list.is_null());
    !resources.is_certain()
        || resources.may_grow()
        || LISTS.into_iter().any(|key| !resources.is_certain_at(&[key]) || list(key))
}

/// Whether an amount is not a whole number of pages of the size in its name (core `IsHugePageResourceValueDivisible`).
fn is_split(entry: &Entry<'_>) -> bool {
    let name = entry.key.key_text();
    let size = name.strip_prefix(PAGES).and_then(|size| Quantity::parse(size).ok()?.units());
    let amount = match quantity::read(entry.value) {
        Some(Written::Quantity(amount)) => amount.units(),
        _ => None,
    };
    size.zip(amount).is_some_and(|(size, amount)| size > 0 && amount % size != 0)
}
