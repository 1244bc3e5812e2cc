//! Two objects in one document: the `---` between them is missing.

use crate::yaml::{Entry, Node, Style};

/// The entries of a root mapping at which a further object starts: every object has an `apiVersion`, a `kind` and
/// something more.
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

/// Whether it is one of the two keys that say what an object is.
fn is_head(entry: Entry<'_>) -> bool {
    matches!(entry.key.text(), "apiVersion" | "kind")
}
