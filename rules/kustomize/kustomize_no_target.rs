//! See the card.

use crate::diagnostic::Severity;
use crate::render::kustomize::ProblemKind;
use crate::rule::{Category, Check, Meta, Rule, report_not_built};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-no-target",
        summary: "A patch or other entry for an object that the kustomization does not build",
        category: Category::Links,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Build(&[ProblemKind::NoTarget], report_not_built),
};
