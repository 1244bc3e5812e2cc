//! Finds YAML that kubectl refuses, because it turns each document into JSON (`sigs.k8s.io/yaml`).

use std::collections::HashMap;

use super::explain::quote_value;
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::scalar::{self, KeyError, Scalar, TagError, Tagged};
use crate::yaml::tree::{Entry, Kind, Node, Style, Tree};

/// Adds the problems of a document that was read to its end, in one pass. Most nodes need a look only at their first
/// byte.
pub(super) fn check(tree: &Tree, problems: &mut Vec<Problem>) {
    let mut skip = 0;
    for node in tree.nodes().filter(|node| !node.is_alias() || node.is_key()) {
        if node.index() < skip {
            continue;
        }
        if node.is_key() {
            if let Some(problem) = key(node) {
                // One finding for a key is enough, whatever is inside it.
                skip = node.next_index();
                problems.push(problem);
            }
        } else if node.kind() == Kind::Scalar {
            problems.extend(value(node));
        } else if node.is_irregular() {
            merges(node, problems);
        }
    }
}

fn not_json(node: Node<'_>, message: &str) -> Problem {
    Problem::new(ProblemKind::NotJson, node.written_span(), message)
}

fn key(node: Node<'_>) -> Option<Problem> {
    if node.kind() != Kind::Scalar {
        return Some(collection_key(node));
    }
    if node.tag().is_none() && (node.style() != Style::Plain || scalar::is_surely_string(node.text())) {
        return None;
    }
    if node.tag().is_some()
        && let Some(problem) = tagged(node)
    {
        return Some(problem);
    }
    let message = match node.scalar().into_key_text().err()? {
        KeyError::Null if node.written_span().is_empty() => {
            let mut problem = not_json(node, "a `:` without a key before it: kubectl rejects the document");
            // No key is written, so the place is the colon.
            problem.span.end += u32::from(node.source_goes_on(":"));
            return Some(problem);
        }
        KeyError::Null => "a key that is null: kubectl rejects the document (\"unsupported map key\")",
        KeyError::Uint => "a key above 9223372036854775807: kubectl rejects the document (\"unsupported map key\")",
    };
    Some(not_json(node, message).help("quote the key"))
}

fn collection_key(node: Node<'_>) -> Problem {
    if let Some(parent) = node.parent()
        && node.style() == Style::Flow
        && parent.style() == Style::Flow
        && node.written_span().start == parent.written_span().start + 1
        && node.kind() == Kind::Mapping
    {
        let span = parent.written_span();
        let text = &node.source().text;
        return quote_value(span.file, text, span.start as usize..span.end as usize);
    }
    let what = if node.kind() == Kind::Mapping { "mapping" } else { "list" };
    let message = format!("a key that is a {what}: kubectl rejects the document (\"invalid map key\")");
    let mut problem = not_json(node, &message);
    // Only the first line of a long key is shown.
    let first = node.source_text().lines().next().map_or(0, str::len) as u32;
    problem.span.end = problem.span.end.min(problem.span.start + first.max(1));
    problem
}

fn value(node: Node<'_>) -> Option<Problem> {
    if node.tag().is_some() {
        return tagged(node).or_else(|| infinite(node));
    }
    let starts_like_one = matches!(node.text().as_bytes().first(), Some(b'.' | b'+' | b'-'));
    (starts_like_one && node.style() == Style::Plain).then(|| infinite(node)).flatten()
}

fn infinite(node: Node<'_>) -> Option<Problem> {
    let message = "infinity and NaN have no form in JSON: kubectl rejects the document (\"unsupported value\")";
    matches!(node.scalar(), Scalar::Float(value) if !value.is_finite())
        .then(|| not_json(node, message).help("quote it if it is a text"))
}

fn tagged(node: Node<'_>) -> Option<Problem> {
    let message = match scalar::resolve_tagged(node.tag()?, node.text()) {
        Ok(Tagged::Plain(_) | Tagged::Binary(_)) => return None,
        Err(TagError::Mismatch) => "this is not of the type that its tag names: kubectl rejects the document",
        Err(TagError::Base64) => "this is not base64, which `!!binary` requires: kubectl rejects the document",
    };
    Some(not_json(node, message))
}

/// Reports merge keys with a value that cannot be merged, or that override earlier keys.
fn merges(node: Node<'_>, problems: &mut Vec<Problem>) {
    let mut before: HashMap<String, Entry<'_>> = HashMap::new();
    for entry in node.raw_entries() {
        if !entry.key.is_merge_key() {
            before.insert(entry.key.key_text().into_owned(), entry);
            continue;
        }
        let list = entry.value.is_sequence() && !entry.value.is_alias();
        let mergeable = entry.value.is_mapping() || list && entry.value.items().all(Node::is_mapping);
        if !mergeable {
            let message = "a merge key accepts only a mapping or a list of mappings: kubectl rejects the document";
            problems.push(not_json(entry.key, message));
            continue;
        }
        let merged = if list { entry.value.items().collect() } else { vec![entry.value] };
        let overridden = merged.iter().flat_map(|map| map.entries()).filter_map(|other| {
            let own = before.get(&*other.key.key_text())?;
            (other.value.source_text() != own.value.source_text()).then_some(own)
        });
        if let Some(own) = overridden.min_by_key(|own| own.key.written_span()) {
            let message = format!(
                "this merge overrides `{}`, which is before it: kubectl lets the later key win, but in YAML the mapping's own key wins",
                own.key.key_text()
            );
            let problem = Problem::new(ProblemKind::MergeOrder, entry.key.written_span(), message);
            let problem = problem.related(own.key.written_span(), "kubectl drops this one");
            problems.push(problem.help("write `<<` first"));
        }
    }
}
