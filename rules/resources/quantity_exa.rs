//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::kube::values::quantity::{self, Written};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Use;

/// A pebibyte.
const MUCH: i128 = 1 << 50;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "quantity-exa",
        summary: "More memory or storage than any machine has",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        card: include_str!("quantity_exa.md"),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).quantities {
        let value = place.entry.value;
        let Some(Written::Quantity(quantity)) = quantity::read(value) else { continue };
        let Some(bytes) = quantity.units() else { continue };
        let exa = value.text().ends_with(['E']) || value.text().ends_with("Ei");
        let too_much = match (&*place.resource, place.role) {
            ("memory" | "ephemeral-storage", _) => place.is_of_pod() && bytes >= MUCH,
            // A volume on a file system that grows by itself may claim any size.
            ("storage", Use::Claim) => exa && bytes >= MUCH,
            _ => false,
        };
        if too_much {
            let effect = match place.role {
                Use::Limit => "it limits nothing",
                Use::Request => "the pod stays Pending",
                _ => "no volume is so large",
            };
            let shown = format!("`{}: {}`", place.entry.key.text(), value.source_text());
            let message = format!("{shown} is {bytes} bytes, more than any machine has: {effect}");
            cx.report(value, message).help("write a smaller unit: `Mi`, `Gi` or `Ti`");
        }
    }
}
