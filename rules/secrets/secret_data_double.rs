//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_encoded_text;
use crate::yaml::decode_base64_text;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-data-double",
        summary: "A value in the `data` of a Secret that is encoded twice",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret], check),
};

fn check<'w>(secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for entry in secret.root.get("data").into_iter().flat_map(|data| data.entries()) {
        let decoded = decode_base64_text(entry.value.text());
        if decoded.is_some_and(|text| is_encoded_text(entry.key.text(), &text)) {
            let message = format!(
                "the value of `{}` is base64 of base64: the API server decodes it once, so programs read base64",
                entry.key.text()
            );
            cx.report(entry.value, message).help("encode the value once");
        }
    }
}
