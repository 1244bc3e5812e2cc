//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_login_name;
use crate::yaml::decode_base64_text;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-data-newline",
        summary: "A password in a Secret that ends with a line feed",
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
        if is_login_name(entry.key.text()) && decoded.is_some_and(|text| is_line(&text)) {
            let message = format!(
                "the value of `{}` ends with a line feed, which programs read as a part of it: `echo` adds one",
                entry.key.text()
            );
            cx.report(entry.value, message)
                .help("encode it again without a line feed, with `printf %s VALUE | base64`");
        }
    }
}

/// Whether a text is one line that ends with one line feed.
fn is_line(text: &str) -> bool {
    text.strip_suffix('\n').is_some_and(|line| !line.is_empty() && !line.contains(['\n', '\r']))
}
