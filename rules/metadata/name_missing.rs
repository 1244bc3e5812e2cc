//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, Resource, object_names};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::unknown::{PLACEHOLDER, is_unknown};
use crate::yaml::{Content, Entry, Node, fill, insert_after, insert_before};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "name-missing",
        summary: "An object without a name",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Manual),
        since: "0.1.0",
        rank: Some(Rank::Presence),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::OF_KUBERNETES, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // The API server generates a name for a LimitRange (`limitrangeStrategy.PrepareForCreate`).
    let known = object_names::syntax(resource.kind, cx.workspace.project.versions).is_some()
        && resource.kind != Kind::LimitRange;
    let patch = cx.workspace.reads_like_patch(resource) || !resource.root.is_certain_at(&["metadata", "name"]);
    if !known || patch {
        return;
    }
    let metadata = resource.root.entry("metadata");
    let field = |key| metadata.and_then(|metadata| metadata.value.entry(key));
    let given = |entry: &Entry<'w>| !entry.value.is_empty();
    if field("name").is_some_and(|name| given(&name)) {
        return;
    }
    // A template may fill in the name.
    let is_open = |mapping: Node<'w>| mapping.entries().any(|entry| is_unknown(&entry.key.key_text()));
    let is_filled = |metadata: Node<'w>| !metadata.is_null() && (!metadata.is_mapping() || is_open(metadata));
    if is_open(resource.root) || metadata.is_some_and(|metadata| is_filled(metadata.value)) {
        return;
    }
    let kind = resource.kind_name;
    if let Some(start) = field("generateName").filter(given) {
        let message = format!(
            "the {kind} has `generateName: {}` but no `name`: the API server generates one only for `kubectl create`; `kubectl apply` rejects the object",
            start.value.source_text()
        );
        let report = cx.report(start, message).severity(Severity::Info);
        report.help("use `kubectl create`, or write a `name`");
        return;
    }
    let message = format!("the {kind} has no `metadata.name`, so kubectl and the API server reject it");
    let edit = match (field("name"), metadata) {
        (Some(name), _) => fill(name.value, Content::Raw(PLACEHOLDER.to_owned())),
        (None, Some(metadata)) => match metadata.value.raw_entries().next() {
            Some(first) => insert_before(first, "name", PLACEHOLDER),
            None => fill(metadata.value, Content::map([("name", PLACEHOLDER)])),
        },
        (None, None) => {
            let before = resource.root.entry("kind");
            before.and_then(|kind| insert_after(kind, "metadata", Content::map([("name", PLACEHOLDER)])))
        }
    };
    let report = match (field("name"), metadata) {
        (Some(name), _) => cx.report(name, message),
        (None, Some(metadata)) => cx.report(metadata.without("name"), message),
        (None, None) => cx.report(resource.root.without("metadata").shown_at(resource.head()), message),
    };
    report.help("write a name").fix(Applicability::Manual, "write a name", edit);
}
