//! The credentials that a text writes out, for rules: only those of which the name, the value and what is around them
//! leave no doubt. What reports hide is decided more generously.

mod command;
mod comment;
pub(super) mod forms;
mod heredoc;
mod kept;
mod line;
mod settings;

use std::ops::Range;

use super::engine::{Credential, Level, Nature, credentials_in, judge};

pub(super) use command::in_command;
pub use comment::in_comment;
pub use kept::{has_token, is_kept_secret};
pub(super) use line::in_script_line;
pub use settings::in_settings;

/// A credential that a text writes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What names it, as it is written, such as `--password`. Empty if only its own look tells.
    pub name: String,
    /// What it is; its bytes are those of the whole text.
    pub credential: Credential,
}

impl Written {
    /// A value that its name and its look make a credential, at an offset of the text.
    pub(super) fn judged(name: &str, value: &str, at: usize) -> Option<Self> {
        let found = judge(name.trim_start_matches('-'), value).filter(|found| found.level >= Level::Medium)?;
        // A name that only hints makes a secret of a random value in a setting of a program, but not in any text.
        let is_by_look = credentials_in(value).any(|other| other.is_usable() && other.secret == found.secret);
        (found.nature != Nature::Hint).then(|| {
            Self { name: if is_by_look { String::new() } else { name.to_owned() }, credential: found }.moved(at)
        })
    }

    /// A credential that needs no name.
    pub(super) fn unnamed(credential: Credential) -> Self {
        Self { name: String::new(), credential }
    }

    /// What names it; otherwise what names the text that it is in.
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

/// Of more credentials in one text, the rest is not looked for: it is full of them.
pub(super) const MAX_FOUND: usize = 100;

/// Adds a credential that does not overlap another one.
fn add(found: &mut Vec<Written>, next: Written) {
    if !found.iter().any(|other| other.overlaps(&next)) {
        found.push(next);
    }
}

/// Whether a line says nothing to the program that reads it.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    // `//host/:_authToken=x` of npm.
    !line.contains("/:_") && ["#", ";", "//", "--", "<!--", "*"].iter().any(|sign| line.starts_with(sign))
}

/// Whether a shell or a template replaces a part of the text.
pub(super) fn has_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '_' | '{' | '(' | '$'))
    }) || text.contains("{{")
}
