//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Problem;
use crate::text::unknown::{is_left_to_a_person, is_unknown};
use crate::yaml::{Edits, Entry, Node, decode_base64_text, replace_part, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-data-not-base64",
        summary: "A value in the `data` of a Secret that is not base64",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// All characters of base64. A text with another character is probably not damaged base64.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n";

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Encoding(found) = problem else { return };
    if resource.kind != Kind::Secret || found.spot.field.name() != "data" {
        return;
    }
    let node = found.node;
    let name = node.key().map(|key| format!("`{}`", key.text()));
    let name = name.unwrap_or_else(|| "the value".to_owned());
    let refusal = cx.refusal();
    if let Some((padding, edit)) = padding(node) {
        let message = format!("{name} is base64 that lacks `{padding}` at its end, so {refusal}");
        let title = format!("add `{padding}`");
        cx.report(node, message).help(title.clone()).fix(Applicability::Unsafe, title, edit);
        return;
    }
    let report = cx.report(node, format!("{name} is not base64, so {refusal}"));
    // The API server would accept it as plain text.
    if is_placeholder(node.text()) {
        report.help("write the encoded value in place of this placeholder");
        return;
    }
    let report = report.help("encode the value, or write it in `stringData`, which accepts plain text");
    if let Some(data) = plain_data(resource).filter(|data| data.value.entries().next().map(|e| e.value) == Some(node)) {
        let edit = replace_scalar(data.key, "stringData");
        report.fix(Applicability::Unsafe, "write `stringData` in place of `data`", edit);
    }
}

/// Whether a text asks a person to replace it: `...base64 encoded data...`.
fn is_placeholder(text: &str) -> bool {
    text.contains("...")
        || text.contains('…')
        || text.to_ascii_lowercase().contains("base64")
        || is_left_to_a_person(text)
}

/// The padding that the base64 value of a text lacks, with the edit that adds it.
fn padding(node: Node<'_>) -> Option<(&'static str, Edits)> {
    let text = node.as_str()?;
    let padding = ["=", "=="].into_iter().find(|padding| {
        let decoded = decode_base64_text(&format!("{text}{padding}"));
        decoded.is_some_and(|text| text.len() > 3 && !text.contains(|c: char| c.is_control() && !c.is_whitespace()))
    })?;
    Some((padding, replace_part(node.text_part(text.len()..text.len()), padding).into()))
}

/// The `data`, if all its values are plain text and there is no `stringData` yet.
fn plain_data<'w>(resource: &'w Resource<'w>) -> Option<Entry<'w>> {
    let data = resource.root.entry("data").filter(|_| resource.root.entry("stringData").is_none())?;
    let is_plain = |text: &str| {
        text.contains(|sign| !ALPHABET.contains(sign))
            && !text.ends_with('=')
            && !is_unknown(text)
            && !is_placeholder(text)
    };
    data.value.entries().all(|entry| entry.value.as_str().is_some_and(is_plain)).then_some(data)
}
