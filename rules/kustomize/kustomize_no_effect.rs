//! See the card.

use crate::diagnostic::Severity;
use crate::render::kustomize::ProblemKind;
use crate::rule::{Category, Check, Meta, Rule, report_not_built};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-no-effect",
        summary: "An entry of a kustomization that changes nothing",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Build(&[ProblemKind::NoEffect, ProblemKind::NoChange], report_not_built),
};
