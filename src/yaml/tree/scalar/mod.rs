//! Typing of YAML scalars as kubectl does it: YAML 1.1 words, Go's number literals, no dates, no base 60.
//!
//! Source: the behaviour of go-yaml v2 (`resolve`) and of `sigs.k8s.io/yaml` (keys, JSON), measured by running both.

use std::{borrow::Cow, error::Error, fmt, str::FromStr};

/// Value of a scalar as kubectl sees it (go-yaml v2, decoding into an untyped value).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Nothing at all, `~`, or one of three spellings of `null`.
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
    /// False for infinities and NaN, the values that kubectl refuses ("unsupported value") as JSON has no form for them.
    pub fn is_finite(&self) -> bool {
        !matches!(self, Scalar::Float(value) if !value.is_finite())
    }

    /// True for integers and floats.
    pub fn is_number(&self) -> bool {
        matches!(self, Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_))
    }

    /// The value as JSON, as Go's `encoding/json` prints it. What is not finite has no JSON form and comes as YAML
    /// (`.inf`): ask [`Scalar::is_finite`] first.
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

/// True where [`resolve`] is certainly [`Scalar::Str`], judged by the first byte and the length alone: no word with
/// another value is longer than `false`.
#[inline]
pub fn is_surely_string(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|first| {
        !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b'~')
            && (text.len() > 5 || !matches!(first | 0x20, b'y' | b'n' | b't' | b'f' | b'o'))
    })
}

/// True where a plain scalar is the string that is written.
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

/// True for the booleans of YAML 1.2, which go-yaml v3 (kustomize) keeps to: `yes`, `on` and `y` are strings there.
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

/// Ports, replicas, indices: the numbers that manifests are full of.
fn small_integer(digits: &[u8]) -> Option<Scalar<'static>> {
    if digits.len() > 18 || (digits.len() > 1 && digits.starts_with(b"0")) {
        return None;
    }
    let add = |sum, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'));
    digits.iter().try_fold(0, add).map(Scalar::Int)
}

/// A text that begins with a digit or a sign: every `_` is dropped first, wherever it stands.
fn number(text: &str) -> Option<Scalar<'static>> {
    let mut underscore = false;
    // No number has any other byte; most texts that come here (`100m`, `10Gi`, `1.2.3-rc1`) end at this test.
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
        // A leftover of YAML 1.1 in go-yaml: a sign is good after the prefix too.
        let digits = text.strip_prefix("0b")?;
        i64::from_str_radix(digits, 2).ok().map(Scalar::Int)
    })
}

/// Go's integer literals in base 0: `0x`, `0b`, `0o` in either case, and `0` alone for octal. Only those without a sign
/// may be above `i64::MAX`.
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

/// A decimal number. Rust's grammar for floats is go-yaml's but for the words `inf` and `nan`, which cannot come here;
/// what is out of range is a string.
fn float(text: &str) -> Option<Scalar<'static>> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Scalar::Float)
}

/// A text that begins with a point: here a `_` must stand between two digits.
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
        // Go's own conversion, which rounds; a `u64` is refused.
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

/// Whether Go's `time.Parse` takes the text for a date, alone or with a time, in one of go-yaml's four layouts.
fn is_timestamp(text: &str) -> bool {
    fn number(text: &str, max_digits: usize) -> Option<(u32, &str)> {
        let count = text.bytes().take(max_digits).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at_checked(count)?;
        Some((digits.parse().ok()?, rest))
    }
    fn date(text: &str) -> Option<&str> {
        let (year, rest) = text.split_at_checked(4).filter(|(year, _)| year.bytes().all(|b| b.is_ascii_digit()))?;
        let year: u32 = year.parse().ok()?;
        let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(rest)
    }
    fn time(text: &str) -> Option<&str> {
        let (hour, rest) = number(text, 2)?;
        let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
        let rest = match rest.strip_prefix(['.', ',']) {
            Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
                fraction.trim_start_matches(|c: char| c.is_ascii_digit())
            }
            _ => rest,
        };
        (hour < 24 && minute < 60 && second < 60).then_some(rest)
    }
    fn is_zone(text: &str) -> bool {
        let offset = |text: &str| {
            let (hour, minute) = text.strip_prefix(['+', '-'])?.split_once(':')?;
            let ((hours, ""), (minutes, "")) = (number(hour, 2)?, number(minute, 2)?) else { return None };
            // Go lets an offset be a full 24 hours and a full 60 minutes.
            Some(hour.len() == 2 && minute.len() == 2 && hours <= 24 && minutes <= 60)
        };
        text == "Z" || offset(text).unwrap_or(false)
    }
    match date(text) {
        None => false,
        Some("") => true,
        Some(rest) => match rest.strip_prefix(['T', 't']) {
            Some(rest) => time(rest).is_some_and(is_zone),
            None => rest.starts_with(' ') && time(rest.trim_start_matches(' ')) == Some(""),
        },
    }
}

/// Standard base64 with its padding; line ends are ignored, spare bits are not looked at (Go's `StdEncoding`).
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if count + padding < 4 => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match (count, padding) {
        (0, 0) => {}
        (2, 2) => out.push((bits >> 4) as u8),
        (3, 1) => out.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => return None,
    }
    Some(out)
}

/// Go puts one U+FFFD for each bad byte, `from_utf8_lossy` one for each broken sequence.
fn text_of_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// Float keys go through `f32` and `%g` (`sigs.k8s.io/yaml`), so a key such as `1234567.28` loses digits.
fn key_float(value: f64) -> String {
    // The narrowing is the point; too large becomes infinite.
    let value = value as f32;
    if !value.is_finite() {
        return yaml_float(value.into());
    }
    let decimal = shortest(value);
    // Nine digits at most, which an `f64` gives back as they are.
    let scientific = decimal.parse::<f64>().map(|value| format!("{value:e}")).unwrap_or_default();
    match scientific.split_once('e').map(|(mantissa, exponent)| (mantissa, exponent.parse::<i32>())) {
        Some((mantissa, Ok(exponent))) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => decimal,
    }
}

/// YAML's spelling of a float that is not finite.
fn yaml_float(value: f64) -> String {
    let text = match value {
        f64::INFINITY => ".inf",
        f64::NEG_INFINITY => "-.inf",
        _ => ".nan",
    };
    text.to_owned()
}

/// `encoding/json` writes an exponent below 1e-6 and from 1e21 on.
fn json_float(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        yaml_float(value)
    } else if size >= 1e21 {
        format!("{value:e}").replace('e', "e+")
    } else if size != 0.0 && size < 1e-6 {
        format!("{value:e}")
    } else {
        shortest(value)
    }
}

/// The fewest digits that give the same float back. Where two such texts are equally near, Go takes the even one
/// (`244056.62`) and Rust the greater (`244056.63`); rounding to a given number of digits is to even in both. Of the powers
/// of two, 2^-12 as a key and 2^-25 as JSON still differ from Go in their last digit.
fn shortest<T: fmt::Display + FromStr + PartialEq>(value: T) -> String {
    let text = value.to_string();
    let Some((_, decimals)) = text.split_once('.') else { return text };
    let even = format!("{value:.*}", decimals.len());
    if even.parse().is_ok_and(|again: T| again == value) { even } else { text }
}

/// `encoding/json` escapes what HTML and JavaScript would trip over too.
fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
