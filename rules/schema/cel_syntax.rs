//! See the card.

use crate::diagnostic::{Applicability, Severity};
use std::ops::Range;

use crate::kube::values::cel::{free_names, syntax_error};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::list::list;
use crate::text::similar::nearest;
use crate::text::unknown::has_placeholder;
use crate::yaml::{Node, replace_part};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "cel-syntax",
        summary: "A CEL expression that does not parse, or uses an undeclared name",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let has_params = resource.spec().is_some_and(|spec| spec.get("paramKind").is_some());
    for entry in &cx.workspace.facts(resource).expressions {
        expression(entry.key.text(), entry.value, known(resource.kind), has_params, cx);
    }
}

/// Libraries, type packages and types, which any expression can use (`cel-go` and `apiserver/pkg/cel/library`).
const COMMON: &[&str] = &[
    "base64",
    "bool",
    "bytes",
    "cel",
    "double",
    "duration",
    "dyn",
    "format",
    "google",
    "int",
    "ip",
    "cidr",
    "jsonpatch",
    "kubernetes",
    "list",
    "lists",
    "map",
    "math",
    "net",
    "null_type",
    "optional",
    "optional_type",
    "regex",
    "sets",
    "string",
    "strings",
    "timestamp",
    "type",
    "uint",
    "url",
    "Object",
    "JSONPatch",
];

/// The names that the API server declares for expressions of a kind. Empty if they are not known.
fn known(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::CustomResourceDefinition => &["self", "oldSelf"],
        Kind::ResourceClaim | Kind::ResourceClaimTemplate | Kind::DeviceClass => &["device"],
        Kind::MutatingWebhookConfiguration | Kind::ValidatingWebhookConfiguration => {
            &["object", "oldObject", "request", "authorizer"]
        }
        Kind::MutatingAdmissionPolicy | Kind::ValidatingAdmissionPolicy => {
            &["object", "oldObject", "request", "params", "namespaceObject", "variables", "authorizer"]
        }
        _ => &[],
    }
}

/// Reports an undeclared name.
fn unknown_name<'w>(field: &str, node: Node<'w>, text: &'w str, known: &[&str], has_params: bool, cx: &mut Cx<'w>) {
    if known.is_empty() {
        return;
    }
    let is_unknown = |at: &Range<usize>| !known.contains(&&text[at.clone()]) && !COMMON.contains(&&text[at.clone()]);
    let Some(at) = free_names(text).into_iter().find(is_unknown) else { return };
    let word = &text[at.clone()];
    let declared = known.iter().copied().filter(|name| has_params || *name != "params");
    let shown = if word.len() <= 40 { format!("`{word}`") } else { "a long name".to_owned() };
    let message =
        format!("`{field}` uses {shown}, but only {} are declared, so {}", list(declared, "and"), cx.refusal());
    let place = node.text_part(at);
    let report = cx.report(place, message);
    match nearest(word, known.iter().copied()) {
        Some((_, near)) => {
            let title = format!("write `{near}`");
            report.help(title.clone()).fix(Applicability::Unsafe, title, replace_part(place, near));
        }
        None => drop(report.help("start from one of these names")),
    }
}

fn expression<'w>(name: &str, node: Node<'w>, known: &[&str], has_params: bool, cx: &mut Cx<'w>) {
    // Another rule reports an empty expression as missing.
    let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else { return };
    if has_placeholder(text) {
        return;
    }
    let Some(error) = syntax_error(text) else { return unknown_name(name, node, text, known, has_params, cx) };
    let message = format!("`{name}` is not a CEL expression: {}, so {}", error.reason, cx.refusal());
    let place = node.text_part(error.at);
    let report = cx.report(place, message);
    if let Some(sign) = error.instead {
        let title = format!("write `{sign}`");
        report.help(title.clone()).fix(Applicability::Unsafe, title, replace_part(place, sign));
    }
}
