//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Kind;
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::workspace::{Missing, Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "namespace-not-created",
        summary: "A namespace that does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::Namespace], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    // Namespaces usually come from outside the files of an application.
    let is_near = |missing: &Missing<'w>| !missing.near.is_empty() || cx.workspace.project.closed;
    if matches!(resolution, Resolution::Missing(missing) if is_near(missing)) {
        report_missing(reference, resolution, cx);
    }
}
