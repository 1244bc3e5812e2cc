//! Texts that kubectl reads and saphyr-parser refuses, brought into a form that it takes.
//!
//! Only blanks are exchanged, so every offset stays. This is tried on documents that failed as they are.

use std::ops::Range;

/// The text with other blanks, or none where nothing differs: a tab that separates tokens becomes a space; a line
/// break inside brackets or quotes, where the next line may stand at any column, becomes a space too; a comment that
/// follows a quote or a bracket at once, and the escape `\\'`, are blanked. The texts themselves are read from the
/// source ([`super::fold`]).
pub(super) fn accepted_by_kubectl(text: &str, chunk: Range<usize>) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut depth = 0usize;
    let mut quote = None;
    let mut at = chunk.start;
    let mut changed = false;
    // Behind the last closing quote or bracket.
    let mut closed = usize::MAX;
    while at < chunk.end {
        let before = if at > chunk.start { bytes[at - 1] } else { b'\n' };
        match (quote, bytes[at]) {
            (Some(b'"'), b'\\') => {
                at += 1;
                if bytes.get(at) == Some(&b'\'') && at < chunk.end {
                    bytes[at - 1..=at].fill(b' ');
                    changed = true;
                }
            }
            (Some(open), byte) if byte == open => {
                quote = None;
                closed = at + 1;
            }
            (Some(_), b'\n' | b'\r') => {
                bytes[at] = b' ';
                changed = true;
            }
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) if is_token_start(before) => quote = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() || closed == at => {
                let end = memchr::memchr(b'\n', &bytes[at..chunk.end]).map_or(chunk.end, |offset| at + offset);
                // A joined line must not end in a comment.
                if depth > 0 || !before.is_ascii_whitespace() {
                    bytes[at..end].fill(b' ');
                    changed = true;
                }
                at = end;
                continue;
            }
            (None, b'[' | b'{') if depth > 0 || is_token_start(before) => depth += 1,
            (None, b']' | b'}') => {
                closed = at + 1;
                depth = depth.saturating_sub(1);
            }
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
