//! Telling whether a tree that was made anew is the one that was there before.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::raw::RawKind;
use super::{Cause, Tree};

impl Tree {
    /// A number over all that can be read of the tree: its nodes with their places, tags, causes and marks. Two trees with one
    /// number are alike.
    pub fn digest(&self) -> u64 {
        // Its keys are always the same ones.
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
