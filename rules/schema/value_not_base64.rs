//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Problem;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "value-not-base64",
        summary: "A value that is not base64 in a field such as `caBundle`",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// The start of certificates and keys before they are encoded.
const PEM: &str = "-----BEGIN ";

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Encoding(found) = problem else { return };
    // Another rule reports Secrets; it also knows `stringData`.
    if resource.kind == Kind::Secret {
        return;
    }
    let node = found.node;
    let name = node.key().map_or_else(|| found.spot.field.name().into(), |key| key.key_text());
    let is_pem = node.text().trim_start().starts_with(PEM);
    let what = if is_pem { "is PEM text, not base64" } else { "is not base64" };
    let message = format!("`{name}` {what}, so {}{}", cx.refusal(), cx.in_versions(found.versions));
    let help = match found.spot.field.name() {
        "binaryData" => "encode the value, or write it in `data`, which accepts plain text",
        _ if is_pem => "encode the whole text, such as with `base64 -w0 FILE`",
        _ => "write the bytes in base64, padded with `=` to a multiple of four characters",
    };
    cx.report(node, message).help(help);
}
