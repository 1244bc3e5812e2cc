//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Doubt, Use};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "quantity-exa",
        summary: "More memory or storage than any machine has",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).quantities {
        let Some((Doubt::ManyBytes, quantity)) = place.doubt() else { continue };
        let effect = match place.role {
            Use::Limit => "it limits nothing",
            Use::Request => "the pod stays Pending",
            _ => "no volume is that large",
        };
        let (value, bytes) = (place.entry.value, quantity.units().unwrap_or_default());
        let shown = format!("`{}: {}`", place.entry.key.text(), value.source_text());
        let message = format!("{shown} is {bytes} bytes, more than any machine has: {effect}");
        cx.report(value, message).help("write a smaller unit: `Mi`, `Gi` or `Ti`");
    }
}
