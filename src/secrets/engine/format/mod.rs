//! The token formats that vendors publish, as data: `table` has the shapes, `check` what a token must satisfy beyond its shape.

pub(super) mod check;
mod table;

use self::check::Check;
use super::{Level, Nature};

pub(super) use self::table::{AT_A_DISTANCE, FORMATS, INFIXES};

/// One published token format: a fixed prefix, then the parts of its body.
pub(super) struct Format {
    /// The fixed public prefix; it may be shown.
    pub(super) prefix: &'static str,
    /// What to call it.
    pub(super) reason: &'static str,
    /// What follows the prefix.
    pub(super) body: &'static [Part],
    /// What a token must satisfy beyond its shape.
    pub(super) check: Check,
    /// `High`, or `Medium` for identifiers and test keys.
    pub(super) level: Level,
    /// Whether a token only names a credential.
    pub(super) is_id: bool,
    /// If not empty, one of these must be a word of the name, because other texts have the shape as well.
    pub(super) vendor: &'static [&'static str],
}

impl Format {
    /// What a token of this format is that passes the check.
    pub(super) const fn nature(&self) -> Nature {
        if self.is_id { Nature::Identifier } else { self.check.nature() }
    }
}

/// One part of a token's body.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Between `1` and `2` characters of an alphabet.
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
    /// The characters before the fixed text, and how many there are.
    pub(super) before: (Alphabet, usize),
    /// The fixed text.
    pub(super) marker: &'static str,
    /// What follows it.
    pub(super) after: &'static [Part],
    /// What to call it.
    pub(super) reason: &'static str,
    /// What a token must satisfy beyond its shape.
    pub(super) check: Check,
    /// If not empty, one of these must be a word of the name.
    pub(super) vendor: &'static [&'static str],
}

/// Where the formats of each first byte are in [`FORMATS`]; an empty range for bytes with which no format starts.
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
