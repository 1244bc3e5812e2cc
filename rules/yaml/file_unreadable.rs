//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Meta, Rule};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "file-unreadable",
        summary: "A file that cannot be read as text",
        category: Category::Syntax,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Engine,
};
