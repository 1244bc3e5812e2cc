//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_encoded_text;
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "stringdata-base64",
        summary: "Base64 in the `stringData` of a Secret, which must be plain text",
        category: Category::Secrets,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret], check),
};

fn check<'w>(secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(data) = secret.root.entry("stringData") else { return };
    for entry in data.value.entries().filter(|entry| is_encoded_text(entry.key.text(), entry.value.text())) {
        let message = format!(
            "the value of `{}` is base64 of a text: the API server encodes `stringData` itself, so programs read base64",
            entry.key.text()
        );
        let report = cx.report(entry.value, message).help("write the text itself, or move the value to `data`");
        if data.value.entries().count() == 1 && secret.root.entry("data").is_none() {
            let edit = replace_scalar(data.key, "data");
            report.fix(Applicability::Unsafe, "write `data` in place of `stringData`", edit);
        }
    }
}
