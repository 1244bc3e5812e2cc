//! See the card.

use crate::diagnostic::Severity;
use crate::render::kustomize::ProblemKind;
use crate::rule::{Category, Check, Meta, Rule, report_not_built};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-refused",
        summary: "Anything else that kustomize refuses to build",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Build(
        &[
            ProblemKind::Refused,
            ProblemKind::WrongKind,
            ProblemKind::Cycle,
            ProblemKind::Unreadable,
            ProblemKind::Empty,
            ProblemKind::Limit,
        ],
        report_not_built,
    ),
};
