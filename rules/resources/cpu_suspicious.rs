//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::kube::values::quantity::{self, Quantity, Written};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Doubt, QuantityFact, Use};
use crate::yaml::replace_scalar;

/// The number of billionths in a thousandth.
const MILLI: i128 = 1_000_000;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "cpu-suspicious",
        summary: "CPU in whole cores where thousandths were meant",
        category: Category::Values,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for place in &cx.workspace.facts(resource).quantities {
        match place.doubt() {
            Some((Doubt::ManyCores, quantity)) => many(place, quantity, cx),
            Some((Doubt::FineCores, quantity)) => fine(place, quantity, cx),
            _ => {}
        }
    }
}

fn many<'w>(place: &QuantityFact<'w>, quantity: Quantity, cx: &mut Cx<'w>) {
    let (value, text) = (place.entry.value, place.entry.value.text());
    // The author meant thousandths, and a request above its limit is rejected anyway.
    if text.ends_with('m') || is_above_limit(place, quantity) {
        return;
    }
    let cores = quantity.units().unwrap_or_default();
    let effect = match place.role {
        Use::Limit => "on a smaller node it limits nothing",
        _ => "without a node of that size the pod stays Pending",
    };
    let message = format!("`cpu: {}` is {cores} whole cores: {effect}", value.source_text());
    let number = text.trim_end_matches("Mi").trim_end_matches(['M', 'k']);
    let milli = format!("{number}m");
    let likely = number.bytes().all(|byte| byte.is_ascii_digit()) && Quantity::parse(&milli).is_ok();
    let report = cx.report(value, message);
    if likely {
        let report = report.help(format!("write `{milli}` for thousandths of a core"));
        report.fix(Applicability::Unsafe, format!("write `{milli}`"), replace_scalar(value, &milli));
    } else {
        report.help("write cores such as `2`, or thousandths such as `500m`");
    }
}

fn is_above_limit(place: &QuantityFact<'_>, quantity: Quantity) -> bool {
    let requests = place.entry.key.parent().filter(|_| place.role == Use::Request);
    let limit = requests.and_then(|requests| requests.parent()?.find(&["limits", "cpu"]));
    match limit.and_then(quantity::read) {
        Some(Written::Quantity(limit)) => quantity > limit,
        _ => false,
    }
}

/// Reports a quantity that the API server rounds up to thousandths (core `SetDefaults_ResourceList`).
fn fine<'w>(place: &QuantityFact<'w>, quantity: Quantity, cx: &mut Cx<'w>) {
    let milli = format!("{}m", quantity.nanos().unwrap_or_default() / MILLI + 1);
    let value = place.entry.value;
    let message = format!(
        "`cpu: {}` is finer than a thousandth of a core: the API server rounds it to `{milli}`",
        value.source_text()
    );
    let report = cx.report(value, message).severity(Severity::Info).help(format!("write `{milli}`"));
    report.fix(Applicability::Unsafe, format!("write `{milli}`"), replace_scalar(value, &milli));
}
