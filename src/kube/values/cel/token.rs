//! The words and signs of a CEL expression.

use std::ops::Range;

/// The sort of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name.
    Name,
    /// A name in backquotes, which may only follow a dot.
    QuotedName,
    /// A number, a string, `true`, `false` or `null`.
    Value,
    /// A number that may follow a minus as a part of it.
    Number,
    /// Any other sign of the language, by its text.
    Sign,
    /// The end of the text.
    End,
    /// Text that CEL does not have.
    Broken(Broken),
}

/// Why a text is not a token of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// A string without its last quote.
    Open,
    /// A backslash in a string before a character that does not make an escape.
    Escape,
    /// A sign that CEL does not have.
    Sign,
}

/// A part of an expression.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
}

/// Signs, the longer ones first.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*",
    "/", "%",
];

/// The token that starts at or after a place, which must be a boundary of characters.
pub(super) fn next(text: &str, from: usize) -> Token {
    let start = skip(text, from);
    let rest = &text[start..];
    let (kind, length) = piece(rest);
    Token { kind, at: start..start + length }
}

/// The place after blanks and comments.
fn skip(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let content = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{c}']);
        at = text.len() - content.len();
        if !content.starts_with("//") {
            return at;
        }
        at += content.find('\n').unwrap_or(content.len());
    }
}

fn piece(rest: &str) -> (Kind, usize) {
    let Some(first) = rest.chars().next() else { return (Kind::End, 0) };
    if let Some(length) = prefix(rest) {
        return string(rest, length);
    }
    match first {
        'a'..='z' | 'A'..='Z' | '_' => {
            let length = span(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            let kind = match &rest[..length] {
                "true" | "false" | "null" => Kind::Value,
                "in" => Kind::Sign,
                _ => Kind::Name,
            };
            (kind, length)
        }
        '0'..='9' => number(rest),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest),
        '`' => {
            let length = span(&rest[1..], |c| c.is_ascii_alphanumeric() || "_.-/ ".contains(c));
            let is_closed = length > 0 && rest[1 + length..].starts_with('`');
            if is_closed { (Kind::QuotedName, length + 2) } else { (Kind::Broken(Broken::Sign), 1) }
        }
        _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => (Kind::Sign, sign.len()),
            None => (Kind::Broken(Broken::Sign), first.len_utf8()),
        },
    }
}

fn number(rest: &str) -> (Kind, usize) {
    if let Some(hex) = rest.strip_prefix("0x") {
        let digits = span(hex, |c| c.is_ascii_hexdigit());
        if digits > 0 {
            let unsigned = hex[digits..].starts_with(['u', 'U']);
            let kind = if unsigned { Kind::Value } else { Kind::Number };
            return (kind, 2 + digits + usize::from(unsigned));
        }
    }
    let digits = |at: usize| span(&rest[at..], |c| c.is_ascii_digit());
    let whole = digits(0);
    let fraction = if rest[whole..].starts_with('.') { digits(whole + 1) } else { 0 };
    let mut end = if fraction > 0 { whole + 1 + fraction } else { whole };
    let is_whole = fraction == 0;
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            return (Kind::Number, end + 1 + sign + exponent);
        }
    }
    if is_whole && rest[end..].starts_with(['u', 'U']) {
        end += 1;
        return (Kind::Value, end);
    }
    (Kind::Number, end)
}

/// The number of letters before the quote of a string. Returns `None` if no string starts here.
fn prefix(rest: &str) -> Option<usize> {
    let letters = |text: &str| -> usize {
        let bytes = usize::from(text.starts_with(['b', 'B']));
        bytes + usize::from(text[bytes..].starts_with(['r', 'R']))
    };
    let length = letters(rest);
    rest[length..].starts_with(['"', '\'']).then_some(length)
}

fn string(rest: &str, prefix: usize) -> (Kind, usize) {
    let is_raw = rest[..prefix].contains(['r', 'R']);
    let is_bytes = rest[..prefix].contains(['b', 'B']);
    let body = &rest[prefix..];
    let quote = &body[..1];
    let long = quote.repeat(3);
    // An empty string may come before another quote.
    let delimiter = if body.starts_with(&long) && body[3..].contains(&long) { long.as_str() } else { quote };
    let mut at = delimiter.len();
    while let Some(c) = body[at..].chars().next() {
        if body[at..].starts_with(delimiter) {
            return (Kind::Value, prefix + at + delimiter.len());
        }
        if c == '\\' && !is_raw {
            match escape(&body[at + 1..], is_bytes) {
                Some(length) => at += 1 + length,
                None => return (Kind::Broken(Broken::Escape), prefix + at + 1),
            }
            continue;
        }
        if matches!(c, '\n' | '\r') && delimiter.len() == 1 {
            break;
        }
        at += c.len_utf8();
    }
    (Kind::Broken(Broken::Open), prefix + at)
}

/// The length of an escape after its backslash. Returns `None` for an unknown escape.
fn escape(rest: &str, is_bytes: bool) -> Option<usize> {
    let digits = |count: usize, radix: u32| {
        let digits = rest.get(1..=count).filter(|digits| digits.chars().all(|c| c.is_digit(radix)))?;
        u32::from_str_radix(digits, radix).ok()
    };
    let point = |count: usize| digits(count, 16).filter(|_| !is_bytes).and_then(char::from_u32).map(|_| count + 1);
    match rest.chars().next()? {
        'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '"' | '\'' | '\\' | '?' | '`' => Some(1),
        '0'..='3' => rest.get(1..3).filter(|digits| digits.chars().all(|c| c.is_digit(8))).map(|_| 3),
        'x' | 'X' => digits(2, 16).map(|_| 3),
        'u' => point(4),
        'U' => point(8),
        _ => None,
    }
}

fn span(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}
