//! One level on the way down to a key: its mapping, and the keys that it accepts.

use std::collections::HashSet;

use foldhash::{HashMap, HashMapExt};

use crate::kube::values::version_set::VersionSet;
use crate::schema::{Definition, Shape, fit};
use crate::yaml::{Entry, Node};

/// How many mappings further down a key is searched: from the spec of a CronJob to that of its pods.
pub(super) const DEPTH: usize = 4;

/// A mapping that is open at the end of the entry before.
#[derive(Clone)]
pub(super) struct Frame<'w> {
    pub(super) shape: Shape<'w>,
    pub(super) node: Option<Node<'w>>,
    pub(super) there: Node<'w>,
    pub(super) path: String,
    pub(super) taken: HashSet<String>,
    /// The number of levels below the frame in which the run began.
    pub(super) levels: usize,
}

impl<'w> Frame<'w> {
    pub(super) fn names(&self, key: &str, value: Node<'w>, versions: VersionSet) -> bool {
        let Shape::Record(definition) = self.shape else { return false };
        let is_free = self.node.is_none_or(|node| node.get(key).is_none()) && !self.taken.contains(key);
        is_free && takes(definition, key, value, versions)
    }

    /// Whether a map accepts a key. A map accepts any key, but if it already has keys, only one that cannot be a field.
    pub(super) fn maps(&self, key: &str, value: Node<'w>) -> bool {
        let Shape::Map(item) = self.shape else { return false };
        let is_key = self.node.is_none_or(Node::is_empty) || key.contains(['.', '/']);
        is_key && key.is_ascii() && !self.taken.contains(key) && fit::seems(value, item.shape())
    }
}

pub(super) fn takes(definition: Definition<'_>, key: &str, value: Node<'_>, versions: VersionSet) -> bool {
    definition.field(key).any(|field| versions.without(field.versions()).is_empty() && fit::seems(value, field.shape()))
}

/// The type of a field in the newest of these versions that has it.
pub(super) fn shape_of<'w>(definition: Definition<'w>, key: &str, versions: VersionSet) -> Option<Shape<'w>> {
    let rows = definition.field(key).filter(|field| !versions.and(field.versions()).is_empty());
    rows.last().map(|field| field.shape())
}

/// All names of fields in a definition and below it, each with the number of types of mappings that have it.
pub(super) fn owners(definition: Definition<'_>) -> HashMap<&str, usize> {
    let mut seen = HashSet::from([definition.name()]);
    let mut open = vec![definition];
    let mut owners = HashMap::new();
    while let Some(definition) = open.pop() {
        let mut last = "";
        for field in definition.fields().filter(|field| field.name() != "status") {
            // A field whose type changed appears once for each type.
            *owners.entry(field.name()).or_default() += usize::from(field.name() != last);
            last = field.name();
            let mut shape = field.shape();
            while let Shape::List { item: inner, .. } | Shape::Map(inner) = shape {
                shape = inner.shape();
            }
            if let Shape::Record(definition) = shape
                && seen.insert(definition.name())
            {
                open.push(definition);
            }
        }
    }
    owners
}

/// The mappings that are open at the end of an entry, from the outermost. If its value is empty, only that value.
pub(super) fn tail<'w>(entry: Entry<'w>, shape: Shape<'w>, versions: VersionSet) -> Vec<Frame<'w>> {
    let (mut value, mut shape, mut there) = (entry.value, shape, entry.key);
    let mut path = entry.key.key_text().into_owned();
    let mut frames = Vec::new();
    loop {
        let node = Some(value).filter(|value| value.is_mapping());
        if matches!(shape, Shape::Record(_) | Shape::Map(_)) && (node.is_some() || value.is_null()) {
            frames.push(Frame { shape, node, there, path: path.clone(), taken: HashSet::new(), levels: 0 });
        }
        let last = value.raw_entries().last().filter(|_| !value.is_alias());
        let next = match (shape, last) {
            (Shape::Record(definition), Some(last)) => {
                let key = last.key.key_text();
                path = join(&path, &key);
                there = last.key;
                shape_of(definition, &key, versions).map(|shape| (last.value, shape))
            }
            (Shape::List { item, .. }, _) if !value.is_alias() => value.items().enumerate().last().map(|(at, last)| {
                path = format!("{path}[{at}]");
                there = last.raw_entries().next().map_or(there, |entry| entry.key);
                (last, item.shape())
            }),
            _ => None,
        };
        let Some(next) = next.filter(|_| frames.len() < 2 * DEPTH) else { return frames };
        (value, shape) = next;
    }
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
