//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::identity::KIND;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::text::similar::{folded, is_slip};
use crate::yaml::{Document, Entry, Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "list-items",
        summary: "A List whose objects `kubectl` does not find",
        category: Category::Values,
        severity: Severity::Error,
        rank: Some(Rank::Structure),
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

const LIST: &str = "List";
const ITEMS: &str = "items";

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    let root = document.tree.root().filter(|_| !document.broken && !document.is_template);
    let Some(root) = root else { return };
    let is_core = root.get("apiVersion").and_then(Node::as_str) == Some("v1");
    let Some(kind) = root.entry(KIND).filter(|_| is_core) else { return };
    match (kind.value.as_str(), root.entry(ITEMS)) {
        (Some(LIST), Some(items)) if items.value.is_empty() => {
            let message = "this List has no objects, so `kubectl apply` finds nothing in it to apply";
            cx.report(items, message).severity(Severity::Info).help("add the objects, or remove the document");
        }
        (Some(LIST), Some(items)) if items.value.is_sequence() => of_items(items, cx),
        (Some(LIST), Some(items)) => {
            let message = "`items` is not a list, so `kubectl` cannot read the objects of the List";
            cx.report(items, message).help("start each object with `- `");
        }
        (Some(LIST), None) => no_items(root, kind, cx),
        (Some(written), Some(_)) if written != LIST && folded(written) == folded(LIST) => {
            let message =
                format!("`{written}` is not `List`, so `kubectl` reads one object instead of those in `items`");
            let title = "write `List`";
            let edit = replace_scalar(kind.value, LIST);
            cx.report(kind.value, message).help(title).fix(Applicability::Safe, title, edit);
        }
        _ => {}
    }
}

fn of_items<'w>(items: Entry<'w>, cx: &mut Cx<'w>) {
    for item in items.value.items().filter(|item| !item.is_mapping()) {
        let message = if item.is_null() {
            "this item of the List is empty, so `kubectl` rejects the whole List".to_owned()
        } else {
            "this item of the List is not an object, so `kubectl` rejects the whole List".to_owned()
        };
        let place = if item.is_null() { items.key } else { item };
        cx.report(place, message).help("write an object with `apiVersion` and `kind`, or remove the item");
    }
}

fn no_items<'w>(root: Node<'w>, kind: Entry<'w>, cx: &mut Cx<'w>) {
    let holds_items = |entry: &Entry<'w>| entry.value.is_sequence() && is_slip(&entry.key.key_text(), ITEMS);
    let effect = "so `kubectl` sends an object of kind `List`, which the API server does not have";
    match root.entries().find(holds_items) {
        Some(entry) => {
            let written = entry.key.key_text();
            let is_sure = folded(&written) == folded(ITEMS);
            let applicability = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
            let (message, title) = (format!("`{written}` is not `items`, {effect}"), "write `items`");
            let edit = replace_scalar(entry.key, ITEMS);
            cx.report(entry, message).help(title).fix(applicability, title, edit);
        }
        None => {
            let message = format!("this List has no `items`, {effect}");
            cx.report(kind.value, message).help("write the objects as a list in `items`");
        }
    }
}
