//! See the card.

use crate::diagnostic::Severity;
use crate::kube::values::names;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "crd-versions",
        summary: "A CustomResourceDefinition whose versions or conversion the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CustomResourceDefinition], check),
};

/// The length limit of a deprecation warning, in bytes.
const MAX_WARNING: usize = 256;

fn check<'w>(definition: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // The old API has its versions in another place.
    let Some(spec) = definition.spec().filter(|_| definition.api_version == "apiextensions.k8s.io/v1") else { return };
    if let Some(versions) = spec.written("versions").filter(|versions| versions.value.is_sequence()) {
        list(versions, cx);
        versions.value.items().for_each(|version| each(version, cx));
    }
    if let Some(keeps) = spec.written("preserveUnknownFields")
        && keeps.value.as_bool() == Some(true)
    {
        let message = format!("`preserveUnknownFields` cannot be true in this API, so {}", cx.refusal());
        cx.report(keeps, message).help("write `x-kubernetes-preserve-unknown-fields: true` in the schema of a version");
    }
    if let Some(conversion) = spec.written("conversion") {
        converted(conversion, cx);
    }
}

/// Checks that exactly one version is stored and that no two have the same name.
fn list<'w>(versions: Entry<'w>, cx: &mut Cx<'w>) {
    let refusal = cx.refusal();
    let mut seen: Vec<(&str, Node<'w>)> = Vec::new();
    let mut stored: Vec<Entry<'w>> = Vec::new();
    let mut is_known = true;
    for version in versions.value.items() {
        let storage = version.written("storage");
        is_known &= version.is_mapping() && storage.is_none_or(|storage| storage.value.as_bool().is_some());
        stored.extend(storage.filter(|storage| storage.value.as_bool() == Some(true)));
        let Some((node, name)) = version.get("name").and_then(|node| Some((node, known_str(node)?))) else { continue };
        match seen.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => {
                let message = format!("two versions are called `{name}`, so {refusal}");
                cx.report(node, message).related(*first, "the first one");
            }
            None => seen.push((name, node)),
        }
    }
    match stored[..] {
        [] if is_known => {
            let message = format!("no version has `storage: true`, so {refusal}");
            cx.report(versions, message).help("write `storage: true` in one of the versions");
        }
        [first, second, ..] => {
            let message = format!("two versions have `storage: true`, so {refusal}");
            let report = cx.report(second, message).related(first, "the first one");
            report.help("write `storage: false` in all but one");
        }
        _ => {}
    }
}

fn each<'w>(version: Node<'w>, cx: &mut Cx<'w>) {
    let refusal = cx.refusal();
    if let Some((node, name)) = version.get("name").and_then(|node| Some((node, known_str(node)?)))
        && let Err(reason) = names::dns1035_label(name)
    {
        let message = format!("`{name}` is not the name of a version: {reason}, so {refusal}");
        cx.report(node, message).help("write a name such as `v1` or `v1beta1`");
    }
    if !version.is_mapping() {
        return;
    }
    let schema = version.written("schema");
    if schema.is_none_or(|schema| schema.value.is_mapping() && schema.value.written("openAPIV3Schema").is_none()) {
        let (holder, key) = schema.map_or((version, "schema"), |schema| (schema.value, "openAPIV3Schema"));
        let message = format!("the version has no `schema.openAPIV3Schema`, so {refusal}");
        let help = "write a schema; `{type: object, x-kubernetes-preserve-unknown-fields: true}` accepts any object";
        let place = holder.without(key);
        match version.get("name").filter(|_| schema.is_none()) {
            Some(name) => cx.report_missing(place.shown_at(name), message).help(help),
            None => cx.report_missing(place, message).help(help),
        };
    }
    warning(version, cx);
}

/// Checks the warning that users of a deprecated version get.
fn warning<'w>(version: Node<'w>, cx: &mut Cx<'w>) {
    let Some(warning) = version.written("deprecationWarning") else { return };
    let refusal = cx.refusal();
    let deprecated = version.written("deprecated");
    if deprecated.is_none_or(|deprecated| deprecated.value.as_bool() == Some(false)) {
        let message = format!("`deprecationWarning` belongs to a version with `deprecated: true`, so {refusal}");
        cx.report(warning, message).resting_on(version.without("deprecated"));
        return;
    }
    let Some(text) = known_str(warning.value) else { return };
    let reason = match text {
        "" => "is empty",
        _ if text.len() > MAX_WARNING => "is longer than 256 bytes",
        _ if text.contains(char::is_control) => "must be one line of visible text",
        _ => return,
    };
    cx.report(warning, format!("`deprecationWarning` {reason}, so {refusal}"));
}

/// Checks how objects are converted from one version to another.
fn converted<'w>(conversion: Entry<'w>, cx: &mut Cx<'w>) {
    let refusal = cx.refusal();
    let Some(strategy) = conversion.value.written("strategy") else { return };
    let webhook = conversion.value.written("webhook");
    match known_str(strategy.value) {
        Some("Webhook") => match webhook {
            Some(webhook) => reviews(webhook.value, cx),
            None => {
                let message = format!("`strategy: Webhook` needs a `webhook`, so {refusal}");
                let place = conversion.value.without("webhook").shown_at(strategy.value);
                cx.report_missing(place, message);
            }
        },
        Some("None") => {
            if let Some(webhook) = webhook.filter(|webhook| !webhook.value.is_empty()) {
                let message = format!("`webhook` does not go with `strategy: None`, so {refusal}");
                cx.report(webhook, message).related(strategy.value, "the strategy");
            }
        }
        Some(found) => {
            let message = format!("`strategy` must be `None` or `Webhook`, but is `{found}`, so {refusal}");
            cx.report(strategy.value, message);
        }
        None => {}
    }
}

/// Checks the review versions that a conversion webhook understands.
fn reviews<'w>(webhook: Node<'w>, cx: &mut Cx<'w>) {
    let Some(versions) = webhook.written("conversionReviewVersions").filter(|list| list.value.is_sequence()) else {
        return;
    };
    let refusal = cx.refusal();
    let mut seen: Vec<&str> = Vec::new();
    let mut is_known = true;
    for node in versions.value.items() {
        let Some(name) = known_str(node) else {
            is_known = false;
            continue;
        };
        if seen.contains(&name) {
            cx.report(node, format!("`{name}` appears twice, so {refusal}"));
        }
        seen.push(name);
    }
    if is_known && !seen.iter().any(|name| matches!(*name, "v1" | "v1beta1")) {
        let message = format!("`conversionReviewVersions` has neither `v1` nor `v1beta1`, so {refusal}");
        cx.report(versions, message).help("write `[v1]`");
    }
}
