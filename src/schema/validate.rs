//! An object against its definition: one walk for all versions that are asked for.

use std::collections::HashSet;

use super::{Api, Definition, Shape};
use crate::kube::unknown::is_unknown;
use crate::kube::version_set::VersionSet;
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// A key that its mapping may not have.
#[derive(Debug, Clone, Copy)]
pub struct UnknownField<'w> {
    /// The key and what stands behind it.
    pub entry: Entry<'w>,
    /// The mapping that holds it.
    pub parent: Node<'w>,
    /// What the mapping is.
    pub definition: Definition<'static>,
    /// The versions that do not have the key, of those asked for.
    pub versions: VersionSet,
}

/// The keys of an object that its API does not have in some of the versions, in order of the walk.
///
/// A version that does not serve the API at all has no say: that it does not is one finding, not one for each key.
pub fn unknown_fields<'w>(api: Api<'static>, root: Node<'w>, versions: VersionSet) -> Vec<UnknownField<'w>> {
    let mut walk = Walk { found: Vec::new(), repeated: HashSet::new() };
    walk.record(root, api.definition(), versions.and(api.versions()));
    walk.found
}

struct Walk<'w> {
    found: Vec<UnknownField<'w>>,
    /// What aliases stand for, and as what it was seen already: an alias of aliases would never end.
    repeated: HashSet<(Span, &'static str)>,
}

impl<'w> Walk<'w> {
    fn value(&mut self, node: Node<'w>, shape: Shape<'static>, versions: VersionSet) {
        match shape {
            Shape::Record(definition) => self.record(node, definition, versions),
            Shape::List { item, .. } => node.items().for_each(|node| self.value(node, item.shape(), versions)),
            Shape::Map(value) => {
                node.entries().for_each(|entry| self.value(entry.value, value.shape(), versions));
            }
            _ => {}
        }
    }

    fn record(&mut self, node: Node<'w>, definition: Definition<'static>, versions: VersionSet) {
        if versions.is_empty() || node.is_repeated() && !self.repeated.insert((node.span(), definition.name())) {
            return;
        }
        for entry in node.entries() {
            let key = entry.key.key_text();
            let mut missing = versions;
            for field in definition.field(&key) {
                missing = missing.without(field.versions());
                self.value(entry.value, field.shape(), versions.and(field.versions()));
            }
            // What a template or a patch writes there is no field.
            if !missing.is_empty() && !is_unknown(&key) && !key.starts_with('$') {
                self.note(UnknownField { entry, parent: node, definition, versions: missing });
            }
        }
    }

    /// A mapping whose type changed is walked once for each type: what both lack is one finding.
    fn note(&mut self, field: UnknownField<'w>) {
        match self.found.iter_mut().rev().find(|other| other.entry.key == field.entry.key) {
            Some(other) => other.versions = other.versions.or(field.versions),
            None => self.found.push(field),
        }
    }
}
