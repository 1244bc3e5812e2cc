//! Splits a stream into documents as kubectl does: at every line that starts with `---`, whatever stands around it
//! (apimachinery `pkg/util/yaml/decoder.go`). So a broken document never takes the next one with it.

use std::ops::Range;

/// The byte ranges of the documents, without their separators; some are empty.
pub(super) fn chunks(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut chunks = Vec::new();
    // A byte order mark is not part of the first document.
    let mut start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for at in memchr::memmem::find_iter(bytes, b"---") {
        let at_line_start =
            at <= start && text[..at].chars().all(|c| c == '\u{feff}') || at > 0 && bytes[at - 1] == b'\n';
        if !at_line_start || at < start || !ends_separator(bytes.get(at + 3).copied()) {
            continue;
        }
        chunks.push(start..at);
        start = at + 3;
    }
    chunks.push(start..text.len());
    chunks
}

/// `----` and `---x` are text.
fn ends_separator(next: Option<u8>) -> bool {
    matches!(next, None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}
