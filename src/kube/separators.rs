//! Finds several objects in one document, because the `---` between them is missing.

use crate::yaml::{Entry, Node, Style};

/// The entries of a root mapping at which another object starts. Every object has an `apiVersion`, a `kind` and at
/// least one other key.
pub fn missing<'a>(root: Node<'a>) -> Vec<Entry<'a>> {
    let mut objects: Vec<Vec<Entry<'a>>> = Vec::new();
    for entry in root.raw_entries() {
        let has = |object: &[Entry<'_>]| object.iter().any(|other| other.key.text() == entry.key.text());
        match objects.last_mut() {
            Some(object) if !is_head(entry) || !has(object) => object.push(entry),
            _ => objects.push(vec![entry]),
        }
    }
    let is_whole = |object: &Vec<Entry<'_>>| {
        object.iter().filter(|entry| is_head(**entry)).count() == 2 && object.iter().any(|entry| !is_head(*entry))
    };
    match root.style() == Style::Block && objects.iter().all(is_whole) {
        true => objects.iter().skip(1).map(|object| object[0]).collect(),
        false => Vec::new(),
    }
}

/// Whether an entry is `apiVersion` or `kind`.
fn is_head(entry: Entry<'_>) -> bool {
    matches!(entry.key.text(), "apiVersion" | "kind")
}
