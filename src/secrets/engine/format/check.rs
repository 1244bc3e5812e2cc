//! The conditions on a token in addition to its shape. A valid checksum proves that a vendor's generator made the
//! token.

use super::super::Nature;
use super::super::checksum::{base32, base36, base62, crc16, crc32};
use super::super::text::{base64, base64_text};

/// The condition that a token must meet in addition to its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Check {
    /// The body does not look made up.
    Random,
    /// The last 6 characters are the base-62 CRC-32 of the body before them (GitHub, npm).
    Base62Crc,
    /// The last 8 are the hexadecimal CRC-32 of the body before them, without the prefix (Cloudflare).
    HexCrcOfBody,
    /// The last 8 are the hexadecimal CRC-32 of everything before them (Atlassian).
    HexCrcOfAll,
    /// The last 8 are the CRC-32, low byte first, of prefix and body (Grafana).
    GrafanaCrc,
    /// The last 7 are the base-36 CRC-32 of everything before them (routable tokens of GitLab).
    Base36Crc,
    /// The token is base32 of a key and its CRC-16 in the last two bytes, low byte first (NATS).
    NatsCrc,
    /// The first segment is a JSON object with `alg`.
    Jwt,
    /// Base64 of a JWT.
    WrappedJwt,
    /// Base64 of a PEM private key.
    WrappedPem,
    /// The body contains this marker.
    Holds(&'static str),
    /// The last part decodes from base64 to text that starts with this.
    Decodes(&'static str),
    /// The text before the first dot decodes from base64 to digits (Discord).
    DigitsFirst,
    /// The fourth character is a digit (Azure).
    DigitFourth,
    /// Base64 of an id of 20 characters, a colon and a key of 22 (Elasticsearch).
    IdAndKey,
}

impl Check {
    /// Whether the check is a checksum.
    const fn is_checksum(self) -> bool {
        use Check::*;
        matches!(self, Base62Crc | HexCrcOfBody | HexCrcOfAll | GrafanaCrc | Base36Crc | NatsCrc)
    }

    /// The nature of a token that passes.
    pub(in super::super) const fn nature(self) -> Nature {
        if self.is_checksum() { Nature::Proven } else { Nature::Secret }
    }

    /// Whether a token that a person made up cannot pass.
    pub(in super::super) const fn is_proof(self) -> bool {
        !matches!(self, Self::Random | Self::Holds(_) | Self::DigitFourth)
    }

    /// Whether a token with this body passes.
    pub(in super::super) fn holds(self, whole: &str, body: &str) -> bool {
        match self {
            Self::Random => true,
            Self::Holds(marker) => body.contains(marker),
            Self::Base62Crc => ends_in(body, 6, |body, tail| tail == base62(crc32(body.as_bytes()))),
            Self::HexCrcOfBody => ends_in(body, 8, |body, tail| is_hex_of(tail, crc32(body.as_bytes()))),
            Self::HexCrcOfAll => ends_in(whole, 8, |body, tail| is_hex_of(tail, crc32(body.as_bytes()))),
            Self::GrafanaCrc => {
                ends_in(whole, 9, |body, tail| is_hex_of(&tail[1..], crc32(body.as_bytes()).swap_bytes()))
            }
            Self::Base36Crc => ends_in(whole, 7, |body, tail| tail == base36(crc32(body.as_bytes()))),
            Self::NatsCrc => base32(whole).is_some_and(|bytes| {
                let key = bytes.split_last_chunk::<2>();
                key.is_some_and(|(key, crc)| crc16(key).to_le_bytes() == *crc)
            }),
            Self::Jwt => whole.split('.').next().is_some_and(is_jwt_header),
            Self::WrappedJwt => base64_text(whole)
                .is_some_and(|jwt| jwt.matches('.').count() == 2 && jwt.split('.').next().is_some_and(is_jwt_header)),
            Self::WrappedPem => {
                base64(whole).is_some_and(|pem| String::from_utf8_lossy(&pem).contains("PRIVATE KEY-----"))
            }
            Self::Decodes(start) => {
                base64(whole.rsplit('_').next().unwrap_or(whole)).is_some_and(|json| json.starts_with(start.as_bytes()))
            }
            Self::DigitsFirst => {
                let first = whole.split('.').next().and_then(base64);
                first.is_some_and(|id| id.iter().all(u8::is_ascii_digit))
            }
            Self::DigitFourth => whole.as_bytes().get(3).is_some_and(u8::is_ascii_digit),
            Self::IdAndKey => base64_text(whole).is_some_and(|pair| {
                let is_word = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
                pair.split_once(':').is_some_and(|(id, key)| id.len() == 20 && is_word(id) && is_word(key))
            }),
        }
    }

    /// Whether a text that fails the check is not a token at all. Base64 may start like a token by chance, but a text
    /// with a wrong checksum is a token that was changed by hand.
    pub(in super::super) const fn tells_apart(self) -> bool {
        !self.is_checksum() && !matches!(self, Self::Random)
    }
}

fn ends_in(text: &str, tail: usize, holds: impl Fn(&str, &str) -> bool) -> bool {
    let parts = text.len().checked_sub(tail).and_then(|at| text.split_at_checked(at));
    parts.is_some_and(|(body, tail)| holds(body, tail))
}

fn is_hex_of(tail: &str, crc: u32) -> bool {
    u32::from_str_radix(tail, 16) == Ok(crc)
}

fn is_jwt_header(segment: &str) -> bool {
    base64_text(segment).is_some_and(|json| json.trim_start().starts_with('{') && json.contains("\"alg\""))
}

/// Whether the claims of a JSON web token are for a service account.
pub(in super::super) fn is_service_account(jwt: &str) -> bool {
    jwt.split('.')
        .nth(1)
        .and_then(base64)
        .is_some_and(|claims| String::from_utf8_lossy(&claims).contains("kubernetes.io"))
}
