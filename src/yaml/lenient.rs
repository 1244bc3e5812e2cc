//! Texts that kubectl reads and saphyr-parser refuses, brought into a form that it takes.
//!
//! Only blanks are exchanged, so every offset stays. This is tried on documents that failed as they are.

use std::ops::Range;

/// The text with other blanks, or none where nothing differs: a tab that separates tokens becomes a space, and a line
/// break inside brackets, where the next line may stand at any column, becomes a space too.
pub(super) fn accepted_by_kubectl(text: &str, chunk: Range<usize>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut depth = 0usize;
    let mut quote = None;
    let mut at = chunk.start;
    let mut changed = false;
    while at < chunk.end {
        let before = if at > chunk.start { bytes[at - 1] } else { b'\n' };
        match (quote, bytes[at]) {
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) if is_token_start(before) => quote = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() => {
                let end = memchr::memchr(b'\n', &bytes[at..chunk.end]).map_or(chunk.end, |offset| at + offset);
                // A joined line must not end in a comment.
                if depth > 0 {
                    bytes[at..end].fill(b' ');
                }
                at = end;
                continue;
            }
            (None, b'[' | b'{') if depth > 0 || is_token_start(before) => depth += 1,
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            // Block text could hold anything, so leave the indentation alone: only tabs behind something are blanks.
            (None, b'\t') if before != b'\n' && before != b'\t' => {
                bytes[at] = b' ';
                changed = true;
            }
            (None, b'\n' | b'\r') if depth > 0 => {
                bytes[at] = b' ';
                changed = true;
            }
            _ => {}
        }
        at += 1;
    }
    if !changed {
        return None;
    }
    String::from_utf8(bytes).ok()
}

fn is_token_start(before: u8) -> bool {
    before.is_ascii_whitespace() || matches!(before, b'[' | b'{' | b',' | b':')
}
