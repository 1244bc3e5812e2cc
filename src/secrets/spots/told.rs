//! Reads comments that ask a person to replace a credential.

use super::{Place, Spot};
use crate::secrets::engine::{Level, Nature};
use crate::yaml::Node;

/// The phrases of such a comment, in lower case.
const PHRASES: &[&str] = &["change me", "changeme", "replace me", "replace this", "replace with your"];

/// The most lines of comments before an entry that are read.
const MAX_LINES: usize = 5;

impl Spot<'_> {
    /// Turns the spot into a placeholder if a comment at its entry says so. A credential that its form alone shows
    /// stays one.
    pub(crate) fn heed_comment(&mut self) {
        let credential = &self.written.credential;
        if self.written.name.is_empty() || credential.is_proven() || credential.prefix.is_some() {
            return;
        }
        let name = match self.place {
            Place::Variable(name) | Place::Setting(name) => Some(name),
            Place::Field => self.node.key(),
            Place::Command(_) | Place::Text => return,
        };
        let nodes = [Some(self.node), name];
        if nodes.into_iter().flatten().any(is_told) {
            let credential = &mut self.written.credential;
            credential.level = Level::Medium;
            credential.nature = Nature::Deployed;
            credential.reason = "placeholder that will be deployed";
        }
    }
}

/// Whether such a phrase is in a comment at the end of a node's first line, or on the lines before it.
fn is_told(node: Node<'_>) -> bool {
    let source = node.source();
    let index = source.line_index(node.span().start);
    let line = |index: usize| {
        let range = source.line_range(index);
        source.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    };
    let own = line(index);
    let after = own.rfind(" #").map(|at| &own[at..]);
    let before = (0..index).rev().take(MAX_LINES).map(line).take_while(|line| line.trim_start().starts_with('#'));
    after.into_iter().chain(before).any(|comment| {
        let comment = comment.to_lowercase();
        PHRASES.iter().any(|phrase| comment.contains(phrase))
    })
}
