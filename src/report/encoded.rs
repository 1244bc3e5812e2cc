//! Base64 forms of secrets, as in a Secret's data.

use crate::yaml::decode_any_base64;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The longest text, in bytes, whose base64 forms are computed. Longer texts have too many.
const LONGEST: usize = 4096;

/// The base64 digits that only this text decides if it is part of a longer text, for each position at which it may
/// start.
pub(super) fn base64_forms(text: &str) -> Vec<String> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let shifted = |shift: usize| {
        let bytes: Vec<u8> = std::iter::repeat_n(0, shift).chain(text.bytes()).collect();
        let first = (shift * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        to_base64(&bytes).get(first..last).unwrap_or_default().to_owned()
    };
    let mut forms: Vec<String> = (0..3).map(shifted).collect();
    let is_other = |form: &&String| form.contains(['+', '/']);
    let url: Vec<String> = forms.iter().filter(is_other).map(|form| form.replace('+', "-").replace('/', "_")).collect();
    forms.extend(url);
    forms.retain(|form| form.len() > 3);
    forms
}

fn to_base64(bytes: &[u8]) -> String {
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |index| char::from(ALPHABET[(bits >> (18 - 6 * index) & 63) as usize]))
    });
    digits.collect()
}

/// The text inside base64 of either alphabet. Returns `None` if it is too short to be certain.
pub(super) fn from_base64(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect();
    if text.trim_end_matches('=').len() < 8 {
        return None;
    }
    String::from_utf8(decode_any_base64(&text)?).ok()
}
