//! Finds comments in the gaps between tokens, because the parser drops them.

use std::ops::Range;

use crate::source::{FileId, Span};

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The bytes from the `#` on, without the line ending.
    pub span: Span,
    /// Whether only blanks come before it on its line.
    pub own_line: bool,
}

/// The comments in a gap without scalars: `#` after a blank or at the start of a line.
pub(super) fn in_gap(text: &str, gap: Range<usize>, mut found: impl FnMut(Range<usize>, bool)) {
    let bytes = text.as_bytes();
    let mut at = gap.start;
    while let Some(offset) = memchr::memchr(b'#', &bytes[at..gap.end]) {
        let start = at + offset;
        at = start + 1;
        if start > 0 && !matches!(bytes[start - 1], b' ' | b'\t' | b'\n' | b'\r') && !after_bom(bytes, start) {
            continue;
        }
        // A single carriage return also ends a line.
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |offset| start + offset);
        at = end.min(gap.end);
        let line = memchr::memrchr2(b'\n', b'\r', &bytes[..start]).map_or(0, |newline| newline + 1);
        let own_line =
            text[line..start].trim_start_matches('\u{feff}').bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        found(start..end, own_line);
    }
}

fn after_bom(bytes: &[u8], at: usize) -> bool {
    at == 3 && bytes.starts_with("\u{feff}".as_bytes())
}

/// The comments after the place where a document breaks, as far as they are certain: comments on separate lines, and
/// directives for bowline.
pub(super) fn in_lines(file: FileId, text: &str, range: Range<usize>, comments: &mut Vec<Comment>) {
    let last = comments.last().map_or(0, |last| last.span.end as usize);
    let mut start = range.start.max(last);
    let mut whole = start == 0 || text.as_bytes()[start - 1] == b'\n';
    for line in text[start..range.end].split_inclusive('\n') {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start_matches([' ', '\t']).len();
        let own_line = whole && content[indent..].starts_with('#');
        let at = match own_line {
            true => Some(indent),
            false => [" # bowline:", "\t# bowline:"].iter().find_map(|sign| content.find(sign)).map(|at| at + 1),
        };
        if let Some(at) = at {
            let span = Span::new(file, (start + at) as u32, (start + content.len()) as u32);
            comments.push(Comment { span, own_line });
        }
        start += line.len();
        whole = true;
    }
}
