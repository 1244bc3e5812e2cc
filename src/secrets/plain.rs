//! Remembers texts without a secret that were already read: manifests repeat a few names and values very often.

use foldhash::HashSet;

/// The most texts that are kept. Frequent ones come early.
const MOST: usize = 28_000;

/// Texts without a secret, each with its name. The texts of one file also help with the next file.
#[derive(Debug, Default)]
pub struct Plain<'t> {
    /// Texts in which rules find nothing.
    pub(super) for_rules: Seen<'t>,
    /// Texts in which reports also have nothing to hide.
    pub(super) for_reports: Seen<'t>,
}

/// Pairs of a name and a text.
#[derive(Debug, Default)]
pub(super) struct Seen<'t>(HashSet<(&'t str, &'t str)>);

impl<'t> Seen<'t> {
    pub(super) fn has(&self, name: &'t str, text: &'t str) -> bool {
        self.0.contains(&(name, text))
    }

    pub(super) fn add(&mut self, name: &'t str, text: &'t str) {
        if self.0.len() < MOST {
            self.0.insert((name, text));
        }
    }
}
