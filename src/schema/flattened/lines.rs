//! Reads a line whose indentation is not known.

use crate::yaml::{self, Scalar};

/// The content of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Line<'t> {
    Blank,
    Comment,
    /// A key with or without its value, an item of a list, or both.
    Entry(Entry<'t>),
    /// A part of a text of several lines, or anything else that is not an entry alone.
    Unclear,
}

/// The content of a line that is not empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry<'t> {
    /// Bytes from the `-` of an item to its content.
    pub(super) dash: Option<u32>,
    /// The key without its quotes.
    pub(super) key: Option<&'t str>,
    pub(super) value: Value<'t>,
}

/// The value after a key or a dash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'t> {
    /// No value, or the value is on the next lines.
    Nothing,
    Scalar(Scalar<'t>),
    /// `*name`
    Alias,
    /// `{...}`
    Map(&'t str),
    /// `[...]`
    List,
    /// The value continues on further lines, or the line does not show its type.
    Unclear,
}

/// Signs that start a value other than a plain text.
const SPECIAL: &[char] = &['&', '!', '|', '>', '%', '@', '`', ',', ']', '}'];

/// Reads a line without the blanks around it.
pub(super) fn read(content: &str) -> Line<'_> {
    if content.is_empty() {
        return Line::Blank;
    }
    if content.starts_with('#') {
        return Line::Comment;
    }
    if content.starts_with("? ") || content.starts_with("---") || content.starts_with("...") {
        return Line::Unclear;
    }
    let item = content.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let rest = item.map_or(content, |rest| rest.trim_start());
    let dash = item.map(|_| (content.len() - rest.len()) as u32);
    if rest.starts_with("- ") || rest == "-" {
        return Line::Unclear;
    }
    let entry = match key(rest) {
        Some((key, behind)) => Some(Entry { dash, key: Some(key), value: value(behind).unwrap_or(Value::Unclear) }),
        // A text alone is not an entry.
        None => value(rest).filter(|_| dash.is_some()).map(|value| Entry { dash, key: None, value }),
    };
    entry.map_or(Line::Unclear, Line::Entry)
}

/// The key of a line, and the text after its colon.
fn key(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['{', '[', '*', '#']) || text.starts_with(SPECIAL) {
        return None;
    }
    if text.starts_with(['"', '\'']) {
        let (key, rest) = quoted(text)?;
        let behind = rest.strip_prefix(':').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))?;
        return Some((key, behind));
    }
    let is_end = |at: usize| text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\t']);
    let (colon, _) = text.match_indices(':').find(|&(at, _)| is_end(at))?;
    let key = text[..colon].trim_end();
    (!key.contains(" #")).then_some((key, &text[colon + 1..]))
}

/// The text between quotes, and the rest. Returns `None` if the text does not end on this line or has escapes.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next()?;
    let (inside, rest) = text[1..].split_once(quote)?;
    let is_whole = !inside.contains('\\') && !rest.starts_with(quote);
    is_whole.then_some((inside, rest))
}

/// Reads a value. Returns `None` if the line alone does not show its type.
fn value(text: &str) -> Option<Value<'_>> {
    let text = text.trim();
    match text.chars().next() {
        None | Some('#') => Some(Value::Nothing),
        Some('*') => (!text.contains(' ') || is_comment(text.split_once(' ')?.1)).then_some(Value::Alias),
        Some('"' | '\'' | '{' | '[') => {
            let end = closed(text)?;
            let (inside, rest) = text.split_at(end);
            if !is_comment(rest) || inside.starts_with("{{") {
                return None;
            }
            Some(match inside.as_bytes()[0] {
                b'{' => Value::Map(inside),
                b'[' => Value::List,
                _ => Value::Scalar(Scalar::Str(&inside[1..inside.len() - 1])),
            })
        }
        Some(sign) if SPECIAL.contains(&sign) => None,
        Some(_) => {
            let plain = [" #", "\t#"].iter().filter_map(|sign| text.find(sign)).min();
            let plain = text[..plain.unwrap_or(text.len())].trim_end();
            let is_plain = !plain.contains(": ") && !plain.contains(":\t") && !plain.ends_with(':');
            is_plain.then(|| Value::Scalar(yaml::resolve(plain)))
        }
    }
}

fn is_comment(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

/// The end of the quote or bracket that a text starts with. Returns `None` if it is not closed.
fn closed(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' if is_token_start(bytes, at) => at = quote_end(bytes, at)?,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn is_token_start(bytes: &[u8], at: usize) -> bool {
    at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'[' | b'{' | b',' | b':')
}

/// The offset of the quote that closes the one at `start`.
fn quote_end(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

/// The keys of a mapping between brackets, without those of nested mappings.
pub(super) fn keys_between_brackets(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut depth, mut at, mut first) = (0_usize, 0, 0);
    let mut keys = Vec::new();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' if is_token_start(bytes, at) => at = quote_end(bytes, at).unwrap_or(bytes.len()),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match byte {
            b'{' | b',' if depth == 1 => first = at + 1,
            b':' if depth == 1 && first < at => {
                keys.push(text[first..at].trim().trim_matches(['"', '\'']));
                first = bytes.len();
            }
            _ => {}
        }
        at += 1;
    }
    keys
}
