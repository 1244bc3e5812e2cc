//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::items;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "node-port-range",
        summary: "A node port outside of the usual range",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

/// The default of `--service-node-port-range` of the API server.
const RANGE: std::ops::RangeInclusive<i64> = 30_000..=32_767;

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for node in items(service.spec(), "ports").filter_map(|port| port.get("nodePort")) {
        let Some(number) = node.as_i64().filter(|number| (1..=65_535).contains(number)) else { continue };
        if !RANGE.contains(&number) {
            let (first, last) = (RANGE.start(), RANGE.end());
            let message = format!(
                "`nodePort: {number}` is not between {first} and {last}, so an API server with the default range rejects the Service"
            );
            cx.report(node, message).help(format!(
                "write a number from {first} to {last}, or remove it: the API server then assigns a free one"
            ));
        }
    }
}
