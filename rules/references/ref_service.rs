//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing_service};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-service",
        summary: "A custom resource's Service or port that does not exist",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Service], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    // Another rule reports routes.
    if reference.from.kind.is_of_others() && reference.from.kind != Kind::Route {
        report_missing_service(reference, resolution, cx);
    }
}
