//! Texts without a secret that were looked at already: manifests repeat a few names and values very many times.

use foldhash::HashSet;

/// So many are kept: what is frequent comes early.
const MOST: usize = 28_000;

/// Texts without a secret, each with what names it. What one file has helps with the next one.
#[derive(Debug, Default)]
pub struct Plain<'t> {
    /// Those in which rules find nothing.
    pub(super) for_rules: Seen<'t>,
    /// Those in which there is nothing to hide either.
    pub(super) for_reports: Seen<'t>,
}

/// Some names and texts.
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
