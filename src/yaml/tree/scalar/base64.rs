//! Decodes and encodes base64.

/// Decodes standard base64 with its padding. Line endings are ignored, and unused bits are not checked (Go's
/// `StdEncoding`).
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    decode(text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')))
}

/// The result of [`decode_base64`] as text. Returns `None` if the bytes are not UTF-8.
pub fn decode_base64_text(text: &str) -> Option<String> {
    String::from_utf8(decode_base64(text)?).ok()
}

/// Decodes base64 of either alphabet, with or without its padding. White space is not allowed.
pub fn decode_any_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let standard = |byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        _ => byte,
    };
    let padding = digits.len().wrapping_neg() % 4;
    decode(digits.bytes().map(standard).chain(std::iter::repeat_n(b'=', padding)))
}

fn decode(digits: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(digits.size_hint().0 / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in digits {
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

/// The text of bytes as Go reads them: one U+FFFD for each bad byte. `from_utf8_lossy` writes one for each bad
/// sequence.
pub(super) fn text_of_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    text
}

/// Encodes standard base64 with its padding, on one line.
pub fn encode_base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digits = (0..4).map(|at| char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]));
        out.extend(digits.take(chunk.len() + 1));
        out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
    }
    out
}
