//! Finds secrets in patches of kustomizations: texts that are YAML themselves, and operations of JSON patches.

use super::found::Found;
use super::nodes::in_node;
use super::spots::in_operations;
use super::{lines, objects};
use crate::yaml::{Kind, Node, parse_embedded_stream};

/// Finds the secrets in the text of a patch, if the node is one.
pub(super) fn in_text(node: Node<'_>, found: &mut Found) {
    if node.kind() != Kind::Scalar || node.is_key() || node.is_alias() || !is_patch(node) {
        return;
    }
    let target = node.parent().and_then(|entry| entry.find(&["target", "kind"])).map(|kind| kind.text());
    let is_for_secrets = target.is_none_or(|kind| !is_other_kind(kind));
    let Some(trees) = parse_embedded_stream(node) else {
        let mut spans = Vec::new();
        lines::in_document(node.source(), node.span(), false, &mut spans);
        found.spans(spans);
        // If the text cannot be read, nothing distinguishes its values from the rest.
        if is_for_secrets && ["Secret", "stringData", "/data", "data:"].iter().any(|part| node.text().contains(part)) {
            found.whole(node);
        }
        return;
    };
    for root in trees.iter().filter_map(|tree| tree.root()) {
        root.descendants().for_each(|node| {
            in_node(node, false, found);
            in_operation(node, is_for_secrets, found);
        });
        objects::in_secrets(root, found);
        in_operations(root).into_iter().for_each(|spot| found.part(spot.node, spot.written.credential.secret));
        // A patch with a target may leave out the kind.
        let data = root.get("data").filter(|_| target.is_some() && is_for_secrets && root.get("kind").is_none());
        data.into_iter().for_each(|data| found.values(data));
    }
}

/// Finds the value of an operation that may be for the data of a Secret.
pub(super) fn in_operation(node: Node<'_>, is_for_secrets: bool, found: &mut Found) {
    if !node.is_mapping() || node.is_alias() {
        return;
    }
    let Some(path) = node.get("path") else { return };
    let first = path.text().trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_data = first == "stringData" || first == "data" && is_for_secrets;
    if is_data && path.text().starts_with('/') {
        node.get("value").into_iter().for_each(|value| found.values(value));
    }
}

/// Whether a scalar is at a place where kustomizations have the text of a patch.
fn is_patch(node: Node<'_>) -> bool {
    let list = || node.parent().filter(|parent| parent.is_sequence()).and_then(Node::key);
    node.key().is_some_and(|key| matches!(key.text(), "patch" | "patches" | "jsonOp"))
        || list().is_some_and(|key| matches!(key.text(), "patchesStrategicMerge" | "paths"))
}

/// Whether the kind of a target is certainly not that of a Secret. The kind may be a regular expression.
fn is_other_kind(kind: &str) -> bool {
    !kind.is_empty() && kind != "Secret" && kind.chars().all(char::is_alphanumeric)
}
