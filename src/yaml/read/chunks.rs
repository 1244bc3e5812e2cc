//! Splits a stream into documents as kubectl does: at every line that starts with `---`, whatever its context
//! (apimachinery `pkg/util/yaml/decoder.go`). So a broken document never affects the next one.

use std::ops::Range;

use crate::source::{FileId, Span};
use crate::yaml::edit::{Applicability, Edit};
use crate::yaml::problem::{Problem, ProblemKind};

/// The text of one document.
pub(super) struct Chunk {
    /// The range without the separator; may be empty.
    pub(super) range: Range<usize>,
    /// The problem of the separator before the document.
    pub(super) problem: Option<Box<Problem>>,
    /// Whether the text after the separator, on its line, is left out.
    pub(super) cut: bool,
}

/// The documents of a text, without their separators. Some are empty.
pub(super) fn chunks(file: FileId, text: &str) -> Vec<Chunk> {
    let bytes = text.as_bytes();
    let mut chunks = Vec::new();
    // A byte order mark is not part of the first document.
    let mut next = Chunk { range: if text.starts_with('\u{feff}') { 3..3 } else { 0..0 }, problem: None, cut: false };
    for at in memchr::memmem::find_iter(bytes, b"---") {
        let start = next.range.start;
        let at_line_start =
            at <= start && text[..at].chars().all(|c| c == '\u{feff}') || at > 0 && bytes[at - 1] == b'\n';
        if !at_line_start || at < start {
            continue;
        }
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |newline| at + newline);
        next.range.end = at;
        chunks.push(next);
        next = match refused(file, text, at..end).map(Box::new) {
            None => Chunk { range: at + 3..at + 3, problem: None, cut: false },
            // A value may start after the separator; a key cannot, because its line starts too far to the right.
            problem if starts_value(&text[at + 3..end]) => Chunk { range: at + 3..at + 3, problem, cut: false },
            problem => Chunk { range: end..end, problem, cut: true },
        };
    }
    next.range.end = text.len();
    chunks.push(next);
    chunks
}

/// The problem of a separator with text after it. kubectl accepts only blanks and a comment there.
fn refused(file: FileId, text: &str, line: Range<usize>) -> Option<Problem> {
    let rest = text[line.start + 3..line.end].trim();
    if rest.is_empty() || rest.starts_with('#') {
        return None;
    }
    let line = line.start..line.start + text[line.start..line.end].trim_end().len();
    let span = |range: Range<usize>| Span::new(file, range.start as u32, range.end as u32);
    let message = "text follows `---`: kubectl accepts only a comment there (\"invalid Yaml document separator\")";
    if rest.bytes().all(|byte| byte == b'-') {
        let edit = Edit::new(span(line.clone()), "---");
        let message = "a separator is exactly `---`: kubectl stops here (\"invalid Yaml document separator\")";
        let problem = Problem::new(ProblemKind::Syntax, span(line), message);
        return Some(problem.fix(Applicability::Safe, "write three dashes", edit));
    }
    let problem = Problem::new(ProblemKind::Syntax, span(line.start..line.start + 3), message);
    let begins = line.end - rest.len();
    // Other text may be a comment or a typo.
    let is_word = |key: &str| key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
    let is_key = rest.split_once(':').is_some_and(|(key, value)| {
        is_word(key) && !key.starts_with('-') && (value.is_empty() || value.starts_with(' '))
    });
    if !starts_value(rest) && !is_key {
        return Some(problem.help("write the separator on a line of its own"));
    }
    let edit = Edit::new(span(line.start + 3..begins), "\n");
    // The characters may belong to a word.
    Some(problem.fix(Applicability::Unsafe, "begin a new line", edit))
}

fn starts_value(rest: &str) -> bool {
    rest.starts_with([' ', '\t', '{', '[']) && rest.trim_start().starts_with(['{', '[', '"', '\'', '|', '>', '&', '!'])
        || rest.starts_with(['{', '['])
        || rest.trim().is_empty()
        || rest.trim_start().starts_with('#')
}
