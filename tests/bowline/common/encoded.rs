//! Encodes bytes as text without the library that the tests check.

pub const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base32 without padding.
pub fn base32(bytes: &[u8]) -> String {
    encode(bytes, 5, BASE32)
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    let text = encode(bytes, 6, BASE64);
    let padding = text.len().next_multiple_of(4) - text.len();
    text + &"=".repeat(padding)
}

/// Encodes each group of so many bits as a character of an alphabet. Zeros are added after the last bits.
fn encode(bytes: &[u8], bits: u32, alphabet: &str) -> String {
    let character = |number: u32| char::from(alphabet.as_bytes()[number as usize & ((1 << bits) - 1)]);
    let (mut out, mut held, mut count) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        count += 8;
        while count >= bits {
            count -= bits;
            out.push(character(held >> count));
        }
    }
    if count > 0 {
        out.push(character(held << (bits - count)));
    }
    out
}
