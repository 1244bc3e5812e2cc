//! Reads the objects of a file as kustomize does.

use std::collections::VecDeque;

use super::problem::{Problem, ProblemKind};
use super::resource::Resource;
use super::state::Cx;
use crate::render::Value;
use crate::yaml::{self, Node, Parsed};

/// The objects of a file. Lists are split into their items, which come last.
pub(super) fn objects<'a>(parsed: &'a Parsed, entry: Node<'a>, cx: &mut Cx<'a>) -> Vec<Resource<'a>> {
    if let Some(document) = parsed.documents.iter().find(|document| document.broken) {
        let message = format!("`{}` cannot be read to its end, so kustomize builds nothing", entry.text());
        let line = document.problems.first().map(|problem| problem.message.as_str());
        let message = line.map_or_else(|| message.clone(), |line| format!("{message}: {line}"));
        let because = document.problems.iter().map(|problem| problem.span).collect();
        cx.problems.push(Problem { because, ..Problem::new(entry, ProblemKind::Unreadable, message) });
    }
    let is_twice = |problem: &&yaml::Problem| {
        matches!(problem.kind, yaml::ProblemKind::DuplicateKey | yaml::ProblemKind::RepeatedEntry)
    };
    let mut problems = parsed.documents.iter().flat_map(|document| &document.problems);
    if let Some(twice) = problems.find(is_twice) {
        let message = format!("`{}` has a key twice in one mapping, so kustomize builds nothing", entry.text());
        cx.problems
            .push(Problem { because: vec![twice.span], ..Problem::new(entry, ProblemKind::Unreadable, message) });
    }
    let roots = parsed.documents.iter().filter_map(|document| document.tree.root());
    let roots = without_lists(roots.filter(|root| !root.is_null() && !root.is_empty()));
    roots.filter(|root| is_object(*root, cx)).map(|root| Resource::new(Value::written(root))).collect()
}

/// The documents, with each list replaced by its items, which come after all other documents.
pub(super) fn without_lists<'a>(roots: impl Iterator<Item = Node<'a>>) -> impl Iterator<Item = Node<'a>> {
    let mut waiting: VecDeque<Node<'a>> = roots.collect();
    let mut found = Vec::new();
    while let Some(root) = waiting.pop_front() {
        let is_list = root.get("kind").is_some_and(|kind| kind.text().ends_with("List"));
        match root.get("items").filter(|_| is_list) {
            Some(items) if items.is_sequence() => waiting.extend(items.items().filter(|item| !item.is_empty())),
            Some(items) if items.is_null() => {}
            _ => found.push(root),
        }
    }
    found.into_iter()
}

/// Whether a document is an object for kustomize (`RNode.GetValidatedMetadata`).
fn is_object<'a>(root: Node<'a>, cx: &mut Cx<'a>) -> bool {
    let kind = root.get("kind").map_or("", |node| node.text());
    let name = root.find(&["metadata", "name"]).map_or("", |node| node.text());
    let lacking = match (root.is_mapping(), kind, name) {
        (false, ..) => "is not an object",
        (true, "", _) => "has no `kind`",
        (true, kind, "") if !kind.ends_with("List") => "has no `metadata.name`",
        _ => return true,
    };
    cx.problem(root, ProblemKind::Refused, format!("the document {lacking}, so kustomize refuses the file"));
    false
}
