//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Node, remove_item};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-list-item-dup",
        summary: "Two host aliases with the same address, or the same pull secret twice",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        aliases: &["server-warnings"],
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let Some(spec) = template.spec else { return };
    for (key, field, noun) in [("hostAliases", "ip", "host aliases"), ("imagePullSecrets", "name", "pull secrets")] {
        if let Some(list) = spec.get(key).filter(|list| list.is_certain()) {
            repeated(list, field, noun, cx);
        }
    }
}

/// Reports items of a list that kubectl and the API server merge by one of their fields.
fn repeated<'w>(list: Node<'w>, field: &str, noun: &str, cx: &mut Cx<'w>) {
    let mut seen: Vec<Node<'w>> = Vec::new();
    for item in list.items() {
        let Some(value) = item.get(field) else { continue };
        let Some(text) = known_str(value) else { continue };
        match seen.iter().find(|other| other.text() == text) {
            None => seen.push(value),
            Some(&first) => {
                let message = format!("two {noun} have `{field}: {text}`, but an update may keep only one of them");
                let report = cx.report(value, message).related(first, "the first one");
                let report = report.help(format!("write each `{field}` once"));
                let same = item.entries().count() == 1;
                let edit = remove_item(item).filter(|_| same);
                report.fix(Applicability::Safe, "remove the second one", edit);
            }
        }
    }
}
