//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Misreading, Part, Problem, Shape, WrongType};
use crate::secrets::engine::is_credential_name;
use crate::yaml::{Kind, Node, Scalar, Style, quote, replace_raw, resolve};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "type-mismatch",
        summary: "A value of another type than its field has",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("type_mismatch.md"),
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Type(wrong) = problem else { return };
    // Lists where mappings belong, and the reverse, have a rule of their own.
    let is_list = matches!(wrong.shape, Shape::List { .. });
    if is_list || wrong.node.is_sequence() && wrong.shape.is_mapping() {
        return;
    }
    if let Some(misread) =
        cx.workspace.facts(resource).texts.misread.iter().find(|known| known.place.node == wrong.node)
    {
        // So have numbers in some places of strings, and what kustomize makes a string of is none.
        let part = misread.place.part;
        let is_own = misread.how == Misreading::PlainNumber && part != Part::Variable && !part.is_label();
        let counts = cx.workspace.misread(resource).any(|counted| counted.place.node == wrong.node);
        if is_own && counts {
            let message = misread.refused(&cx.refusal());
            cx.report_misread(misread, message);
        }
        return;
    }
    report(resource, wrong, cx);
}

fn report<'w>(resource: &Resource<'w>, wrong: &WrongType<'w>, cx: &mut Cx<'w>) {
    let WrongType { node, shape, spot, versions } = *wrong;
    let found = match shown(resource, node, shape) {
        Some(shown) => format!("{shown} is {}", wrong.found()),
        None => format!("this value is {}", wrong.found()),
    };
    let where_ = cx.in_versions(versions);
    let message = format!("{found}, and {} is {}, so {}{where_}", spot.describe(), shape.noun(), cx.refusal());
    let report = cx.report(node, message);
    if shape.is_text() && node.kind() == Kind::Scalar {
        report.help("put it in quotes").fix(Applicability::Safe, "put it in quotes", quote(node));
        return;
    }
    let Some((text, applicability)) = unquoted(node, shape) else { return };
    let report = report.help(format!("write `{text}` without quotes"));
    report.fix(applicability, format!("write `{text}`"), replace_raw(node, &text));
}

/// `key: value` as it is written where that is a number or the like, and no secret; else the key. A string in the wrong place
/// may be anything.
fn shown(resource: &Resource<'_>, node: Node<'_>, shape: Shape<'_>) -> Option<String> {
    let key = node.key();
    let name = key.or_else(|| node.parent()?.key());
    let is_secret =
        resource.kind == crate::kube::Kind::Secret || name.is_some_and(|name| is_credential_name(name.text()));
    let is_plain = node.as_str().is_none_or(|_| unquoted(node, shape).is_some());
    let text = node.source_text();
    match key {
        _ if node.kind() == Kind::Scalar && is_plain && !is_secret && !node.is_alias() => {
            Some(key.map_or_else(|| format!("`{text}`"), |key| format!("`{}: {text}`", key.source_text())))
        }
        key => key.map(|key| format!("`{}`", key.text())),
    }
}

/// What was meant by a string in place of a number or a boolean.
fn unquoted(node: Node<'_>, shape: Shape<'_>) -> Option<(String, Applicability)> {
    let text = node.as_str()?.trim();
    match shape {
        Shape::Bool => match text.to_ascii_lowercase().as_str() {
            "true" => Some(("true".to_owned(), Applicability::Safe)),
            "false" => Some(("false".to_owned(), Applicability::Safe)),
            "yes" | "on" | "1" => Some(("true".to_owned(), Applicability::Unsafe)),
            "no" | "off" | "0" => Some(("false".to_owned(), Applicability::Unsafe)),
            _ => None,
        },
        Shape::Int32 => {
            integer(node, text).filter(|_| matches!(resolve(text), Scalar::Int(-0x8000_0000..=0x7fff_ffff)))
        }
        Shape::Int64 => integer(node, text),
        _ => None,
    }
}

/// An integer without its quotes, as YAML reads it: `0400` is octal, another number than its digits say.
fn integer(node: Node<'_>, text: &str) -> Option<(String, Applicability)> {
    let Scalar::Int(number) = resolve(text) else { return None };
    // JSON has decimal numbers only.
    let is_json = node.key().is_some_and(|key| key.style() == Style::DoubleQuoted);
    match number.to_string() {
        decimal if decimal == text => Some((decimal, Applicability::Safe)),
        decimal if is_json => Some((decimal, Applicability::Unsafe)),
        _ => Some((text.to_owned(), Applicability::Unsafe)),
    }
}
