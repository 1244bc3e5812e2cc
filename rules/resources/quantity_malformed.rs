//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::quantity::{self, Malformed, Quantity, Written};
use crate::kube::{Resource, container_resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{QuantityFact, Scope, Use};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "quantity-malformed",
        summary: "A quantity that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).quantities {
        match quantity::read(place.entry.value) {
            Some(Written::Malformed) => malformed(resource, place, cx),
            Some(Written::Quantity(quantity)) => {
                if let Some((reason, help)) = out_of_range(place, quantity) {
                    let (shown, kind) = (shown(place), resource.kind_name);
                    let message = format!("{shown} is {reason}, so the API server rejects the {kind}");
                    cx.report(place.entry.value, message).help(help);
                }
            }
            None => {}
        }
    }
}

fn shown(place: &QuantityFact<'_>) -> String {
    let (key, value) = (place.entry.key.text(), place.entry.value.source_text());
    // A value of several lines does not fit in a message.
    if value.contains('\n') { format!("`{key}`") } else { format!("`{key}: {value}`") }
}

fn malformed<'w>(resource: &'w Resource<'w>, place: &QuantityFact<'w>, cx: &mut Cx<'w>) {
    let value = place.entry.value;
    let text = value.text();
    let reason = match Quantity::parse(text.trim()) {
        Err(Malformed::Empty) => "it is empty".to_owned(),
        Err(Malformed::NoNumber) => "it has no number".to_owned(),
        Err(Malformed::Suffix(suffix)) => format!("`{suffix}` is not a unit"),
        Err(Malformed::Format) if text.trim().contains([' ', '\t']) => "it has a space in it".to_owned(),
        Err(Malformed::Format) => "it must be a number and a unit such as `m`, `M` or `Mi`".to_owned(),
        Ok(_) => "it has a line break in it".to_owned(),
    };
    let message =
        format!("{} is not a quantity: {reason}, so the API server rejects the {}", shown(place), resource.kind_name);
    let Some((text, applicability)) = quantity::repaired(text, place.resource.ends_with("cpu")) else {
        let example = match (place.resource.ends_with("cpu"), place.resource.is_empty()) {
            (true, _) => "`500m` or `2`",
            (_, true) => "`500m`, `2` or `10k`",
            _ => "`500Mi` or `2Gi`",
        };
        cx.report(value, message).help(format!("write a number and its unit, such as {example}"));
        return;
    };
    let report = cx.report(value, message).help(format!("write `{text}`"));
    let applicability = if applicability { Applicability::Safe } else { Applicability::Unsafe };
    report.fix(applicability, format!("write `{text}`"), replace_scalar(value, &text));
}

/// The reason why the validation of the field rejects the quantity itself (core, autoscaling), and the advice.
fn out_of_range(place: &QuantityFact<'_>, quantity: Quantity) -> Option<(&'static str, &'static str)> {
    let nanos = quantity.nanos()?;
    match place.role {
        Use::Request | Use::Limit | Use::Quota | Use::SizeLimit if nanos < 0 => Some(("below zero", "write 0 or more")),
        Use::Quota
            if (COUNTED.contains(&&*place.resource) || container_resource::is_extended(&place.resource))
                && nanos % 1_000_000_000 != 0 =>
        {
            Some(("not a whole number, but counts objects", "write a whole number"))
        }
        Use::Claim if place.scope == Scope::ClaimTemplate || place.resource != "storage" => None,
        Use::Claim | Use::Metric if nanos <= 0 => Some(("not above zero", "write more than 0")),
        // The API server first rounds up to thousandths (core defaults).
        Use::Request | Use::Limit
            if place.scope == Scope::Own
                && container_resource::is_extended(&place.resource)
                && (nanos + 999_999) / 1_000_000 % 1_000 != 0 =>
        {
            Some(("not a whole number, but extended resources are counted in whole units", "write a whole number"))
        }
        _ => None,
    }
}

/// Whether a quota counts whole objects (`integerResources` in the helpers of the core API).
const COUNTED: &[&str] = &[
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];
