//! Writes strings as YAML: plain if that is safe, otherwise in quotes.

use std::fmt::Write as _;

use crate::yaml::tree::scalar::{self, Scalar};
use crate::yaml::tree::{Node, Style};

/// The maximum length of a key in bytes. Readers search for the end of a key in at most 1,024 bytes.
const MAX_KEY: usize = 1_000;

/// A string as YAML that is valid in any place. It is plain if YAML reads it back as the same string, otherwise in
/// double quotes.
pub fn quoted(text: &str) -> String {
    written(text, Where::Flow)
}

/// The surroundings of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Lines with indentation.
    Block,
    /// Brackets without quotes.
    Flow,
    /// Brackets with quotes around every string.
    Json,
}

impl Where {
    /// The surroundings of the children of a collection.
    pub(super) fn inside(collection: Node<'_>) -> Self {
        match collection.style() {
            Style::Flow if is_json(collection) => Where::Json,
            Style::Flow => Where::Flow,
            _ => Where::Block,
        }
    }
}

/// Whether a flow collection writes all its strings in double quotes, judged by its first key or item.
fn is_json(collection: Node<'_>) -> bool {
    let mut at = Some(collection);
    while let Some(node) = at.filter(|node| node.style() == Style::Flow) {
        if let Some(first) = node.raw_entries().next() {
            return first.key.style() == Style::DoubleQuoted;
        }
        if node.items().next().is_some_and(|first| first.style() == Style::DoubleQuoted) {
            return true;
        }
        at = node.parent();
    }
    false
}

/// A string as it is written in its surroundings.
pub(super) fn written(text: &str, place: Where) -> String {
    if place != Where::Json && is_plain(text, place == Where::Flow) { text.to_owned() } else { double_quoted(text) }
}

/// A key as it is written in its surroundings. Returns `None` if it is too long for readers to recognize it as a key.
pub(super) fn written_key(text: &str, place: Where) -> Option<String> {
    Some(written(text, place)).filter(|key| key.len() <= MAX_KEY)
}

/// A string in double quotes with JSON's escapes, which YAML also has. Characters that are line breaks or forbidden in
/// YAML are escaped in addition.
pub(super) fn double_quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match is_printable(c) {
            true => out.push(c),
            // All these characters have at most four hexadecimal digits.
            false => drop(write!(out, "\\u{:04x}", u32::from(c))),
        }
    }
    out
}

/// A string in single quotes. Returns `None` if a character needs an escape.
pub(super) fn single_quoted(text: &str) -> Option<String> {
    text.chars().all(is_printable).then(|| format!("'{}'", text.replace('\'', "''")))
}

/// Whether a character is printable: not a control character, line break, byte order mark or noncharacter.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text without quotes is one token that YAML reads back as the same string, as a key and as a value.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let mut chars = text.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return false };
    let starts = match first {
        // `--flag`, `-1x`. All others have a meaning in YAML.
        '-' => {
            text != "--" && !text.starts_with("---") && second.is_some_and(|c| c == '-' || c.is_ascii_alphanumeric())
        }
        '.' => !text.starts_with("..."),
        '?' | ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
            false
        }
        _ => true,
    };
    let is_plain_char = |c: char| c == ' ' || is_printable(c) && !c.is_whitespace();
    starts
        && text != "<<"
        && text.trim() == text
        && text.chars().all(is_plain_char)
        && !(text.contains(" #") || text.contains(": ") || text.ends_with(':'))
        && !(in_flow && (text.contains([',', '[', ']', '{', '}', '?']) || has_bare_colon(text)))
        && scalar::resolve(text) == Scalar::Str(text)
}

/// Whether a text has a colon that is not inside a word. Brackets allow colons only inside words.
fn has_bare_colon(text: &str) -> bool {
    text.split(':').skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/'))
}
