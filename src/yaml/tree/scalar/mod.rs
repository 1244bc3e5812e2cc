//! Types YAML scalars as kubectl does: YAML 1.1 words, Go's number literals, no dates, no base 60.
//!
//! Source: the behaviour of go-yaml v2 (`resolve`) and of `sigs.k8s.io/yaml` (keys, JSON), measured by running both.

mod base64;
mod print;
mod timestamp;

use std::{borrow::Cow, error::Error, fmt};

use base64::text_of_bytes;
pub use base64::{decode_any_base64, decode_base64, decode_base64_text, encode_base64};
use print::{json_float, json_string, key_float};
use timestamp::is_timestamp;

/// Value of a scalar as kubectl sees it (go-yaml v2, decoding into an untyped value).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Empty text, `~`, or one of three spellings of `null`.
    Null,
    /// A YAML 1.1 boolean: `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// An integer within `i64`.
    Int(i64),
    /// An unsigned integer above `i64::MAX`.
    Uint(u64),
    /// Any other number; may be infinite or NaN, which kubectl refuses as a value and accepts as a key.
    Float(f64),
    /// Anything else: the text itself.
    Str(&'a str),
}

impl<'a> Scalar<'a> {
    /// Whether the value is not infinite and not NaN. kubectl refuses these ("unsupported value"), because JSON cannot
    /// express them.
    pub fn is_finite(&self) -> bool {
        !matches!(self, Scalar::Float(value) if !value.is_finite())
    }

    /// Whether the value is an integer or a float.
    pub fn is_number(&self) -> bool {
        matches!(self, Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_))
    }

    /// The value as JSON, as Go's `encoding/json` prints it. Infinity and NaN have no JSON form and come as YAML
    /// (`.inf`): check [`Scalar::is_finite`] first.
    pub fn json(&self) -> String {
        match *self {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Uint(value) => value.to_string(),
            Scalar::Float(value) => json_float(value),
            Scalar::Str(text) => json_string(text),
        }
    }

    /// The text that this value becomes as a JSON object key (`sigs.k8s.io/yaml`).
    ///
    /// # Errors
    /// For the types that kubectl refuses with "unsupported map key".
    pub fn into_key_text(self) -> Result<Cow<'a, str>, KeyError> {
        Ok(match self {
            Scalar::Str(text) => Cow::Borrowed(text),
            Scalar::Bool(true) => Cow::Borrowed("true"),
            Scalar::Bool(false) => Cow::Borrowed("false"),
            Scalar::Int(value) => Cow::Owned(value.to_string()),
            Scalar::Float(value) => Cow::Owned(key_float(value)),
            Scalar::Null => return Err(KeyError::Null),
            Scalar::Uint(_) => return Err(KeyError::Uint),
        })
    }
}

/// Why kubectl refuses a scalar as a mapping key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// The key is null.
    Null,
    /// The key is an integer above `i64::MAX`.
    Uint,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyError::Null => "a null key is not supported",
            KeyError::Uint => "an integer key above 9223372036854775807 is not supported",
        })
    }
}

impl Error for KeyError {}

/// Value of a scalar that has a tag.
#[derive(Debug, Clone, PartialEq)]
pub enum Tagged<'a> {
    /// Any tag but `!!binary`.
    Plain(Scalar<'a>),
    /// `!!binary`, decoded; each byte that is not UTF-8 is U+FFFD, as it would be in kubectl's JSON.
    Binary(String),
}

/// Why kubectl refuses a tagged scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagError {
    /// The text is not of the type that the tag names.
    Mismatch,
    /// The text of a `!!binary` is not padded standard base64.
    Base64,
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TagError::Mismatch => "the value is not of the type that its tag names",
            TagError::Base64 => "the !!binary value is not valid base64",
        })
    }
}

impl Error for TagError {}

/// Whether [`resolve`] certainly returns [`Scalar::Str`], judged only by the first two bytes and the length. No word
/// with another value is longer than `false`.
#[inline]
pub fn is_surely_string(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'0'..=b'9' | b'+' | b'-' | b'.' | b'~', ..] => false,
        [first] => !matches!(first | 0x20, b'y' | b'n'),
        [first, second, ..] => {
            let starts_word = match first | 0x20 {
                b'y' => matches!(second | 0x20, b'e'),
                b'n' => matches!(second | 0x20, b'o' | b'u'),
                b't' => matches!(second | 0x20, b'r'),
                b'f' => matches!(second | 0x20, b'a'),
                b'o' => matches!(second | 0x20, b'n' | b'f'),
                _ => false,
            };
            text.len() > 5 || !starts_word
        }
    }
}

/// Whether the value of a plain scalar is a string.
#[inline]
pub fn is_string(text: &str) -> bool {
    is_surely_string(text) || matches!(resolve_slow(text), Scalar::Str(_))
}

/// Value of a plain (unquoted, untagged) scalar.
#[inline]
pub fn resolve(text: &str) -> Scalar<'_> {
    if is_surely_string(text) { Scalar::Str(text) } else { resolve_slow(text) }
}

fn resolve_slow(text: &str) -> Scalar<'_> {
    let value = match text.as_bytes() {
        [] => Some(Scalar::Null),
        bytes @ [b'0'..=b'9', ..] => small_integer(bytes).or_else(|| number(text)),
        [b'+' | b'-', ..] => infinity(text).or_else(|| number(text)),
        [b'.', ..] => infinity(text).or_else(|| fraction(text)),
        word => word_value(word),
    };
    value.unwrap_or(Scalar::Str(text))
}

/// The YAML 1.1 words, `y` and `n` included; mixed case such as `yEs` is a string.
fn word_value(word: &[u8]) -> Option<Scalar<'static>> {
    Some(match word {
        b"~" | b"null" | b"Null" | b"NULL" => Scalar::Null,
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" => Scalar::Bool(true),
        b"true" | b"True" | b"TRUE" | b"on" | b"On" | b"ON" => Scalar::Bool(true),
        b"n" | b"N" | b"no" | b"No" | b"NO" => Scalar::Bool(false),
        b"false" | b"False" | b"FALSE" | b"off" | b"Off" | b"OFF" => Scalar::Bool(false),
        _ => return None,
    })
}

/// Whether a text is a boolean in YAML 1.2, as go-yaml v3 (kustomize) reads it: `yes`, `on` and `y` are strings there.
pub fn is_boolean_everywhere(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
}

fn infinity(text: &str) -> Option<Scalar<'static>> {
    Some(Scalar::Float(match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        _ => return None,
    }))
}

/// Reads the numbers that are most common in manifests: ports, replicas, indices.
fn small_integer(digits: &[u8]) -> Option<Scalar<'static>> {
    if digits.len() > 18 || (digits.len() > 1 && digits.starts_with(b"0")) {
        return None;
    }
    let add = |sum, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'));
    digits.iter().try_fold(0, add).map(Scalar::Int)
}

/// Reads a text that begins with a digit or a sign. Every `_` is dropped first, in any position.
fn number(text: &str) -> Option<Scalar<'static>> {
    let mut underscore = false;
    // A number has no other byte. Most texts that come here (`100m`, `10Gi`, `1.2.3-rc1`) end at this test.
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'o' | b'O' | b'+' | b'-' | b'.' => {}
            b'_' => underscore = true,
            _ => return None,
        }
    }
    if underscore { plain_number(&text.replace('_', "")) } else { plain_number(text) }
}

fn plain_number(text: &str) -> Option<Scalar<'static>> {
    integer(text).or_else(|| float(text)).or_else(|| {
        // go-yaml keeps a form of YAML 1.1: a sign may also follow the prefix.
        let digits = text.strip_prefix("0b")?;
        i64::from_str_radix(digits, 2).ok().map(Scalar::Int)
    })
}

/// Reads Go's integer literals in base 0: `0x`, `0b`, `0o` in either case, and a leading `0` for octal. Only literals
/// without a sign may be above `i64::MAX`.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (sign, digits) = match text.as_bytes() {
        [sign @ (b'+' | b'-'), digits @ ..] => (Some(*sign), digits),
        digits => (None, digits),
    };
    let (radix, digits) = match digits {
        [] | [b'0', b'x' | b'X' | b'b' | b'B' | b'o' | b'O'] => return None,
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', b'b' | b'B', digits @ ..] => (2, digits),
        [b'0', b'o' | b'O', digits @ ..] | [b'0', digits @ ..] => (8, digits),
        digits => (10, digits),
    };
    let magnitude = digits.iter().try_fold(0_u64, |sum, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        sum.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    })?;
    match sign {
        Some(b'-') => 0_i64.checked_sub_unsigned(magnitude).map(Scalar::Int),
        Some(_) => i64::try_from(magnitude).ok().map(Scalar::Int),
        None => Some(i64::try_from(magnitude).map_or(Scalar::Uint(magnitude), Scalar::Int)),
    }
}

/// Reads a decimal number. Rust's grammar for floats is the same as go-yaml's, except for the words `inf` and `nan`,
/// which cannot come here. A number that is out of range is a string.
fn float(text: &str) -> Option<Scalar<'static>> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Scalar::Float)
}

/// Reads a text that begins with a point: here a `_` must be between two digits.
fn fraction(text: &str) -> Option<Scalar<'static>> {
    let bytes = text.as_bytes();
    if !bytes.get(1)?.is_ascii_digit() {
        return None;
    }
    if !bytes.contains(&b'_') {
        return float(text);
    }
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let separates = |at: usize| is_digit(at.wrapping_sub(1)) && is_digit(at + 1);
    let ok = (0..bytes.len()).all(|at| bytes.get(at) != Some(&b'_') || separates(at));
    if ok { float(&text.replace('_', "")) } else { None }
}

/// The text that a plain key becomes as a JSON object key: `on` is `true`, `0777` is `511`, `1.10` is `1.1`.
///
/// # Errors
/// For keys that kubectl refuses: null, and integers above `i64::MAX`.
#[inline]
pub fn key_text(text: &str) -> Result<Cow<'_, str>, KeyError> {
    resolve(text).into_key_text()
}

/// Value of a scalar, plain or quoted, that has a tag in its long form (`tag:yaml.org,2002:int`, `!`, `!foo`). A tag that
/// go-yaml does not know makes a string.
///
/// # Errors
/// If kubectl refuses the text for that tag.
pub fn resolve_tagged<'a>(tag: &str, text: &'a str) -> Result<Tagged<'a>, TagError> {
    let string = Scalar::Str(text);
    let Some(kind) = tag.strip_prefix("tag:yaml.org,2002:") else {
        return Ok(Tagged::Plain(string));
    };
    let scalar = match (kind, resolve(text)) {
        ("null", value @ Scalar::Null)
        | ("bool", value @ Scalar::Bool(_))
        | ("int", value @ (Scalar::Int(_) | Scalar::Uint(_)))
        | ("float", value @ Scalar::Float(_)) => value,
        // Go's own conversion, which rounds. A `u64` is refused.
        ("float", Scalar::Int(value)) => Scalar::Float(value as f64),
        ("timestamp", Scalar::Str(_)) if is_timestamp(text) => string,
        ("null" | "bool" | "int" | "float" | "timestamp", _) => return Err(TagError::Mismatch),
        ("binary", _) => {
            let bytes = decode_base64(text).ok_or(TagError::Base64)?;
            return Ok(Tagged::Binary(text_of_bytes(&bytes)));
        }
        _ => string,
    };
    Ok(Tagged::Plain(scalar))
}

#[cfg(test)]
mod tests;
