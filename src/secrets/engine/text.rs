//! Small measures of text: entropy, base64, CRC-32, letter shapes.

use std::sync::OnceLock;

use foldhash::HashSet;

use super::pairs::is_drawn;

pub(super) use crate::yaml::decode_any_base64 as base64;

/// Shannon entropy in bits per byte.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let total = bytes.len() as f64;
    counts.iter().filter(|&&n| n > 0).map(|&n| f64::from(n) / total).map(|p| -p * p.log2()).sum()
}

/// The text inside base64. Returns `None` if it is not printable ASCII.
pub(super) fn base64_text(text: &str) -> Option<String> {
    let text = String::from_utf8(base64(text)?).ok()?;
    let printable = |c: char| c.is_ascii_graphic() || c.is_ascii_whitespace();
    (!text.is_empty() && text.chars().all(printable)).then_some(text)
}

/// Whether a person evidently typed a body of random characters: runs, alphabets, counting, the word "example".
pub(super) fn is_made_up(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let distinct = lower.bytes().collect::<HashSet<_>>().len();
    distinct < (body.len() / 3).min(8)
        || longest_run(&lower) >= 6
        || has_sequence(&lower)
        || ["xxxx", "example", "changeme", "replace", "placeholder", "your", "fake", "dummy", "redacted", "***", "..."]
            .iter()
            .any(|word| lower.contains(word))
}

/// A set of words.
pub(super) struct WordList {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl WordList {
    /// Creates a list of the words in a text, separated by white space.
    pub(super) const fn of(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether the list contains a word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.iter().collect()).contains(word)
    }

    /// The words in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.text.split_ascii_whitespace()
    }
}

/// The length of the longest run of one byte.
pub(super) fn longest_run(text: &str) -> usize {
    text.as_bytes().chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or(0)
}

/// Whether a text contains eight or more characters that count upwards, as in `12345678` or `abcdefgh`.
pub(super) fn has_sequence(text: &str) -> bool {
    text.as_bytes()
        .chunk_by(|a, b| a.checked_add(1) == Some(*b) || (*a == b'9' && *b == b'0'))
        .any(|run| run.len() >= 8)
}

/// Whether a text is `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Whether a generator made the value: long, mixed and not made of words.
pub(super) fn is_random(value: &str) -> bool {
    value.len() >= 16
        && !value.contains(char::is_whitespace)
        && !has_sequence(&value.to_lowercase())
        && longest_run(value) < 6
        && entropy(value.as_bytes()) >= 3.2
        && is_drawn(value)
}

/// Whether a text of one word has letters, digits and a punctuation character that people add to passwords.
pub(super) fn is_typed(value: &str) -> bool {
    let has = |test: fn(char) -> bool| value.contains(test);
    has(char::is_alphabetic)
        && has(|c| c.is_ascii_digit())
        && has(|c| matches!(c, '!' | '#' | '$' | '%' | '&' | '*' | '?' | '@' | '^'))
        && !has(|c| c.is_whitespace() || matches!(c, '/' | ':' | '=' | '{' | '(' | '<'))
}

/// Whether a value is random and not a common kind of identifier, for names that only hint at a secret.
pub(super) fn is_opaque(value: &str) -> bool {
    is_random(value) && !is_uuid(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_both_alphabets() {
        assert_eq!(base64("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(base64("aGVsbG8"), Some(b"hello".to_vec()));
        assert_eq!(base64("-_-_"), base64("+/+/"));
        assert_eq!(base64("a b"), None);
        assert_eq!(base64_text("AAAA"), None);
    }

    #[test]
    fn measures() {
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9);
        assert_eq!(entropy(b"aaaa"), 0.0);
        assert!(has_sequence("x1234567890"));
        assert!(!has_sequence("1357986420"));
        assert_eq!(longest_run("abbbc"), 3);
        assert!(is_uuid("0b0e4a2c-93d1-4f7e-8a55-2f6c1d9e7b30"));
        assert!(is_made_up("AAAAAAAAAAAAAAAAAAAA"));
        assert!(!is_made_up("q8Zr3LmV0tYw2NcH7dKx"));
    }
}
