//! The credentials that a project declares: its own names and formats of credentials, and names that are harmless.

use std::ops::Range;

use globset::GlobMatcher;
use regex::Regex;

use super::engine::{Credential, Level, Nature};
use super::found::{Found, Secret};
use super::parts::{lines, pairs};
use super::spots::{Place, Spot, name_of, vetoes};
use super::written::Written;
use crate::yaml::{Kind, Node, Parsed, decode_base64_text};

/// The credentials of a project.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// Whole names that never belong to a credential.
    pub allowed: Vec<GlobMatcher>,
    /// The last words of the names of the project's credentials, in lower case.
    pub heads: Vec<String>,
    /// The formats of the project's tokens.
    pub formats: Vec<Regex>,
}

impl Own {
    /// Whether the project declares that a name does not belong to a credential.
    pub fn allows(&self, name: &str) -> bool {
        self.allowed.iter().any(|glob| glob.is_match(name.trim_start_matches('-')))
    }

    /// The credentials below a root that only the project declares, without those that overlap known ones.
    pub fn spots<'w>(&self, root: Node<'w>, known: &[Spot<'w>]) -> Vec<Spot<'w>> {
        let mut found: Vec<Spot<'w>> = Vec::new();
        if self.heads.is_empty() && self.formats.is_empty() {
            return found;
        }
        let is_text = |node: &Node<'w>| node.kind() == Kind::Scalar && !node.is_key() && !node.is_alias();
        for node in root.descendants().filter(is_text) {
            for written in self.in_scalar(node) {
                let meets = |other: &Spot<'w>| other.node == node && other.written.overlaps(&written);
                if !known.iter().chain(&found).any(meets) {
                    let place = if written.name.is_empty() { Place::Text } else { Place::Field };
                    found.push(Spot { node, place, written });
                }
            }
        }
        found
    }

    /// The places of the project's credentials in a file.
    pub fn places(&self, parsed: &Parsed) -> Vec<Secret> {
        let mut found = Found::default();
        for root in parsed.documents.iter().filter_map(|document| document.tree.root()) {
            self.spots(root, &[]).into_iter().for_each(|spot| found.part(spot.node, spot.written.credential.secret));
        }
        found.places
    }

    fn in_scalar(&self, node: Node<'_>) -> Vec<Written> {
        let (name, text) = (name_of(node), node.text());
        let named = self.is_head(name) && !vetoes(name, node);
        if let Some(whole) = named.then(|| Written::judged("password", text, 0)).flatten() {
            return vec![Written { name: name.to_owned(), ..whole }];
        }
        let mut found: Vec<Written> = self.of_formats(text, None).collect();
        let may_be_encoded = found.is_empty() && !self.formats.is_empty();
        if let Some(plain) = may_be_encoded.then(|| decode_base64_text(text.trim())).flatten() {
            found.extend(self.of_formats(&plain, Some(0..text.len())).take(1));
        }
        for (start, line) in lines(text).filter(|_| !self.heads.is_empty()) {
            pairs(line, &mut |pair| {
                let value = pair.value(line);
                let is_named = (pair.is_first || pair.is_quoted) && self.is_head(pair.name);
                let written = is_named.then(|| Written::judged("password", &line[value.clone()], start + value.start));
                found.extend(written.flatten().map(|one| Written { name: pair.name.to_owned(), ..one }));
                None
            });
        }
        found
    }

    /// The tokens of the project in a text. `place` replaces their range in the text, if it is given.
    fn of_formats<'t>(&'t self, text: &'t str, place: Option<Range<usize>>) -> impl Iterator<Item = Written> + 't {
        let found = self.formats.iter().flat_map(move |format| format.find_iter(text));
        found.filter(|found| !found.is_empty()).map(move |found| {
            let secret = place.clone().unwrap_or(found.range());
            let (level, nature) = (Level::High, Nature::Secret);
            let credential = Credential { level, nature, reason: "token of this project", secret, prefix: None };
            Written::unnamed(credential)
        })
    }

    /// Whether the last word of a name is declared by the project.
    fn is_head(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        self.heads.iter().any(|head| {
            lower.strip_suffix(head.as_str()).is_some_and(|before| {
                let starts_word = || name.get(before.len()..).is_some_and(|word| word.starts_with(char::is_uppercase));
                !before.ends_with(char::is_alphanumeric) || starts_word()
            })
        })
    }
}
