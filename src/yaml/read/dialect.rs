//! Checks the text between and inside tokens for faults that only go-yaml v2 refuses, and not the parser used here.

use std::ops::Range;

use super::explain::tabs;
use crate::source::{FileId, Span};
use crate::yaml::edit::{Applicability, Edit};
use crate::yaml::problem::{Problem, ProblemKind};

/// The surroundings of a gap between tokens.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// Whether the gap is inside brackets.
    pub(super) flow: bool,
    /// The column of the collection, if a plain scalar comes before the gap. A tab up to this column is a fault.
    pub(super) plain_indent: Option<usize>,
}

fn syntax(file: FileId, range: Range<usize>, message: &str) -> Problem {
    Problem::new(ProblemKind::Syntax, Span::new(file, range.start as u32, range.end as u32), message)
}

/// The first character that go-yaml accepts nowhere (`readerc.go`).
pub(super) fn control_character(file: FileId, text: &str, chunk: Range<usize>) -> Option<Problem> {
    let bytes = &text.as_bytes()[chunk.clone()];
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    if bytes.iter().all(plain) {
        return None;
    }
    let good = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    let (at, c) = text[chunk.clone()].char_indices().find(|&(_, c)| !good(c))?;
    let at = chunk.start + at;
    let message = format!("the control character U+{:04X}: kubectl rejects the document", u32::from(c));
    Some(syntax(file, at..at + c.len_utf8(), &message))
}

/// A tab in a gap that go-yaml refuses: in the indentation of a line, or after the dash of an item.
pub(super) fn tab_in_gap(file: FileId, text: &str, gap: Range<usize>, around: Around) -> Option<Problem> {
    // The first tab of a line decides.
    let mut from = gap.start;
    while let Some(at) = memchr::memchr(b'\t', &text.as_bytes()[from..gap.end]) {
        let tab = from + at;
        from = line_end(text, tab).min(gap.end);
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..tab]).map_or(0, |newline| newline + 1);
        let before = text[start..tab].trim_end_matches([' ', '\t']);
        if before.is_empty() {
            let follows = text[gap.start..tab].trim_start().is_empty();
            let refused = match around.plain_indent.filter(|_| follows) {
                Some(indent) => tab - start <= indent,
                None => !around.flow,
            };
            if refused {
                return Some(tabs::indentation(file, text, &(start..line_end(text, tab))));
            }
        } else if !around.flow
            && before.ends_with(['-', '?'])
            && before.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'-' | b'?'))
            && start + before.len() > gap.start
        {
            return Some(tabs::behind_sign(file, tab));
        }
    }
    None
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |newline| at + newline)
}

/// A tab in a later line of a plain scalar, up to the column of the collection around it.
pub(super) fn tab_in_plain(file: FileId, text: &str, range: Range<usize>, indent: usize) -> Option<Problem> {
    let mut start = range.start;
    while let Some(newline) = memchr::memchr(b'\n', &text.as_bytes()[start..range.end]) {
        start += newline + 1;
        let blanks = text[start..range.end].bytes().take_while(|&byte| byte == b' ').count();
        if blanks <= indent && text.as_bytes().get(start + blanks) == Some(&b'\t') {
            return Some(tabs::indentation(file, text, &(start..line_end(text, start))));
        }
    }
    None
}

/// An anchor with characters that go-yaml does not accept. `start` is the start of the tag and the anchor.
pub(super) fn anchor_name(file: FileId, properties: &str, start: usize) -> Option<Problem> {
    let at = properties.find('&')?;
    let name = &properties[at + 1..];
    let name = &name[..name.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)).unwrap_or(name.len())];
    let good = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let message = "an anchor's name has only letters, digits, `-` and `_`: kubectl rejects this one";
    let at = start + at;
    (!good).then(|| syntax(file, at..at + 1 + name.len(), message))
}

/// `\/` in double quotes, which only JSON has.
pub(super) fn slash_escape(file: FileId, text: &str, quoted: Range<usize>) -> Option<Problem> {
    let bytes = text.as_bytes();
    let mut at = quoted.start;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..quoted.end]) {
        at += found;
        if bytes.get(at + 1) == Some(&b'/') {
            let span = Span::new(file, at as u32, at as u32 + 1);
            let edit = Edit::new(span, "");
            let problem = syntax(file, at..at + 2, "`\\/` is an escape of JSON, not of kubectl's YAML");
            return Some(problem.fix(Applicability::Safe, "drop the backslash", edit));
        }
        at = (at + 2).min(quoted.end);
    }
    None
}

/// The longest key up to its colon, in characters (`scannerc.go`). A key of at most as many bytes cannot be longer.
pub(super) const MAX_KEY: usize = 1_024;

/// A key that go-yaml does not accept: longer than 1,024 characters, or on several lines. `colon` is the offset after
/// it.
pub(super) fn key(file: FileId, text: &str, key: Range<usize>, colon: usize) -> Option<Problem> {
    if key.is_empty() || text.as_bytes().get(colon) != Some(&b':') {
        return None;
    }
    let whole = &text[key.start..colon];
    let explicit = || {
        let mut words = text[..key.start].split_ascii_whitespace().rev();
        words.find(|word| !word.starts_with(['&', '!'])).is_some_and(|word| word.ends_with('?'))
    };
    let first_line = key.start..key.start + whole.find(['\n', '\r']).unwrap_or(key.len()).max(1).min(key.len().max(1));
    if whole.contains(['\n', '\r']) && !explicit() {
        return Some(syntax(file, first_line, "a key and its colon are on one line: kubectl rejects this one"));
    }
    (whole.len() > MAX_KEY && whole.chars().count() > MAX_KEY && !explicit())
        .then(|| syntax(file, first_line, "a key of more than 1,024 characters: kubectl rejects it"))
}

/// A tag without a blank after it.
pub(super) fn tag_without_blank(file: FileId, tag: Range<usize>) -> Problem {
    syntax(file, tag, "a tag ends with a blank: kubectl rejects what follows it")
}

/// A block scalar inside brackets.
pub(super) fn block_in_flow(file: FileId, header: usize) -> Problem {
    syntax(file, header..header + 1, "a block of text cannot be inside brackets: quote the text")
}

/// A comma after a quoted value of a block, as in JSON.
pub(super) fn stray_comma(file: FileId, at: usize) -> Problem {
    let edit = Edit::new(Span::new(file, at as u32, at as u32 + 1), "");
    syntax(file, at..at + 1, "a comma after a value that is not in brackets: kubectl rejects it").fix(
        Applicability::Safe,
        "drop the comma",
        edit,
    )
}
