//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::decode_base64;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "stringdata-overrides",
        summary: "A key of a Secret with different values in `data` and `stringData`",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Secret], check),
};

fn check<'w>(secret: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some((data, plain)) = secret.root.get("data").zip(secret.root.get("stringData")) else { return };
    for entry in plain.entries() {
        let Some(encoded) = data.entry(&entry.key.key_text()) else { continue };
        let is_equal = decode_base64(encoded.value.text()).is_some_and(|bytes| bytes == entry.value.text().as_bytes());
        if is_equal || is_unknown(encoded.value.text()) || is_unknown(entry.value.text()) {
            continue;
        }
        let message =
            format!("`{}` is in both `data` and `stringData`: the value in `stringData` wins", entry.key.text());
        cx.report(encoded, message).related(entry, "the one that wins").help("remove one of the two");
    }
}
