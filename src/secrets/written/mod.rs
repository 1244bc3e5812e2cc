//! Finds the credentials in a text, for rules: only credentials that name, value and context leave no doubt about.
//! Reports hide more than that.

mod command;
mod comment;
pub(super) mod forms;
mod kept;
mod line;
mod settings;
pub(super) mod stdin;

use std::ops::Range;

use super::engine::{Credential, Level, Nature, credentials_in, judge};

pub(super) use command::in_command;
pub use comment::in_comment;
pub use kept::{has_token, is_kept_secret};
pub(super) use line::in_script_line;
pub use settings::in_settings;
pub(super) use settings::is_password_of_shell;

/// A credential that a text contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The name of the credential, as it is written, such as `--password`. Empty if only its form shows that it is one.
    pub name: String,
    /// The credential. Its range is in bytes of the whole text.
    pub credential: Credential,
}

impl Written {
    /// Judges a value by its name and form. `at` is the offset of the value in the text.
    pub(super) fn judged(name: &str, value: &str, at: usize) -> Option<Self> {
        let found = judge(name.trim_start_matches('-'), value).filter(|found| found.level >= Level::Medium)?;
        // A name that is only a hint makes a random value a secret in a setting of a program, but not in any text.
        let is_by_look = credentials_in(value).any(|other| other.is_usable() && other.secret == found.secret);
        (found.nature != Nature::Hint).then(|| {
            Self { name: if is_by_look { String::new() } else { name.to_owned() }, credential: found }.moved(at)
        })
    }

    /// A credential that needs no name.
    pub(super) fn unnamed(credential: Credential) -> Self {
        Self { name: String::new(), credential }
    }

    /// The name of the credential, otherwise the name of the text that contains it.
    pub fn name_or<'a>(&'a self, outer: &'a str) -> &'a str {
        if self.name.is_empty() { outer } else { &self.name }
    }

    /// Whether two credentials of one text overlap.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let (one, other) = (&self.credential.secret, &other.credential.secret);
        one.start < other.end && other.start < one.end
    }

    pub(super) fn moved(mut self, by: usize) -> Self {
        let Range { start, end } = self.credential.secret;
        self.credential.secret = start + by..end + by;
        self
    }
}

/// The most credentials in one text that are searched for.
pub(super) const MAX_FOUND: usize = 100;

/// Adds a credential that does not overlap another one.
fn add(found: &mut Vec<Written>, next: Written) {
    if !found.iter().any(|other| other.overlaps(&next)) {
        found.push(next);
    }
}

/// Whether a line is a comment.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    // `//host/:_authToken=x`, as npm has it, is not a comment.
    !line.contains("/:_") && ["#", ";", "//", "--", "<!--", "*"].iter().any(|sign| line.starts_with(sign))
}

/// Whether a shell or a template replaces a part of the text.
pub(super) fn has_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '_' | '{' | '(' | '$'))
    }) || text.contains("{{")
}
