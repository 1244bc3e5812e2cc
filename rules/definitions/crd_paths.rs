//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{Followed, follow};
use crate::text::list::list;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-paths",
        summary: "A column, scale or selectable field of a CustomResourceDefinition that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CustomResourceDefinition], check),
};

/// The types and formats that a column may have (`printerColumnDatatypes`, `customResourceColumnDefinitionFormats`).
const TYPES: &[&str] = &["boolean", "date", "integer", "number", "string"];
const FORMATS: &[&str] = &["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
/// The largest number of selectable fields.
const MAX_SELECTABLE: usize = 8;

fn check<'w>(definition: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // The old API has some of these fields in other places.
    if definition.api_version != "apiextensions.k8s.io/v1" {
        return;
    }
    for version in definition.spec().and_then(|spec| spec.get("versions")).into_iter().flat_map(Node::items) {
        for column in version.get("additionalPrinterColumns").into_iter().flat_map(Node::items) {
            word(column, "type", TYPES, cx);
            word(column, "format", FORMATS, cx);
            path(column, "jsonPath", &[], cx);
            if let Some(name) = column.written("name").filter(|name| name.value.as_str() == Some("")) {
                cx.report(name, format!("the column has an empty name, so {}", cx.refusal()));
            }
        }
        if let Some(scale) = version.find(&["subresources", "scale"]) {
            path(scale, "specReplicasPath", &[".spec."], cx);
            path(scale, "statusReplicasPath", &[".status."], cx);
            path(scale, "labelSelectorPath", &[".spec.", ".status."], cx);
        }
        selectable(version, cx);
    }
}

fn word<'w>(column: Node<'w>, key: &str, words: &[&str], cx: &mut Cx<'w>) {
    let Some(entry) = column.written(key) else { return };
    let Some(found) = known_str(entry.value).filter(|found| !words.contains(found)) else { return };
    if found.is_empty() && key == "format" {
        return;
    }
    let words = list(words, "or");
    let message = format!("`{key}` of a column must be {words}, but is `{found}`, so {}", cx.refusal());
    cx.report(entry.value, message);
}

/// Checks a path: it must start with a dot, and with one of `starts` if there are any.
fn path<'w>(holder: Node<'w>, key: &str, starts: &[&str], cx: &mut Cx<'w>) {
    let Some(entry) = holder.written(key) else { return };
    let Some(text) = known_str(entry.value) else { return };
    let refusal = cx.refusal();
    if text.is_empty() {
        if key != "labelSelectorPath" {
            cx.report(entry, format!("`{key}` is empty, so {refusal}"));
        }
        return;
    }
    if !text.starts_with('.') {
        let bare = text.trim_start_matches(['{', '$']).trim_end_matches('}').trim_start_matches('.');
        let meant = format!(".{bare}");
        let message = format!("`{key}` must start with a dot, so {refusal}");
        let title = format!("write `{meant}`");
        let fits = starts.is_empty() || starts.iter().any(|start| meant.starts_with(start));
        let edit = replace_scalar(entry.value, &meant).filter(|_| fits);
        let report = cx.report(entry.value, message);
        if fits {
            report.help(title.clone()).fix(Applicability::Unsafe, title, edit);
        }
        return;
    }
    if !starts.is_empty() && !starts.iter().any(|start| text.starts_with(start)) {
        let message = format!("`{key}` must start with {}, so {refusal}", list(starts, "or"));
        cx.report(entry.value, message);
    }
}

/// Checks the fields that `kubectl get --field-selector` can filter by.
fn selectable<'w>(version: Node<'w>, cx: &mut Cx<'w>) {
    let Some(fields) = version.written("selectableFields") else { return };
    let Some(schema) = version.find(&["schema", "openAPIV3Schema"]) else { return };
    let refusal = cx.refusal();
    let mut seen: Vec<(&str, Node<'w>)> = Vec::new();
    for field in fields.value.items() {
        let Some(node) = field.get("jsonPath") else { continue };
        let Some(path) = known_str(node) else { continue };
        let fact = match follow(schema, path) {
            _ if path.is_empty() => "is empty".to_owned(),
            Followed::Missing if path.starts_with('.') => "does not lead to a field of the schema".to_owned(),
            Followed::Missing => "must start with a dot".to_owned(),
            Followed::Schema(end) => match end.get("type").and_then(known_str) {
                Some("string" | "boolean" | "integer") => String::new(),
                Some(other) => format!("must lead to a string, a boolean or an integer, not to one of type `{other}`"),
                None => continue,
            },
            Followed::Unknown => continue,
        };
        let first = seen.iter().find(|(known, _)| *known == path);
        match (fact.is_empty(), first) {
            (false, _) => {
                cx.report(node, format!("`jsonPath` {fact}, so {refusal}"));
            }
            (true, Some((_, first))) => {
                cx.report(node, format!("`{path}` appears twice, so {refusal}")).related(*first, "the first one");
            }
            (true, None) => seen.push((path, node)),
        }
    }
    if seen.len() > MAX_SELECTABLE {
        let message = format!(
            "there are {} selectable fields, but at most {MAX_SELECTABLE} are allowed, so {refusal}",
            seen.len()
        );
        cx.report(fields, message);
    }
}
