//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_login_name;
use crate::yaml::{Node, decode_base64, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-data-looks-plain",
        summary: "Plain text in the `data` of a Secret that happens to be base64",
        category: Category::Secrets,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret], check),
};

/// The length from which a value may be generated.
const MAX_LENGTH: usize = 24;

fn check<'w>(secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(data) = secret.root.entry("data") else { return };
    for entry in data.value.entries().filter(|entry| is_login_name(entry.key.text()) && is_plain(entry.value)) {
        let message = format!(
            "the value of `{}` looks like plain text: decoded as base64, it becomes bytes that are not text",
            entry.key.text()
        );
        let report = cx.report(entry.value, message);
        let report = report.help("encode the value, or write it in `stringData`, which accepts plain text");
        if data.value.entries().count() == 1 && secret.root.entry("stringData").is_none() {
            let edit = replace_scalar(data.key, "stringData");
            report.fix(Applicability::Unsafe, "write `stringData` in place of `data`", edit);
        }
    }
}

/// Whether a value is base64 only by chance. A `null` or a `true` is not text.
fn is_plain(value: Node<'_>) -> bool {
    let Some(text) = value.as_str() else { return false };
    let is_word = (4..MAX_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word && decode_base64(text).is_some_and(|bytes| std::str::from_utf8(&bytes).is_err())
}
