//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Misreading, Part, Problem, Shape, Within, WrongType};
use crate::secrets::engine::is_credential_name;
use crate::text::list::list;
use crate::yaml::{Edit, Kind, Node, Scalar, Style, quote, replace_part, replace_raw, resolve};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "type-mismatch",
        summary: "A value that does not have the type of its field",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Type),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Type(wrong) = problem else { return };
    // Another rule reports lists in place of mappings, and the reverse.
    let is_list = matches!(wrong.shape, Shape::List { .. });
    if is_list || wrong.node.is_sequence() && wrong.shape.is_mapping() {
        return;
    }
    if let Some(misread) =
        cx.workspace.facts(resource).texts.misread.iter().find(|known| known.place.node == wrong.node)
    {
        // Other rules report numbers in some places of strings. A value that kustomize turns into a string is correct.
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
    let refusal = cx.refusal();
    let wants = match spot.within {
        Within::Field => format!("must be {}", shape.noun()),
        Within::Item | Within::Map => spot.wants(shape),
    };
    if let Some((name, edit)) = missing_space(node, shape) {
        let message = format!("a space is missing after `{name}:`, so {found} but {wants}: {refusal}{where_}");
        let title = "write a space after the colon";
        cx.report(node, message).help(title).fix(Applicability::Unsafe, title, edit);
        return;
    }
    let report = cx.report(node, format!("{found}, but {wants}, so {refusal}{where_}"));
    if let Shape::Enum(words) = shape
        && node.kind() == Kind::Scalar
        && !words.iter().any(|word| word == node.source_text())
    {
        report.help(format!("write {}", list(words.iter().filter(|word| !word.is_empty()), "or")));
        return;
    }
    if shape.is_text() && node.kind() == Kind::Scalar {
        report.help("put it in quotes").fix(Applicability::Safe, "put it in quotes", quote(node));
        return;
    }
    let Some((text, applicability)) = unquoted(node, shape) else { return };
    let is_octal = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    let octal = if is_octal { ": YAML reads it as octal" } else { "" };
    let report = report.help(format!("write `{text}` without quotes{octal}"));
    report.fix(applicability, format!("write `{text}`"), replace_raw(node, &text));
}

/// The entry as written, if the value is a number, a boolean or a null and not a secret; otherwise the key. A string in
/// the wrong place may contain anything.
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

/// The name of the pair that a text such as `name:web` was meant to be, with the edit that makes it a pair. It does not
/// repeat the value, which may be a secret.
fn missing_space<'w>(node: Node<'w>, shape: Shape<'_>) -> Option<(&'w str, Option<Edit>)> {
    let text = node.as_str().filter(|text| shape.is_mapping() && node.source_text() == *text)?;
    let (name, value) = text.split_once(':')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let is_value = !value.is_empty() && !value.starts_with("//") && !value.starts_with('\\') && !value.contains(':');
    let colon = node.text_part(name.len()..name.len() + 1);
    (is_name && is_value).then(|| (name, replace_part(colon, ": ")))
}

/// The number or boolean that a string was meant to be.
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

/// An integer without its quotes, as YAML reads it. `0400` is octal, a different number than its digits, which only a
/// mode means.
fn integer(node: Node<'_>, text: &str) -> Option<(String, Applicability)> {
    let Scalar::Int(number) = resolve(text) else { return None };
    let decimal = number.to_string();
    if decimal == text {
        return Some((decimal, Applicability::Safe));
    }
    let key = node.key().filter(|key| matches!(key.text(), "mode" | "defaultMode"))?;
    // JSON has only decimal numbers.
    let is_json = key.style() == Style::DoubleQuoted;
    Some((if is_json { decimal } else { text.to_owned() }, Applicability::Unsafe))
}
