//! Reads the text of a plain or quoted scalar from its source: folds lines and resolves escapes (go-yaml v2
//! `scannerc.go`).

use crate::yaml::tree::Style;

/// Reads a scalar. `written` is the text between the quotes.
pub(super) fn read(style: Style, written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        match c {
            '\n' | '\r' => rest = line_break(rest, &mut out),
            // Blanks at the end of a line are dropped, except escaped ones.
            ' ' | '\t' => {
                let after = rest.trim_start_matches([' ', '\t']);
                match after.starts_with(['\n', '\r']) {
                    true => {}
                    false => out.push_str(&rest[..rest.len() - after.len()]),
                }
                rest = after;
            }
            '\'' if style == Style::SingleQuoted => {
                out.push('\'');
                rest = rest.strip_prefix("''").unwrap_or(&rest[1..]);
            }
            '\\' if style == Style::DoubleQuoted => rest = escape(&rest[1..], &mut out),
            _ => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// Folds the line breaks at the start of a text: a single one becomes a space, and the first of several is dropped.
/// Returns the text after the blanks of the next line.
fn line_break<'t>(text: &'t str, out: &mut String) -> &'t str {
    let (breaks, rest) = skip_breaks(text);
    match breaks {
        1 => out.push(' '),
        _ => out.extend(std::iter::repeat_n('\n', breaks - 1)),
    }
    rest
}

/// The number of line breaks at the start of a text, with blanks between them, and the text after the blanks that
/// follow.
fn skip_breaks(text: &str) -> (usize, &str) {
    let mut breaks = 0;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
        let Some(after) = after else { return (breaks, rest) };
        breaks += 1;
        rest = after;
    }
}

fn escape<'t>(text: &'t str, out: &mut String) -> &'t str {
    let Some(c) = text.chars().next() else { return text };
    let rest = &text[c.len_utf8()..];
    let digits = match c {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        // An escaped line break is removed, and each blank line below it is one line break.
        '\n' | '\r' => {
            let (breaks, rest) = skip_breaks(text);
            out.extend(std::iter::repeat_n('\n', breaks - 1));
            return rest;
        }
        _ => {
            out.push(simple_escape(c));
            return rest;
        }
    };
    let code = rest.get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    out.push(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest.get(digits..).unwrap_or("")
}

fn simple_escape(c: char) -> char {
    match c {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    }
}
