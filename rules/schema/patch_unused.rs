//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::UnusedPatch;
use crate::yaml::{Document, Node};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "patch-unused",
        summary: "A patch that no kustomization names",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Patch(check, operations),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(unused) = cx.workspace.unused_patch(resource) else { return };
    let what = format!("a part of the {}", resource.title());
    report(resource.head(), &what, unused, "or write the whole object", cx);
}

fn operations<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let Some(unused) = cx.workspace.unused_operations(document) else { return };
    let first = document.tree.root().and_then(|list| list.items().next()).and_then(|item| item.get("op"));
    if let Some(first) = first {
        report(first, "a JSON patch", unused, "or remove it", cx);
    }
}

fn report<'w>(place: Node<'w>, what: &str, unused: UnusedPatch<'w>, otherwise: &str, cx: &mut Cx<'w>) {
    match unused.forgotten_by {
        Some(name) => {
            let message =
                format!("this is {what}, but {name} names only other patches of this folder, so it changes nothing");
            cx.report(place, message).help(format!("name the file under `patches` in {name}"));
        }
        None => {
            let message = format!(
                "this is {what}, but no known kustomization names it as a patch: alone, the API server rejects it"
            );
            let report = cx.report(place, message).severity(Severity::Info);
            report.help(format!("name the file under `patches` in a kustomization, {otherwise}"));
        }
    }
}
