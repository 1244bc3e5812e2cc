//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::values::quantity::{self, Quantity, Written};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{QuantityFact, Use};
use crate::yaml::replace_scalar;

/// Nothing starts with less.
const LEAST: i128 = 4 << 20;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "quantity-milli-memory",
        summary: "Memory or storage in thousandths of a byte, or in too few bytes",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("quantity_milli_memory.md"),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in cx.workspace.facts(resource).quantities.iter().filter(|place| counts_bytes(place)) {
        let value = place.entry.value;
        let Some(Written::Quantity(quantity)) = quantity::read(value) else { continue };
        let text = value.text();
        let shown = format!("`{}: {}`", place.entry.key.text(), value.source_text());
        let Some((number, unit)) = split(text).filter(|_| quantity.nanos().is_some_and(|nanos| nanos > 0)) else {
            continue;
        };
        if quantity.is_fractional() && matches!(unit, "m" | "u" | "n") {
            let message = format!("{shown} is no whole number of bytes: `{unit}` counts {} of one", parts(unit));
            suggest(place, message, number, "Mi", cx);
        } else if is_tiny(place, quantity) && matches!(unit, "" | "k") {
            let bytes = quantity.units().unwrap_or_default();
            let message = match unit {
                "" => format!("{shown} has no unit and counts bytes: no container runs in so few"),
                _ => format!("{shown} is {bytes} bytes: no container runs in so few"),
            };
            // Thousands of bytes without a unit are a small number, not a missing unit.
            let unit = if unit.is_empty() && bytes < 16 { "Gi" } else { "Mi" };
            let number = if bytes <= 4096 || text.ends_with('k') { number } else { "" };
            suggest(place, message, number, unit, cx);
        }
    }
}

fn counts_bytes(place: &QuantityFact<'_>) -> bool {
    let bytes = matches!(&*place.resource, "memory" | "ephemeral-storage" | "storage");
    bytes && !matches!(place.role, Use::Ratio | Use::Quota)
}

fn is_tiny(place: &QuantityFact<'_>, quantity: Quantity) -> bool {
    place.is_of_pod() && place.resource == "memory" && quantity.units().is_some_and(|bytes| bytes < LEAST)
}

/// The number and the unit of a quantity that is written in the common way.
fn split(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    unit.bytes().all(|byte| byte.is_ascii_alphabetic()).then_some((number, unit))
}

fn parts(unit: &str) -> &'static str {
    match unit {
        "m" => "thousandths",
        "u" => "millionths",
        _ => "billionths",
    }
}

fn suggest<'w>(place: &QuantityFact<'w>, message: String, number: &str, unit: &str, cx: &mut Cx<'w>) {
    let text = format!("{number}{unit}");
    let value = place.entry.value;
    let report = cx.report(value, message);
    if number.is_empty() || number.starts_with('0') || Quantity::parse(&text).is_err() {
        report.help("write a unit, such as `Mi` for 1024 times 1024 bytes");
    } else {
        let report = report.help(format!("write `{text}`, if that is meant"));
        report.fix(Applicability::Unsafe, format!("write `{text}`"), replace_scalar(value, &text));
    }
}
