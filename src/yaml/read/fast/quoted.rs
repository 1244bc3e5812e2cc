//! Reads quoted scalars: their end and their text.

use super::Reader;
use super::plain::fold;
use crate::yaml::read::builder::Text;
use crate::yaml::tree::Style;

pub(super) struct Quoted {
    /// The offset after the closing quote.
    pub(super) end: usize,
    pub(super) style: Style,
    pub(super) text: Text,
    pub(super) one_line: bool,
}

impl Reader<'_, '_> {
    /// Reads the scalar whose opening quote is at `start`.
    pub(super) fn quoted(&mut self, start: usize) -> Option<Quoted> {
        let quote = self.bytes[start];
        let single = quote == b'\'';
        let style = if single { Style::SingleQuoted } else { Style::DoubleQuoted };
        // In single quotes a backslash is an ordinary character.
        let escape = if single { quote } else { b'\\' };
        let (mut as_written, mut one_line) = (true, true);
        let mut at = start + 1;
        let close = loop {
            at += memchr::memchr3(quote, escape, b'\n', self.bytes.get(at..)?)?;
            match self.bytes[at] {
                b'\n' => {
                    (as_written, one_line) = (false, false);
                    if self.is_document_mark(at + 1) {
                        return None;
                    }
                    at += 1;
                }
                b'\\' if !single => {
                    as_written = false;
                    // A line feed after the backslash must be read again.
                    at += if self.byte(at + 1) == Some(b'\n') { 1 } else { 2 };
                }
                _ if single && self.byte(at + 1) == Some(b'\'') => {
                    as_written = false;
                    at += 2;
                }
                _ => break at,
            }
        };
        let text = match as_written {
            true => Text::Borrowed,
            false => {
                let inner = &self.text[start + 1..close];
                let mut cooked = self.builder.take_buffer();
                match single {
                    true => unquote_single(inner, &mut cooked),
                    false => unquote_double(inner, &mut cooked)?,
                }
                Text::Buffered(self.builder.give_buffer(cooked))
            }
        };
        Some(Quoted { end: close + 1, style, text, one_line })
    }
}

fn unquote_single(inner: &str, out: &mut String) {
    let mut rest = inner;
    while let Some(at) = memchr::memchr2(b'\'', b'\n', rest.as_bytes()) {
        if rest.as_bytes()[at] == b'\'' {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 2..];
        } else {
            rest = fold_line(rest, at, out);
        }
    }
    out.push_str(rest);
}

/// Decodes the text inside double quotes. Returns `None` for escapes that kubectl refuses, and for rare ones.
fn unquote_double(inner: &str, out: &mut String) -> Option<()> {
    let mut rest = inner;
    while let Some(at) = memchr::memchr2(b'\\', b'\n', rest.as_bytes()) {
        if rest.as_bytes()[at] == b'\n' {
            rest = fold_line(rest, at, out);
            continue;
        }
        out.push_str(&rest[..at]);
        let bytes = &rest.as_bytes()[at + 1..];
        let (character, length) = match *bytes.first()? {
            b'n' => ('\n', 1),
            b't' => ('\t', 1),
            b'r' => ('\r', 1),
            b'"' => ('"', 1),
            b'\\' => ('\\', 1),
            b' ' => (' ', 1),
            b'x' => (hex(bytes, 2)?, 3),
            b'u' => (hex(bytes, 4)?, 5),
            b'U' => (hex(bytes, 8)?, 9),
            b'\n' | b'\r' => {
                // An escaped line break is removed.
                let (blank_lines, next) = skip_breaks(&rest[at + 1..]);
                out.extend(std::iter::repeat_n('\n', blank_lines - 1));
                rest = next;
                continue;
            }
            _ => return None,
        };
        out.push(character);
        rest = &rest[at + 1 + length..];
    }
    out.push_str(rest);
    Some(())
}

/// The character for the digits after `x`, `u` or `U`. Returns `None` for half of a surrogate pair.
fn hex(bytes: &[u8], digits: usize) -> Option<char> {
    let digits = bytes.get(1..=digits)?;
    let value = digits.iter().try_fold(0u32, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?))?;
    char::from_u32(value)
}

/// Adds the line that ends at `newline`, folds the line break, and returns the rest of the text.
fn fold_line<'t>(rest: &'t str, newline: usize, out: &mut String) -> &'t str {
    out.push_str(rest[..newline].trim_end_matches([' ', '\t', '\r']));
    let (breaks, next) = skip_breaks(&rest[newline..]);
    fold(out, breaks - 1);
    next
}

/// Skips a line break, blank lines and the blanks of the next line. Returns the number of line breaks and the rest.
fn skip_breaks(text: &str) -> (usize, &str) {
    let next = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let skipped = &text.as_bytes()[..text.len() - next.len()];
    (memchr::memchr_iter(b'\n', skipped).count(), next)
}
