//! Finds the secrets in one node of a tree by the names around it.

use super::found::Found;
use super::names::{is_credential, is_like, is_name, is_value};
use super::text::in_text_of;
use super::words::Words;
use crate::yaml::{Kind, Node};

/// The most equal keys in one mapping that are read.
const MAX_NAMES: usize = 10;

/// Finds the secrets in a node, without the nodes below it.
pub(super) fn in_node(node: Node<'_>, is_schema: bool, found: &mut Found) {
    match node.kind() {
        _ if node.is_alias() => {}
        Kind::Mapping if !is_schema => in_mapping(node, found),
        Kind::Mapping => in_schema(node, found),
        Kind::Sequence => {
            in_sequence(node, found);
            in_literals(node, found);
        }
        Kind::Scalar => found.parts(node, in_text_of(key_of(node), node.text())),
    }
}

/// The key of a scalar. Empty if the scalar has no key, or is a key.
pub(super) fn key_of(node: Node<'_>) -> &str {
    node.key().filter(|_| !node.is_key()).map(Node::text).unwrap_or_default()
}

/// Finds the default of a field of a custom resource that has the name of a credential.
fn in_schema(node: Node<'_>, found: &mut Found) {
    for field in node.raw_entries() {
        if !found.is_credential(field.key.text()) {
            continue;
        }
        let values = ["default", "example"].into_iter().filter_map(|key| field.value.get(key));
        let is_told = |value: &Node<'_>| !value.is_empty() && value.as_bool().is_none();
        values.filter(is_told).for_each(|value| found.values(value));
    }
}

fn in_mapping(node: Node<'_>, found: &mut Found) {
    let mut item: Option<Node<'_>> = None;
    for entry in node.raw_entries() {
        let key = entry.key.text();
        if found.is_credential(key) {
            found.named(entry);
        } else if entry.value.kind() == Kind::Scalar {
            found.judged(key, entry.value);
        }
        // A `value: y` of the item `- name: X` that lost its indentation.
        let is_lost = item.filter(|_| is_value(key)).and_then(|item| item.get("name"));
        if is_lost.is_some_and(|name| is_credential(name.text())) {
            found.whole(entry.value);
        }
        item = entry.value.items().last();
    }
    // A `name: X` and a `value: y` anywhere in the mapping, also if a key is repeated.
    let has_value = is_pair(node);
    let names = node.raw_entries().filter(|entry| has_value || is_name(entry.key.text()));
    for name in names.map(|entry| entry.value.text()).filter(|name| !name.is_empty()).take(MAX_NAMES) {
        let is_variable = is_credential(name) && is_variable_of_container(node);
        for entry in node.raw_entries().filter(|entry| entry.value.text() != name) {
            match is_value(entry.key.text()) {
                _ if is_variable => found.item(entry),
                true if is_credential(name) => found.below(entry.value),
                true => found.judged(name, entry.value),
                false => {}
            }
        }
    }
}

/// Whether a mapping has a value, so that one of its other keys may contain the name.
fn is_pair(node: Node<'_>) -> bool {
    node.raw_entries().any(|entry| is_value(entry.key.text()))
}

/// Whether a mapping is an item of `env`.
fn is_variable_of_container(node: Node<'_>) -> bool {
    let list = node.parent().filter(|parent| parent.is_sequence());
    let key = list.or_else(|| node.parent()).and_then(Node::key);
    key.is_some_and(|key| is_like(key.text(), "env"))
}

/// Finds the values of `key=value` for the Secrets that a kustomization creates.
fn in_literals(node: Node<'_>, found: &mut Found) {
    let generators = || node.key()?.parent()?.parent()?.key();
    if node.key().is_none_or(|key| !is_like(key.text(), "literals"))
        || generators().is_none_or(|key| !is_like(key.text(), "secretGenerator"))
    {
        return;
    }
    for item in node.items() {
        match item.text().find('=').filter(|_| item.kind() == Kind::Scalar) {
            Some(sign) => found.part(item, sign + 1..item.text().len()),
            None => found.below(item),
        }
    }
}

fn in_sequence(node: Node<'_>, found: &mut Found) {
    let items: Vec<Node<'_>> = node.items().collect();
    let mut words = Words::default();
    if let Some(command) =
        node.key().filter(|key| key.text() == "args").and_then(Node::parent).and_then(|owner| owner.get("command"))
    {
        // The secrets in the command itself are found when its own node is read.
        for item in command.items() {
            words.next(item.text());
        }
    }
    let mut flag = "";
    for item in &items {
        if let Some(part) = words.next(item.text()) {
            found.part(*item, part);
        } else if flag.starts_with('-') && is_credential(flag.trim_start_matches('-')) && !item.text().starts_with('-')
        {
            // A tag, an anchor or a key is here by mistake, in place of a text.
            found.below(*item);
        }
        flag = item.text();
    }
    // An item that was split by mistake: `- name: X` and `- value: y`.
    for pair in items.windows(2) {
        for (named, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            if name_of(other).is_none()
                && other.is_mapping()
                && !is_pair(named)
                && name_of(named).is_some_and(is_credential)
            {
                other
                    .raw_entries()
                    .filter(|entry| is_value(entry.key.text()))
                    .for_each(|entry| found.below(entry.value));
            }
        }
    }
}

fn name_of(item: Node<'_>) -> Option<&str> {
    item.raw_entries().find(|entry| is_name(entry.key.text())).map(|entry| entry.value.text())
}
