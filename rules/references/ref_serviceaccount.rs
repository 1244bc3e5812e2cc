//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "ref-serviceaccount",
        summary: "A reference to a ServiceAccount that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::ServiceAccount], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    // Another rule reports subjects of bindings.
    if !matches!(reference.from.kind, Kind::ClusterRoleBinding | Kind::RoleBinding) {
        report_missing(reference, resolution, cx);
    }
}
