//! Tells whether a tree that was built again is equal to the tree before.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::raw::RawKind;
use super::{Cause, Tree};

impl Tree {
    /// A hash of everything that can be read from the tree: its nodes with their places, tags, causes and marks. Two
    /// trees with the same hash count as equal.
    pub fn digest(&self) -> u64 {
        // This hasher always uses the same keys.
        let mut hasher = DefaultHasher::new();
        for node in self.nodes() {
            let raw = node.raw();
            (raw.kind as u8, node.style() as u8, raw.next, node.written_span()).hash(&mut hasher);
            match raw.kind {
                RawKind::Scalar => node.text().hash(&mut hasher),
                RawKind::Alias => raw.value.hash(&mut hasher),
                RawKind::Mapping | RawKind::Sequence => {}
            }
            let Some(rare) = &self.rare else { continue };
            self.tag(node.index()).hash(&mut hasher);
            rare.shared.contains(&node.index()).hash(&mut hasher);
            for Cause { span, what, is_made } in rare.causes.get(&node.index()).into_iter().flatten() {
                (span, what, is_made).hash(&mut hasher);
            }
        }
        if let Some(marks) = &self.marks {
            (&marks.changing, &marks.gaining, &marks.growing).hash(&mut hasher);
        }
        hasher.finish()
    }
}
