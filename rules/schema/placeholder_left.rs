//! See the card.

use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::{is_in_capitals, is_left_to_a_person};
use crate::yaml::{self, Node, NodeId};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "placeholder-left",
        summary: "A value that a person is to fill in",
        category: Category::Values,
        severity: Severity::Warning,
        strict: Some(Severity::Warning),
        fix: None,
        since: "0.1.0",
        card: include_str!("placeholder_left.md"),
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // A definition describes values, and SOPS encrypts what it likes.
    if resource.kind == Kind::CustomResourceDefinition || resource.root.entry("sops").is_some() {
        return;
    }
    let facts = cx.workspace.facts(resource);
    let own =
        ["name", "namespace", "generateName"].into_iter().filter_map(|key| resource.root.find(&["metadata", key]));
    let named = own.chain(facts.references.iter().map(|reference| reference.entry.value));
    let in_capitals = named.filter(|node| node.as_str().is_some_and(is_word_in_capitals));
    let known: HashSet<NodeId> = in_capitals.chain(facts.left.iter().copied()).map(Node::id).collect();
    let is_left = |node: &Node<'w>| (is_left(*node) || known.contains(&node.id())) && node.is_certain();
    let left: Vec<Node<'w>> = resource.root.descendants().filter(is_left).collect();
    let Some(first) = left.first() else { return };
    let name = first.key().map_or_else(|| "this value".to_owned(), |key| format!("`{}`", key.text()));
    let more = match left.len() - 1 {
        0 => String::new(),
        1 => ", and so is one more value of the object".to_owned(),
        count => format!(", and so are {count} more values of the object"),
    };
    let severity = if cx.workspace.project.closed { Severity::Warning } else { Severity::Info };
    let message = format!("{name} is a placeholder that nobody has filled in{more}");
    cx.report(*first, message).severity(severity).help("write the value, or let a template write it");
}

fn is_left(node: Node<'_>) -> bool {
    node.kind() == yaml::Kind::Scalar && !node.is_key() && node.as_str().is_some_and(is_left_to_a_person)
}

/// A name has no capitals, so that it is a word for a person.
fn is_word_in_capitals(text: &str) -> bool {
    text.len() > 2 && is_in_capitals(text)
}
