//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{self, Problem, Shape, Within, WrongType};
use crate::yaml::{Kind, Node, Scalar, quote, replace_raw};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-type",
        summary: "A value in a kustomization whose type does not fit its field",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

fn check<'w>(root: Node<'w>, cx: &mut Cx<'w>) {
    for problem in schema::kustomization(root) {
        if let Problem::Type(wrong) = &problem {
            report(wrong, cx);
        }
    }
}

fn report(wrong: &WrongType<'_>, cx: &mut Cx<'_>) {
    let WrongType { node, shape, spot, .. } = *wrong;
    let wants = match spot.within {
        Within::Field => format!("must be {}", shape.noun()),
        Within::Item | Within::Map => spot.wants(shape),
    };
    let message = format!("{} is {}, but {wants}, so kustomize builds nothing", shown(node), wrong.found());
    let report = cx.report(node, message);
    if shape.is_text() && node.kind() == Kind::Scalar {
        report.help("put it in quotes").fix(Applicability::Safe, "put it in quotes", quote(node));
    } else if let Some(text) = unquoted(node, shape) {
        let title = format!("write `{text}` without quotes");
        report.help(title.clone()).fix(Applicability::Safe, title, replace_raw(node, &text));
    } else if let Some(help) = instead(node, shape) {
        report.help(help);
    }
}

/// The entry as written, unless the value is too long or a string, which may be a secret.
fn shown(node: Node<'_>) -> String {
    let is_short = node.kind() == Kind::Scalar && !matches!(node.scalar(), Scalar::Str(_)) && !node.is_alias();
    match (node.key(), is_short) {
        (Some(key), true) => format!("`{}: {}`", key.text(), node.source_text()),
        (Some(key), false) => format!("`{}`", key.text()),
        (None, _) => "this value".to_owned(),
    }
}

/// The advice on what to write in place of a scalar. Returns `None` if that depends on what is meant.
fn instead(node: Node<'_>, shape: Shape<'_>) -> Option<&'static str> {
    let path = node.path();
    let is_patch = ["patches", "patchesJson6902", "replacements"].iter().any(|list| path.starts_with(list));
    match shape {
        _ if node.kind() != Kind::Scalar => None,
        Shape::List { .. } => Some("write a list: each item on a line of its own, after `- `"),
        Shape::Record(_) if is_patch && path.ends_with(']') => {
            Some("write `path: ` before the name of a file, or `patch: |-` before a patch")
        }
        Shape::Record(_) | Shape::Map(_) => Some("write a mapping: each entry on a line of its own, as `key: value`"),
        _ => None,
    }
}

/// The number or boolean that a string was meant to be.
fn unquoted(node: Node<'_>, shape: Shape<'_>) -> Option<String> {
    let text = node.as_str()?.trim();
    match shape {
        Shape::Bool if matches!(text, "true" | "false") => Some(text.to_owned()),
        Shape::Int64 => text.parse::<i64>().ok().map(|number| number.to_string()).filter(|number| number == text),
        _ => None,
    }
}
