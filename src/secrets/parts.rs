//! Splits a text into lines, and finds the pairs of a name and a value in a line.

use std::ops::Range;

/// The lines of a text without their line endings, each with its start.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').map(move |line| (offset(text, line), line.trim_end_matches(['\n', '\r'])))
}

/// The start of a part in its text, in bytes. The part must be a slice of the text.
pub(super) fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// The text between two quotes of one kind. Returns `None` if the word is not quoted.
pub(super) fn unquoted(word: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|quote| word.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// A name and the sign after it in a line.
pub(super) struct Pair<'t> {
    /// The word before the sign, without the dashes of a flag.
    pub(super) name: &'t str,
    /// The range of the sign: a colon, an equals sign, or the end of a tag.
    pub(super) sign: Range<usize>,
    /// Whether only quotes are before the name, so that the value extends to the end of the line.
    pub(super) is_first: bool,
    /// Whether the name is in quotes.
    pub(super) is_quoted: bool,
}

impl Pair<'_> {
    /// The range of the value in the line, which may also be a prefix of the line.
    pub(super) fn value(&self, line: &str) -> Range<usize> {
        value_at(line, self.sign.end, &line[self.sign.clone()], self.is_first)
    }
}

/// Signs of two characters, in programs and in LDIF.
const SIGNS: &[&str] = &["=>", ":=", "::"];

/// Visits each `name: value` and `name = value` of a line in properties, YAML, JSON or a command. `visit` returns the
/// end of a value if the value contains no further pairs.
pub(super) fn pairs<'t>(line: &'t str, visit: &mut dyn FnMut(Pair<'t>) -> Option<usize>) {
    let mut at = 0;
    let next = |at: usize| memchr::memchr3(b':', b'=', b'>', line.as_bytes().get(at..)?).map(|sign| at + sign);
    while let Some(sign) = next(at) {
        at = sign + SIGNS.iter().find(|two| line[sign..].starts_with(**two)).map_or(1, |two| two.len());
        let before = line[..sign].trim_end_matches([' ', '\t']);
        let bare = before.trim_end_matches(['"', '\'', '\\', ']']);
        let name = last_name(bare);
        if name.is_empty() {
            continue;
        }
        // Only `export`, a dash, quotes and blanks may come before the first name of a line.
        let first = line[..bare.len() - name.len()].trim_start_matches("export ").trim_start_matches("- ");
        let first = first.trim_matches(['"', '\'', ' ', '\t', '\\']);
        // `//host/:_authToken=x`, as npm has it.
        let is_first = first.is_empty() || first.starts_with("//") && first.ends_with("/:");
        let pair = Pair { name, sign: sign..at, is_first, is_quoted: bare.len() < before.len() };
        at = visit(pair).map_or(at, |end| at.max(end));
    }
}

/// The start of the character at an offset, or the end of the text.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The word before a sign, without the dashes of a flag.
fn last_name(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    text[text.trim_end_matches(is_part).len()..].trim_start_matches('-')
}

/// The value after a sign, up to the closing quote. Without quotes it extends to the end of the line if the name is the
/// first word, otherwise to the next white space or sign.
pub(super) fn value_at(line: &str, at: usize, sign: &str, is_first: bool) -> Range<usize> {
    let rest = line[at..].trim_start_matches([' ', '\t']);
    let start = line.len() - rest.len();
    let escapes = rest.len() - rest.trim_start_matches('\\').len();
    // A text of TOML or Python that may span several lines.
    if let Some(quote) = ["\"\"\"", "'''"].into_iter().find(|quote| rest.starts_with(quote)) {
        let body = start + quote.len();
        return body..line[body..].find(quote).map_or(line.len(), |end| body + end);
    }
    if let Some(quote) = rest[escapes..].chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let body = start + escapes + 1;
        return body..closing(line, body, quote, escapes);
    }
    let ends = |c: char| match sign {
        ">" => c == '<',
        _ if is_first => false,
        ":" => matches!(c, ',' | '}' | ']' | '"' | '\''),
        _ => c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&' | '|' | '}' | ',' | ')'),
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    // A comment is not a part of the value.
    let value = rest[..end].split(" #").next().unwrap_or_default();
    start..start + value.trim_end().len()
}

/// The end of a quoted text: the first quote that no additional backslash escapes.
fn closing(line: &str, body: usize, quote: char, escapes: usize) -> usize {
    let mut slashes = 0;
    for (index, c) in line[body..].char_indices() {
        match c {
            '\\' => slashes += 1,
            _ if c == quote && slashes <= escapes => return body + index - slashes,
            _ => slashes = 0,
        }
    }
    line.len()
}
