//! The token formats that vendors publish, as data: `table` has their shapes, and `check` has the further conditions on
//! a token.

pub(super) mod check;
mod table;

use self::check::Check;
use super::{Level, Nature};

pub(super) use self::table::{AT_A_DISTANCE, FORMATS, INFIXES};

/// One published token format: a fixed prefix, then the parts of its body.
pub(super) struct Format {
    /// The fixed public prefix; it may be shown.
    pub(super) prefix: &'static str,
    /// The name of the credential in reports.
    pub(super) reason: &'static str,
    /// The parts after the prefix.
    pub(super) body: &'static [Part],
    /// The condition that a token must meet in addition to its shape.
    pub(super) check: Check,
    /// `High`, or `Medium` for identifiers and test keys.
    pub(super) level: Level,
    /// Whether a token only names a credential.
    pub(super) is_id: bool,
    /// If not empty, the name must contain one of these words, because other texts have the same shape.
    pub(super) vendor: &'static [&'static str],
}

impl Format {
    /// The nature of a token that passes the check of this format.
    pub(super) const fn nature(&self) -> Nature {
        if self.is_id { Nature::Identifier } else { self.check.nature() }
    }
}

/// One part of a token's body.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Between so many and so many characters of an alphabet.
    Run(Alphabet, usize, usize),
    /// Fixed text.
    Text(&'static str),
}

/// The characters that a part may have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Alphabet {
    /// `0-9`
    Digit,
    /// `0-9a-fA-F`
    Hex,
    /// `A-Za-z`
    Letter,
    /// `0-9a-z`
    Lower,
    /// `0-9A-Z`
    Upper,
    /// `A-Z2-7`
    Base32,
    /// `0-9A-Za-z`
    Alnum,
    /// `0-9A-Za-z_-`
    Url,
    /// `0-9A-Za-z_-` and `=`
    UrlPad,
    /// `0-9A-Za-z_-` and `.~`
    UrlDot,
    /// `0-9A-Za-z+/`
    Base64,
    /// `0-9A-Za-z+/=`
    Padded,
    /// `0-9A-Za-z+/=%`, for base64 that a URL escapes
    Escaped,
}

impl Alphabet {
    #[inline]
    pub(super) const fn has(self, byte: u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Letter => byte.is_ascii_alphabetic(),
            Self::Lower => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
            Self::Upper => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::UrlPad => Self::Url.has(byte) || byte == b'=',
            Self::UrlDot => Self::Url.has(byte) || matches!(byte, b'.' | b'~'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
            Self::Padded => Self::Base64.has(byte) || byte == b'=',
            Self::Escaped => Self::Padded.has(byte) || byte == b'%',
        }
    }
}

/// A format without a prefix: fixed text after a part of a known length.
pub(super) struct Infix {
    /// The alphabet and the number of the characters before the fixed text.
    pub(super) before: (Alphabet, usize),
    /// The fixed text.
    pub(super) marker: &'static str,
    /// The parts after the fixed text.
    pub(super) after: &'static [Part],
    /// The name of the credential in reports.
    pub(super) reason: &'static str,
    /// The condition that a token must meet in addition to its shape.
    pub(super) check: Check,
    /// If not empty, the name must contain one of these words.
    pub(super) vendor: &'static [&'static str],
}

/// The range of the formats in [`FORMATS`], by the first byte. The range is empty for bytes with which no format
/// starts.
const BUCKETS: [(u16, u16); 128] = {
    let mut buckets = [(0, 0); 128];
    let mut i = 0;
    while i < FORMATS.len() {
        let first = FORMATS[i].prefix.as_bytes()[0] as usize;
        if buckets[first].1 == 0 {
            buckets[first].0 = i as u16;
        }
        buckets[first].1 = i as u16 + 1;
        i += 1;
    }
    buckets
};

/// The formats whose prefix starts with this byte.
pub(super) fn starting_with(byte: u8) -> &'static [Format] {
    let (start, end) = BUCKETS.get(usize::from(byte)).copied().unwrap_or_default();
    FORMATS.get(usize::from(start)..usize::from(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_prefix_and_indexed_whole() {
        assert!(FORMATS.is_sorted_by(|a, b| a.prefix <= b.prefix));
        for format in FORMATS {
            assert!(starting_with(format.prefix.as_bytes()[0]).iter().any(|f| f.reason == format.reason));
        }
        assert!(starting_with(b'%').is_empty());
    }
}
