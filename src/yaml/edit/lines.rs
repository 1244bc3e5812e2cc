//! Finds lines of a text, by offsets in bytes.

/// The start of the line that contains `at`, after a byte order mark.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    match memchr::memrchr(b'\n', &text.as_bytes()[..at]) {
        Some(newline) => newline + 1,
        None if text.starts_with('\u{feff}') => 3.min(at),
        None => 0,
    }
}

/// The end of the line that contains `at`, before its line ending.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    match memchr::memchr(b'\n', &text.as_bytes()[at..]) {
        Some(offset) if text[at..at + offset].ends_with('\r') => at + offset - 1,
        Some(offset) => at + offset,
        None => text.len(),
    }
}

/// The start of the line after the one that contains `at`; the end of the text after the last one.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |offset| at + offset + 1)
}

/// The line ending at `at`. At the end of the text, the line ending of the line before.
pub(super) fn line_ending(text: &str, at: usize) -> &'static str {
    let end = line_end(text, at);
    let windows = match end == text.len() {
        true => text.as_bytes()[..line_start(text, at)].ends_with(b"\r\n"),
        false => text.as_bytes()[end..].starts_with(b"\r\n"),
    };
    if windows { "\r\n" } else { "\n" }
}

/// Whether a text has only blanks.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// The rest of the line after `at`. Returns `None` unless it is only blanks and a comment.
pub(super) fn quiet_tail(text: &str, at: usize) -> Option<&str> {
    let tail = &text[at..line_end(text, at)];
    let comment = tail.trim_start_matches([' ', '\t']);
    let quiet = comment.is_empty() || comment.starts_with('#') && comment.len() < tail.len();
    // Some readers break lines at these characters.
    (quiet && !tail.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}'])).then_some(tail)
}

/// The number of columns before `at` in its line. Returns `None` if they contain anything except blanks and dashes of
/// lists.
pub(super) fn column(text: &str, at: usize) -> Option<usize> {
    let before = &text.as_bytes()[line_start(text, at)..at];
    let is_indicator = |(index, &byte): (usize, &u8)| match byte {
        b' ' => true,
        b'-' => before.get(index + 1) == Some(&b' '),
        _ => false,
    };
    before.iter().enumerate().all(is_indicator).then_some(before.len())
}

/// Whether a line is a comment that a block scalar at a column could take for its text.
pub(super) fn is_deeper_comment(text: &str, line: usize, column: usize) -> bool {
    let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
    let rest = text[line + indent..].trim_start_matches([' ', '\t']);
    rest.starts_with('#') && (indent > column || text[line + indent..].starts_with('\t'))
}

/// Skips blanks, line ends and comments.
pub(super) fn skip_gap(text: &str, from: usize, to: usize) -> usize {
    let bytes = &text.as_bytes()[..to];
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' if at == 0 || bytes[at - 1].is_ascii_whitespace() => at = line_end(text, at).min(to),
            _ => break,
        }
    }
    at
}

/// The lines with more or fewer blanks before them. Returns `None` if a line has too few blanks, or a tab among them.
pub(super) fn shifted(text: &str, by: i32) -> Option<String> {
    let width = by.unsigned_abs() as usize;
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let indent = content.len() - content.trim_start_matches(' ').len();
        let is_empty = indent == content.len();
        if content.contains('\r') || content[indent..].starts_with('\t') && (by > 0 || indent < width) {
            return None;
        }
        match by >= 0 {
            true if content.is_empty() => out.push_str(line),
            true => {
                out.push_str(&" ".repeat(width));
                out.push_str(line);
            }
            false if is_empty => out.push_str(&line[indent.min(width)..]),
            false if indent < width => return None,
            false => out.push_str(&line[width..]),
        }
    }
    Some(out)
}
