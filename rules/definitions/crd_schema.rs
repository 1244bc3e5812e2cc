//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::FaultSpot;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-schema",
        summary: "A schema of a CustomResourceDefinition that is not structural",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CustomResourceDefinition], check),
};

fn check<'w>(definition: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let refusal = cx.refusal();
    for structure in cx.workspace.structures(definition) {
        for fault in structure.faults.iter().chain(&structure.fault_of_status) {
            let message = format!("{}, so {refusal}", fault.fact);
            let report = match fault.spot {
                FaultSpot::At(entry) => cx.report(entry, message),
                // An item of a list has no key to show.
                FaultSpot::Lack(mapping, key) => match mapping.entries().next().filter(|_| mapping.key().is_none()) {
                    Some(first) => cx.report_missing(mapping.without(key).shown_at(first.key), message),
                    None => cx.report_missing(mapping.without(key), message),
                },
            };
            if let Some(help) = fault.help {
                report.help(help);
            }
        }
    }
}
