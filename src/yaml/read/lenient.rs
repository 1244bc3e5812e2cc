//! Changes text that kubectl reads and saphyr-parser refuses into text that the parser accepts.
//!
//! The changes keep every offset. They are tried on documents that could not be read unchanged.

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Replaces a byte order mark inside a text. kubectl treats the mark as an ordinary character.
pub(super) const STAND_IN: &str = "\u{f8ff}";

/// The text of one document with other blanks. Returns `None` if nothing differs. A tab that separates tokens becomes a
/// space. So does a line break inside brackets or quotes if the next line may start at any column. These are blanked: a
/// comment directly after a quote or a bracket, and the escapes `\'` and of a line break. The texts themselves are read
/// from the source ([`super::fold`]).
///
/// One long function on purpose: it reads byte after byte, and each step reads and sets most of its states.
pub(super) fn accepted_by_kubectl(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let length = bytes.len();
    for at in memchr::memmem::find_iter(text.as_bytes(), BOM) {
        bytes[at..at + BOM.len()].copy_from_slice(STAND_IN.as_bytes());
    }
    let mut depth = 0usize;
    let mut quote = None;
    let mut changed = bytes != text.as_bytes();
    // The offset after the last closing quote or bracket.
    let mut closed = usize::MAX;
    // Whether the line already has content.
    let mut in_line = false;
    // Whether a plain text outside of brackets continues. Brackets and quotes in it are ordinary characters. It
    // continues on lines that are indented deeper than its key or dash.
    let (mut in_text, mut owner, mut line, mut keyed_line) = (false, 0, 0, usize::MAX);
    // Whether the last character belongs to a plain text, and whether a comment followed it.
    let (mut in_plain, mut interrupted) = (false, false);
    // Whether the last character belongs to a tag or an anchor, which is not a text.
    let mut in_property = false;
    let mut at = 0;
    while at < length {
        let before = if at > 0 { bytes[at - 1] } else { b'\n' };
        let in_flow_text = depth > 0 && in_plain;
        if quote.is_none() && !starts_comment(before, closed == at, bytes[at]) && !bytes[at].is_ascii_whitespace() {
            let sign = match bytes[at] {
                b'"' | b'\'' => !in_plain,
                byte => matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':'),
            };
            // A plain text does not continue after a comment.
            if interrupted && !matches!(bytes[at], b',' | b']' | b'}') {
                return None;
            }
            in_property = match is_token_start(before) {
                true => !in_plain && matches!(bytes[at], b'&' | b'!'),
                false => in_property,
            };
            (in_plain, interrupted) = (!sign && !in_property, false);
            let stands_alone = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
            in_text = match bytes[at] {
                _ if depth > 0 => false,
                b':' if stands_alone => {
                    // The first key of a line is the outermost one.
                    if keyed_line != line {
                        (owner, keyed_line) = (key_column(&bytes[line..at]), line);
                    }
                    false
                }
                _ if in_text => true,
                b'-' | b'?' if stands_alone => {
                    owner = at - line;
                    false
                }
                byte => before.is_ascii_whitespace() && !b"&*!|>%@`\"'[]{},#:".contains(&byte),
            };
        } else if bytes[at] == b'\n' {
            line = at + 1;
            let indent = bytes[line..].iter().take_while(|byte| **byte == b' ').count();
            in_text &= match bytes.get(line + indent) {
                Some(b'\n' | b'\r') => true,
                Some(b'#') | None => false,
                Some(_) => indent > owner,
            };
        } else if bytes[at] == b'#' {
            in_text = false;
        }
        match (quote, bytes[at]) {
            (Some(b'"'), b'\\') => {
                at += 1;
                if at < length && matches!(bytes[at], b'\'' | b'\n' | b'\r') {
                    bytes[at - 1..=at].fill(b' ');
                    changed = true;
                }
            }
            (Some(b'\''), b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            (Some(open), byte) if byte == open => {
                quote = None;
                closed = at + 1;
            }
            // `...` ends the document, even inside brackets and quotes.
            (Some(_), b'\n') if bytes[at + 1..].starts_with(b"...") => return None,
            (Some(_), b'\n' | b'\r') => {
                bytes[at] = b' ';
                changed = true;
            }
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) if !in_text && !in_flow_text && is_token_start(before) => quote = Some(byte),
            (None, b'#') if starts_comment(before, closed == at, b'#') => {
                let end = memchr::memchr(b'\n', &bytes[at..]).map_or(length, |offset| at + offset);
                interrupted |= depth > 0 && in_plain;
                // A joined line must not end with a comment.
                if depth > 0 || !before.is_ascii_whitespace() {
                    bytes[at..end].fill(b' ');
                    changed = true;
                }
                at = end;
                continue;
            }
            (None, b'[' | b'{') if depth > 0 || !in_text && is_token_start(before) => depth += 1,
            (None, b']' | b'}') if depth > 0 => {
                closed = at + 1;
                depth -= 1;
            }
            // kubectl does not accept a tab in the indentation.
            (None, b'\t') if in_line => {
                bytes[at] = b' ';
                changed = true;
            }
            (None, b'\n' | b'\r') if depth > 0 => {
                bytes[at] = b' ';
                changed = true;
            }
            (None, b'|' | b'>') if depth == 0 && !in_text && is_token_start(before) => {
                if let Some(end) = block_end(&bytes, at) {
                    (at, line, in_line) = (end, end, false);
                    continue;
                }
            }
            _ => {}
        }
        in_line = match bytes[at.min(length - 1)] {
            b'\n' => false,
            byte => in_line || !matches!(byte, b' ' | b'\t' | b'\r'),
        };
        at += 1;
    }
    if !changed {
        return None;
    }
    String::from_utf8(bytes).ok()
}

/// Whether `byte` is a `#` that starts a comment: after a blank, or after a closing quote or bracket.
fn starts_comment(before: u8, closed: bool, byte: u8) -> bool {
    byte == b'#' && (before.is_ascii_whitespace() || closed)
}

fn is_token_start(before: u8) -> bool {
    before.is_ascii_whitespace() || matches!(before, b'[' | b'{' | b',' | b':')
}

/// The end of the block scalar whose header is at `header`: the first line that is not indented deeper than its key.
/// Its text must stay unchanged.
fn block_end(bytes: &[u8], header: usize) -> Option<usize> {
    let mut behind = bytes[header + 1..].iter().skip_while(|byte| matches!(byte, b'-' | b'+' | b'0'..=b'9'));
    if behind.next().is_some_and(|byte| !byte.is_ascii_whitespace()) {
        return None;
    }
    let start = memchr::memrchr(b'\n', &bytes[..header]).map_or(0, |newline| newline + 1);
    let mut end = memchr::memchr(b'\n', &bytes[header..]).map_or(bytes.len(), |newline| header + newline);
    let column = key_column(&bytes[start..header]);
    while end < bytes.len() {
        let line = end + 1;
        let indent = bytes[line..].iter().take_while(|byte| **byte == b' ').count();
        let blank = matches!(bytes.get(line + indent), None | Some(b'\r' | b'\n'));
        if !blank && indent <= column {
            return Some(line);
        }
        end = memchr::memchr(b'\n', &bytes[line..]).map_or(bytes.len(), |newline| line + newline);
    }
    Some(bytes.len())
}

/// The column of the innermost key or dash on a line. The text below it belongs to this key or dash.
fn key_column(line: &[u8]) -> usize {
    let blanks = |at: usize| line[at..].iter().take_while(|byte| **byte == b' ').count();
    let mut column = blanks(0);
    while line[column..].starts_with(b"- ") && !line[column + 2..].iter().all(|byte| *byte == b' ') {
        column += 2;
        column += blanks(column);
    }
    column
}
