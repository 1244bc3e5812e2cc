//! What kustomize does to each object before it is printed.

use super::accumulate::Accumulated;
use crate::render::Value;
use crate::yaml::{Kind, Node, Style, Tree};

/// Objects with this annotation are for kustomize alone, unless it is `false`.
const LOCAL: &str = "config.kubernetes.io/local-config";

/// Drops objects that are not to be applied.
pub(super) fn drop_local(made: &mut Accumulated<'_>) {
    made.resources.retain(|resource| {
        let local = resource.value.find(&["metadata", "annotations", LOCAL]);
        local.is_none_or(|value| value.text() == "false")
    });
}

/// The object as it is applied.
pub(super) fn tree(mut object: Value<'_>) -> Tree {
    annotations(&mut object);
    words(&mut object);
    object.into_tree()
}

/// Annotations are written anew: all of them texts, and nothing if there are none (`Resource.RemoveBuildAnnotations`).
fn annotations(object: &mut Value<'_>) {
    let Some(annotations) = object.find(&["metadata", "annotations"]) else { return };
    if annotations.is_empty() {
        if let Some(metadata) = object.get_mut("metadata") {
            metadata.remove("annotations");
        }
    } else if annotations.pairs().iter().any(|pair| pair.value.as_str().is_none())
        && let Some(annotations) = object.find_mut(&["metadata", "annotations"])
    {
        for pair in annotations.pairs_mut().iter_mut().filter(|pair| pair.value.as_str().is_none()) {
            let text = if pair.value.is_null() { "" } else { pair.value.text() };
            pair.value = Value::string(text, pair.value.at());
        }
    }
}

/// Plain words that are booleans to kubectl and strings to kustomize, which writes them in quotes.
fn words(value: &mut Value<'_>) {
    match value.as_written() {
        Some(node) if !node.descendants().any(is_word) => {}
        Some(node) if is_word(node) => *value = Value::string(node.text(), node),
        _ => match value.kind() {
            Kind::Mapping => value.pairs_mut().iter_mut().for_each(|pair| words(&mut pair.value)),
            Kind::Sequence => value.items_mut().iter_mut().for_each(words),
            Kind::Scalar => {}
        },
    }
}

fn is_word(node: Node<'_>) -> bool {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off"];
    if node.kind() != Kind::Scalar || node.style() != Style::Plain || node.is_key() || node.has_tag() {
        return false;
    }
    let text = node.text();
    text.len() <= 3 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) && text != "nO" && text != "oN"
}
