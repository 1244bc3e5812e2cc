//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing_service};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "webhook-service",
        summary: "A webhook or API whose Service or port does not exist",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

/// Kinds for which the API server calls a Service.
const CALLING: &[Kind] = &[
    Kind::APIService,
    Kind::CustomResourceDefinition,
    Kind::MutatingWebhookConfiguration,
    Kind::ValidatingWebhookConfiguration,
];

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    if CALLING.contains(&reference.from.kind) {
        report_missing_service(reference, resolution, cx);
    }
}
