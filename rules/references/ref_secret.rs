//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-secret",
        summary: "A reference to a Secret that is not there",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        card: include_str!("ref_secret.md"),
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Secret], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    // Of certificates, another rule speaks.
    if reference.from.kind != Kind::Ingress {
        report_missing(reference, resolution, cx);
    }
}
