//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::values::quantity::{self, Quantity, Written};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Doubt, QuantityFact, Use};
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "quantity-milli-memory",
        summary: "Memory or storage in thousandths of a byte, or in too few bytes",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).quantities {
        let Some((doubt, quantity)) = place.doubt() else { continue };
        let (value, text) = (place.entry.value, place.entry.value.text());
        let shown = format!("`{}: {}`", place.entry.key.text(), value.source_text());
        let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
        let bytes = quantity.units().unwrap_or_default();
        match doubt {
            Doubt::PartsOfByte => {
                let message =
                    format!("{shown} is not a whole number of bytes: `{unit}` means {} of a byte", parts(unit));
                suggest(resource, place, message, number, "Mi", cx);
            }
            Doubt::FractionOfByte => fraction(place, &shown, bytes, cx),
            Doubt::FewBytes => {
                let message = match unit {
                    "" => format!("{shown} has no unit, so it means bytes, and no container runs in so few"),
                    _ => format!("{shown} is {bytes} bytes, and no container runs in so few"),
                };
                // Thousands of bytes without a unit are a small number rather than a missing unit.
                let unit = if unit.is_empty() && bytes < 16 { "Gi" } else { "Mi" };
                let number = if bytes <= 4096 || text.ends_with('k') { number } else { "" };
                suggest(resource, place, message, number, unit, cx);
            }
            Doubt::ManyBytes | Doubt::ManyCores | Doubt::FineCores => {}
        }
    }
}

/// Reports `1.6Gi`: the API server warns about it and rounds it up to whole bytes.
fn fraction<'w>(place: &QuantityFact<'w>, shown: &str, bytes: i128, cx: &mut Cx<'w>) {
    let value = place.entry.value;
    let message = format!(
        "{shown} is not a whole number of bytes but a little more than {bytes}: the API server warns about a fractional byte \
         value"
    );
    let whole = [("Mi", 1 << 20), ("Ki", 1 << 10), ("", 1)].into_iter().find(|(_, size)| bytes >= 100 * size);
    let report = cx.report(value, message).severity(Severity::Warning);
    let Some((unit, size)) = whole.filter(|_| value.text().ends_with('i')) else {
        report.help("write a whole number of bytes");
        return;
    };
    let text = format!("{}{unit}", (bytes + size / 2) / size);
    let report = report.help(format!("write `{text}`, which is a whole number"));
    report.fix(Applicability::Unsafe, format!("write `{text}`"), replace_scalar(value, &text));
}

fn parts(unit: &str) -> &'static str {
    match unit {
        "m" => "thousandths",
        "u" => "millionths",
        _ => "billionths",
    }
}

/// The request that is above its limit.
fn request_above<'w>(limit: &QuantityFact<'w>) -> Option<Node<'w>> {
    let of_limits = limit.entry.key.parent().filter(|_| limit.role == Use::Limit)?;
    let request = of_limits.parent()?.get("requests")?.get(&limit.entry.key.key_text())?;
    let amount = |node: Node<'w>| match quantity::read(node)? {
        Written::Quantity(quantity) => Some(quantity),
        Written::Malformed => None,
    };
    (amount(request)? > amount(limit.entry.value)?).then_some(request)
}

fn suggest<'w>(
    resource: &Resource<'w>,
    place: &QuantityFact<'w>,
    message: String,
    number: &str,
    unit: &str,
    cx: &mut Cx<'w>,
) {
    let text = format!("{number}{unit}");
    let value = place.entry.value;
    let report = match request_above(place) {
        Some(request) => {
            let message = format!(
                "{message}; the limit is below the request, so the API server rejects the {}",
                resource.kind_name
            );
            cx.report(value, message).severity(Severity::Error).related(request, "the request")
        }
        None => cx.report(value, message).severity(Severity::Warning),
    };
    if number.is_empty() || number.starts_with('0') || Quantity::parse(&text).is_err() {
        report.help("write a unit, such as `Mi` for 1024 times 1024 bytes");
    } else {
        let report = report.help(format!("write `{text}`, if that is meant"));
        report.fix(Applicability::Unsafe, format!("write `{text}`"), replace_scalar(value, &text));
    }
}
