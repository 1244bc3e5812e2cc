//! See the card.

use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::engine::is_credential_name;
use crate::text::unknown::{is_in_capitals, is_left_to_a_person};
use crate::yaml::{Node, NodeId};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "placeholder-left",
        summary: "A placeholder that has not been filled in",
        category: Category::Values,
        severity: Severity::Warning,
        strict: Some(Severity::Warning),
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    // A definition only describes values, and SOPS encrypts any text.
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
    let mut left: Vec<Node<'w>> = resource.root.descendants().filter(is_left).collect();
    // One mechanism fills in the images of several workloads.
    let images = left.iter().copied().filter(|node| is_image(*node)).collect::<Vec<_>>();
    let shared = images.first().map(|image| shared_by(*image, resource, cx)).filter(|all| all.len() >= SEVERAL);
    if shared.as_ref().is_some_and(|all| all.first() != Some(&resource.id)) {
        left.retain(|node| !is_image(*node));
    }
    let Some(first) = left.first() else { return };
    let name = shown(resource, *first);
    let more = match left.len() - 1 {
        0 => match shared.filter(|_| is_image(*first)) {
            Some(all) => format!(", as in {} workloads here", all.len()),
            None => String::new(),
        },
        1 => ", and so is one more value of the object".to_owned(),
        count => format!(", and so are {count} more values of the object"),
    };
    let severity = if cx.workspace.project.closed { Severity::Warning } else { Severity::Info };
    let message = format!("{name} is a placeholder that has not been filled in{more}");
    cx.report(*first, message).severity(severity).help("write the value, or let a template fill it in");
}

/// The entry as written if its value is words and cannot be a secret, otherwise its key.
fn shown(resource: &Resource<'_>, node: Node<'_>) -> String {
    let Some(key) = node.key().map(Node::text) else { return "this value".to_owned() };
    let text = node.text();
    let is_words = text.len() <= 40 && text.chars().all(|c| c.is_ascii_alphabetic() || "<>_- ".contains(c));
    match is_words && resource.kind != Kind::Secret && !is_credential_name(key) {
        true => format!("`{key}: {text}`"),
        false => format!("`{key}`"),
    }
}

/// The number of workloads with the same placeholder image from which a program probably fills it in.
const SEVERAL: usize = 3;

fn is_image(node: Node<'_>) -> bool {
    node.key().is_some_and(|key| key.text() == "image")
}

/// The workloads of the set with this image, in order.
fn shared_by<'w>(image: Node<'w>, resource: &'w Resource<'w>, cx: &Cx<'w>) -> Vec<usize> {
    let has_it = |template: &&PodTemplate<'w>| {
        let is_of_set = cx.workspace.sets.are_one(cx.workspace.owner(template).set, resource.set);
        is_of_set
            && template.containers().any(|one| one.node.get("image").is_some_and(|own| own.text() == image.text()))
    };
    cx.workspace.templates().iter().filter(has_it).map(|template| template.owner).collect()
}

fn is_left(node: Node<'_>) -> bool {
    !node.is_key() && is_left_to_a_person(node.text()) && node.as_str().is_some()
}

/// Whether a text is a word in capitals. A name has no upper case, so a person must replace the word.
fn is_word_in_capitals(text: &str) -> bool {
    text.len() > 2 && is_in_capitals(text)
}
