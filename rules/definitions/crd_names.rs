//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::names;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-names",
        summary: "A CustomResourceDefinition whose names the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CustomResourceDefinition], check),
};

/// The annotation that says who approved an API in a group of the Kubernetes community.
const APPROVED: &str = "api-approved.kubernetes.io";

fn check<'w>(definition: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(spec) = definition.spec() else { return };
    let is_valid = group(spec, cx) & words(spec, cx);
    scope(spec, cx);
    if is_valid {
        own_name(definition, spec, cx);
    }
    approval(definition, spec, cx);
}

/// The text of a field, if the field is present and its value is known.
fn text<'w>(mapping: Node<'w>, key: &str) -> Option<(Entry<'w>, &'w str)> {
    let entry = mapping.written(key)?;
    Some((entry, known_str(entry.value)?))
}

/// Checks the group, as far as it is known.
fn group<'w>(spec: Node<'w>, cx: &mut Cx<'w>) -> bool {
    let Some((entry, group)) = text(spec, "group") else { return true };
    let reason = match names::dns1123_subdomain(group) {
        _ if group.is_empty() => "it is empty".to_owned(),
        Ok(()) if !group.contains('.') => "it has no dot".to_owned(),
        Ok(()) => return true,
        Err(reason) => reason,
    };
    let message = format!("`group: {group}` is not a domain: {reason}, so {}", cx.refusal());
    cx.report(entry.value, message).help("write a domain of your own, such as `shop.example.com`");
    false
}

/// Checks the names of the kind, as far as they are known.
fn words<'w>(spec: Node<'w>, cx: &mut Cx<'w>) -> bool {
    let Some(names) = spec.get("names") else { return true };
    let refusal = cx.refusal();
    let mut is_valid = true;
    for (key, in_small_letters) in [("plural", true), ("singular", true), ("kind", false), ("listKind", false)] {
        let Some((entry, name)) = text(names, key) else { continue };
        let is_optional = matches!(key, "singular" | "listKind");
        let judged = if in_small_letters { name.to_owned() } else { name.to_ascii_lowercase() };
        let Err(reason) = names::dns1035_label(&judged) else { continue };
        if name.is_empty() && is_optional {
            continue;
        }
        is_valid &= key != "plural";
        let reason = if in_small_letters { reason } else { reason.replace("lower-case letters", "letters") };
        let message = format!("`{key}: {name}` is not the name of a kind: {reason}, so {refusal}");
        cx.report(entry.value, message);
    }
    for key in ["shortNames", "categories"] {
        for node in names.get(key).into_iter().flat_map(Node::items) {
            let Some(name) = known_str(node) else { continue };
            if let Err(reason) = names::dns1035_label(name) {
                cx.report(node, format!("`{name}` cannot be in `{key}`: {reason}, so {refusal}"));
            }
        }
    }
    if let Some(((list, name), (kind, own))) = text(names, "listKind").zip(text(names, "kind"))
        && name == own
        && !name.is_empty()
    {
        let message = format!("`listKind: {name}` is the same as `kind`, so {refusal}");
        let report = cx.report(list.value, message).related(kind.value, "the kind");
        let title = format!("write `{own}List`");
        report.help(title.clone()).fix(Applicability::Unsafe, title, replace_scalar(list.value, &format!("{own}List")));
    }
    is_valid
}

fn scope<'w>(spec: Node<'w>, cx: &mut Cx<'w>) {
    let Some((entry, scope)) = text(spec, "scope") else { return };
    if matches!(scope, "Namespaced" | "Cluster") {
        return;
    }
    let message = format!("`scope` must be `Namespaced` or `Cluster`, but is `{scope}`, so {}", cx.refusal());
    let meant = match scope.to_ascii_lowercase().as_str() {
        "namespaced" | "namespace" => "Namespaced",
        "cluster" | "clustered" => "Cluster",
        _ => {
            cx.report(entry.value, message);
            return;
        }
    };
    let title = format!("write `{meant}`");
    let edit = replace_scalar(entry.value, meant);
    cx.report(entry.value, message).help(title.clone()).fix(Applicability::Unsafe, title, edit);
}

/// Checks that the definition is called `PLURAL.GROUP`.
fn own_name<'w>(definition: &'w Resource<'w>, spec: Node<'w>, cx: &mut Cx<'w>) {
    let (Some(node), Some(names)) = (definition.name_node(), spec.get("names")) else { return };
    let (Some((plural, resource)), Some((_, group))) = (text(names, "plural"), text(spec, "group")) else { return };
    let Some(name) = known_str(node).filter(|name| !is_unknown(name)) else { return };
    let wanted = format!("{resource}.{group}");
    if name == wanted {
        return;
    }
    let message =
        format!("the name must be `{wanted}`, the plural and the group, but is `{name}`, so {}", cx.refusal());
    let report = cx.report(node, message).related(plural.value, "the plural");
    let report = report.resting_on(spec.get("group").unwrap_or(spec));
    let title = format!("write `{wanted}`");
    report.help(title.clone()).fix(Applicability::Unsafe, title, replace_scalar(node, &wanted));
}

/// Checks that a group of the Kubernetes community has the annotation of its approval.
fn approval<'w>(definition: &'w Resource<'w>, spec: Node<'w>, cx: &mut Cx<'w>) {
    let Some((entry, group)) = text(spec, "group") else { return };
    let is_of_community = ["k8s.io", "kubernetes.io"].iter().any(|community| {
        group.strip_suffix(community).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    // The old API has no such check.
    if !is_of_community || definition.api_version != "apiextensions.k8s.io/v1" {
        return;
    }
    let metadata = definition.root.get("metadata");
    let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
    let approved = annotations.and_then(|all| all.written(APPROVED));
    let refusal = cx.refusal();
    let help = "write the URL of the approval, or `unapproved` and the reason; better, use a group of your own";
    match (approved, annotations.or(metadata)) {
        (Some(approved), _) => {
            let Some(text) = known_str(approved.value) else { return };
            let is_url = text.split_once("://").is_some_and(|(scheme, host)| !scheme.is_empty() && !host.is_empty());
            if !text.starts_with("unapproved") && !is_url {
                let message = format!("`{APPROVED}` is neither a URL nor `unapproved…`, so {refusal}");
                cx.report(approved.value, message).related(entry.value, "a group of the community").help(help);
            }
        }
        (None, Some(holder)) => {
            let message = format!(
                "the group `{group}` belongs to the Kubernetes community, and the annotation `{APPROVED}` is missing, so {refusal}"
            );
            let key = if annotations.is_some() { APPROVED } else { "annotations" };
            let place = holder.without(key).shown_at(entry.value);
            cx.report_missing(place, message).help(help);
        }
        (None, None) => {}
    }
}
