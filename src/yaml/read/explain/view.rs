//! A view of the lines around the place where the parser stopped.

use std::ops::Range;
use std::slice::SliceIndex;

use crate::source::{FileId, Span};
use crate::yaml::edit::Edit;
use crate::yaml::tree::Style;
use crate::yaml::tree::raw::RawKind;

/// A collection that was open when the parser stopped.
pub(in crate::yaml) struct Opened {
    pub(in crate::yaml) kind: RawKind,
    pub(in crate::yaml) style: Style,
    pub(in crate::yaml) start: usize,
}

/// The last scalar that was read.
pub(in crate::yaml) struct Read {
    pub(in crate::yaml) style: Style,
    pub(in crate::yaml) range: Range<usize>,
}

/// A broken document.
pub(in crate::yaml) struct View<'a> {
    pub(in crate::yaml) file: FileId,
    /// The text of the whole file.
    pub(in crate::yaml) text: &'a str,
    /// The range of the document.
    pub(in crate::yaml) chunk: Range<usize>,
    /// The offset where the parser stopped.
    pub(in crate::yaml) at: usize,
    /// The message of the parser.
    pub(in crate::yaml) info: &'a str,
    /// The open collections, the innermost last.
    pub(in crate::yaml) open: Vec<Opened>,
    pub(in crate::yaml) last: Option<Read>,
    /// The first offset of a document that cannot be read. Returns `None` if the document is read to its end.
    pub(in crate::yaml) stops: fn(&str) -> Option<usize>,
}

/// The largest document that gets a fix, because a fix is read again before it is offered.
const MAX_TRIED: usize = 1 << 20;

impl View<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start as u32, range.end.max(range.start) as u32)
    }

    pub(super) fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.info.contains(word))
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        (at < self.chunk.end).then(|| self.text.as_bytes()[at])
    }

    /// The line that contains an offset, without its ending.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[self.chunk.start..at])
            .map_or(self.chunk.start, |newline| self.chunk.start + newline + 1);
        let end = memchr::memchr(b'\n', &bytes[at..self.chunk.end]).map_or(self.chunk.end, |newline| at + newline);
        start..start + part(self.text, start..end).trim_end_matches('\r').len()
    }

    /// The lines that start in a range. The range must begin at the start of a line.
    pub(super) fn lines(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut start = range.start;
        std::iter::from_fn(move || {
            let line = (start < range.end).then(|| self.line(start))?;
            let newline = memchr::memchr(b'\n', &self.text.as_bytes()[line.end..self.chunk.end]);
            start = newline.map_or(self.chunk.end, |newline| line.end + newline + 1);
            Some(line)
        })
    }

    /// The lines above an offset that have more than blanks and a comment, the nearest first.
    pub(super) fn lines_above(&self, at: usize) -> impl Iterator<Item = Range<usize>> {
        let mut start = self.line(at).start;
        std::iter::from_fn(move || {
            (start > self.chunk.start).then(|| {
                let line = self.line(start - 1);
                start = line.start;
                line
            })
        })
        .filter(|line| {
            let content = part(self.text, line.clone()).trim();
            !content.is_empty() && !content.starts_with('#')
        })
    }

    /// The number of blanks at the start of a line.
    pub(super) fn indent(&self, line: &Range<usize>) -> usize {
        let text = part(self.text, line.clone());
        text.len() - text.trim_start_matches([' ', '\t']).len()
    }

    /// The content of a line after its blanks and `- `, up to a comment.
    pub(super) fn content(&self, line: &Range<usize>) -> Range<usize> {
        let mut start = line.start + self.indent(line);
        while part(self.text, start..line.end).starts_with("- ") {
            start += 2;
            start +=
                part(self.text, start..line.end).len() - part(self.text, start..line.end).trim_start_matches(' ').len();
        }
        start..self.value_end(start, line.end)
    }

    /// The value after the first `key: ` of a line, or after its last `- `, up to a comment.
    pub(super) fn value(&self, line: &Range<usize>) -> Range<usize> {
        let content = self.content(line);
        match key_colon(part(self.text, content.clone())) {
            Some(colon) => {
                let rest = part(self.text, content.start + colon + 1..content.end);
                content.end - rest.trim_start().len()..content.end
            }
            None => content,
        }
    }

    /// The end of a value: before a comment and the blanks before it.
    pub(super) fn value_end(&self, start: usize, end: usize) -> usize {
        let text = part(self.text, start..end);
        let comment = [" #", "\t#"].iter().filter_map(|sign| text.find(sign)).min();
        start + part(text, ..comment.unwrap_or(text.len())).trim_end().len()
    }

    /// Whether the parser stopped inside brackets.
    pub(super) fn in_flow(&self) -> bool {
        self.open.last().is_some_and(|open| open.style == Style::Flow)
    }

    /// Whether the document is small enough to be read again.
    pub(super) fn is_small(&self) -> bool {
        self.chunk.len() <= MAX_TRIED
    }

    /// Whether the document with the edits can be read further than the edits.
    pub(super) fn works(&self, edits: &[Edit]) -> bool {
        if !self.is_small() {
            return false;
        }
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| edit.span().start);
        let (mut text, mut from) = (String::new(), self.chunk.start);
        let mut end = self.at - self.chunk.start;
        for edit in sorted {
            let (start, stop) = (edit.span().start as usize, edit.span().end as usize);
            let Some(kept) = self.text.get(from..start).filter(|_| stop <= self.chunk.end) else { return false };
            text.push_str(kept);
            text.push_str(edit.text());
            from = stop;
            end += edit.text().len().saturating_sub(edit.span().len() as usize);
        }
        text.push_str(part(self.text, from..self.chunk.end));
        (self.stops)(&text).is_none_or(|stop| stop > end + 1)
    }

    pub(super) fn edit(&self, range: Range<usize>, text: impl Into<String>) -> Edit {
        Edit::new(self.span(range), text)
    }
}

/// The colon that ends the key at the start of a text, followed by a blank or nothing.
pub(super) fn key_colon(text: &str) -> Option<usize> {
    let quote = text.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''));
    let from = match quote {
        Some(quote) => 1 + memchr::memchr(quote, &text.as_bytes()[1..])? + 1,
        None => 0,
    };
    let ends = |at: usize| matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r'));
    let colon = from + part(text, from..).match_indices(':').map(|(at, _)| at).find(|&at| ends(from + at))?;
    (quote.is_none() || part(text, from..colon).trim().is_empty()).then_some(colon)
}

/// Whether a line looks like `name: x`, with a key as in manifests.
pub(super) fn is_entry(content: &str) -> bool {
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte))
    };
    key_colon(content).is_some_and(|colon| word(part(content, ..colon).trim_matches(['"', '\''])))
}

/// A part of a text; empty if the range is not valid. A message must never stop a run.
pub(super) fn part<I: SliceIndex<str, Output = str>>(text: &str, index: I) -> &str {
    text.get(index).unwrap_or_default()
}
