//! Literal secrets never reach a report.

use std::ops::Range;

use crate::source::{FileId, Source, Span};

/// What stands for a secret. Its length says nothing of the secret's length.
pub(super) const MASK: &str = "********";

/// The places of literal secrets.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    /// Sorted and disjoint.
    spans: Vec<Span>,
}

/// A character of a text, or a secret on one line.
pub(super) struct Piece {
    /// Where it starts in the source.
    pub at: u32,
    /// None for a secret.
    pub shown: Option<char>,
}

impl Masks {
    /// The given places, in any order; they may overlap.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.retain(|span| !span.is_empty());
        spans.sort_unstable();
        spans.dedup_by(|next, span| {
            let meets = next.file == span.file && next.start <= span.end;
            if meets {
                span.end = span.end.max(next.end);
            }
            meets
        });
        Self { spans }
    }

    /// The text of a range of `source`, which is `file`, with every secret in it replaced by stars.
    ///
    /// Line breaks and indentation inside a secret stay, so that a person still sees where it is.
    pub fn masked(&self, source: &Source, file: FileId, range: Range<u32>) -> String {
        let mut out = String::with_capacity(range.len());
        for piece in self.pieces(source, file, range) {
            match piece.shown {
                Some(c) => out.push(c),
                None => out.push_str(MASK),
            }
        }
        out
    }

    /// True where at least one byte of the span is secret.
    pub fn hide(&self, span: Span) -> bool {
        self.overlapping(span.file, span.start..span.end).next().is_some()
    }

    /// The range character by character, every secret on a line as one piece.
    pub(super) fn pieces(&self, source: &Source, file: FileId, range: Range<u32>) -> impl Iterator<Item = Piece> {
        let range = on_characters(&source.text, range);
        let text = &source.text[range.start as usize..range.end as usize];
        let mut secrets = self.overlapping(file, range.clone()).peekable();
        let mut indentation = starts_line(&source.text, range.start);
        let mut in_secret = false;
        text.char_indices().filter_map(move |(index, c)| {
            let at = range.start + index as u32;
            while secrets.next_if(|secret| secret.end <= at).is_some() {
                in_secret = false;
            }
            let hidden = secrets.peek().is_some_and(|secret| secret.start < at + c.len_utf8() as u32);
            let layout = c == '\n' || (c == '\r' && text[index..].starts_with("\r\n"));
            indentation = c == '\n' || (indentation && (c == ' ' || c == '\t'));
            let first = !in_secret;
            in_secret = hidden && !layout && !indentation;
            match in_secret {
                false => Some(Piece { at, shown: Some(c) }),
                true if first => Some(Piece { at, shown: None }),
                true => None,
            }
        })
    }

    pub(super) fn overlapping(&self, file: FileId, range: Range<u32>) -> impl Iterator<Item = Span> {
        let first = self.spans.partition_point(|span| (span.file, span.end) <= (file, range.start));
        self.spans[first..].iter().copied().take_while(move |span| span.file == file && span.start < range.end)
    }
}

/// The range widened to whole characters and cut at the end of the text.
fn on_characters(text: &str, range: Range<u32>) -> Range<u32> {
    let mut end = (range.end as usize).min(text.len());
    let mut start = (range.start as usize).min(end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start as u32..end as u32
}

fn starts_line(text: &str, at: u32) -> bool {
    at == 0 || text.as_bytes()[at as usize - 1] == b'\n'
}
