//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::identity::{self, Flaw, Wrong};
use crate::kube::values::version::Versions;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema;
use crate::text::similar::folded;
use crate::yaml::{Document, Kind, Node, Scalar, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "apiversion-kind-missing",
        summary: "An object without a valid `apiVersion` or `kind`",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let flaws = cx.workspace.flaws_of(document);
    for Flaw { key, wrong } in flaws {
        match wrong {
            Wrong::Misspelt(entry) => {
                let written = entry.key.key_text();
                let message = format!("`{written}` is not `{key}`: `kubectl` finds no `{key}` and rejects the object");
                let title = format!("write `{key}`");
                let applicability = match folded(&written) == folded(key) {
                    true => Applicability::Safe,
                    false => Applicability::Unsafe,
                };
                let edit = replace_scalar(entry.key, key);
                cx.report(entry, message).help(title.clone()).fix(applicability, title, edit);
            }
            Wrong::Value(entry) => {
                let message = match noun(entry.value) {
                    None if entry.value.is_null() => format!("`{key}` has no value, so `kubectl` rejects the object"),
                    None => format!("`{key}` is empty, so `kubectl` rejects the object"),
                    Some(noun) => format!("`{key}` is {noun}, not a string, so `kubectl` rejects the object"),
                };
                cx.report(entry, message).help(format!("write {}", example(key, "").trim_end_matches(',')));
            }
            Wrong::Missing(other) => {
                let message = format!("this object has no `{key}`, so `kubectl` rejects it");
                cx.report(other, message).help(format!("write {} next to it", example(key, other.value.text())));
            }
        }
    }
}

/// The text to write for one key if the other has this value.
fn example(key: &str, other: &str) -> String {
    let mut apis = schema::built_in().apis_of(other).filter(|api| api.serves(Versions::default()));
    match apis.next().filter(|_| apis.next().is_none()) {
        Some(api) => format!("`apiVersion: {}`", api.api_version()),
        None if key == identity::KIND => "a kind, such as `kind: Deployment`,".to_owned(),
        None => "a group and version, such as `apiVersion: apps/v1`,".to_owned(),
    }
}

/// The type of a value that is not a string. Returns `None` if the value is empty.
fn noun(value: Node<'_>) -> Option<&'static str> {
    match (value.kind(), value.scalar()) {
        (Kind::Mapping, _) => Some("a mapping"),
        (Kind::Sequence, _) => Some("a list"),
        (Kind::Scalar, Scalar::Bool(_)) => Some("a boolean"),
        (Kind::Scalar, Scalar::Null | Scalar::Str(_)) => None,
        (Kind::Scalar, _) => Some("a number"),
    }
}
