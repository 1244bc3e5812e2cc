//! Finds a part of a text in a source with escapes, folding or indentation.

use std::ops::Range;

use super::node::Node;
use super::raw::Style;
use crate::source::Span;

impl Node<'_> {
    /// The place of a part of a scalar's text, by bytes of [`Node::text`], without blanks at its ends. Returns `None`
    /// if the part is blank, or has an escape whose text is not in the source.
    ///
    /// Folding and indentation change only blanks, so every other character of the text is in the source, in the same
    /// order.
    pub(in crate::yaml) fn aligned(self, part: Range<usize>) -> Option<Span> {
        let (text, span) = (self.text(), self.span());
        let is_visible = |c: char| !c.is_whitespace();
        let before = text.get(..part.start)?.chars().filter(|&c| is_visible(c)).count();
        let count = text.get(part.clone())?.chars().filter(|&c| is_visible(c)).count();
        let mut written = Written { source: self.source_text(), at: 0, style: self.style() };
        written.start();
        let mut visible = written.by_ref().filter(|(_, c)| is_visible(*c));
        let mut wanted = text.chars().filter(|&c| is_visible(c));
        let mut found: Option<Range<usize>> = None;
        for index in 0..before + count {
            let (range, c) = visible.next()?;
            if wanted.next() != Some(c) {
                return None;
            }
            if index >= before {
                let start = found.map_or(range.start, |found| found.start);
                found = Some(start..range.end);
            }
        }
        let found = found?;
        Some(Span::new(span.file, span.start + found.start as u32, span.start + found.end as u32))
    }
}

/// The characters of a scalar as they are written, each with its range.
struct Written<'a> {
    source: &'a str,
    at: usize,
    style: Style,
}

impl Written<'_> {
    /// Skips the header of a block, or the first quote.
    fn start(&mut self) {
        self.at = match self.style {
            Style::Literal | Style::Folded => self.source.find('\n').unwrap_or(self.source.len()),
            Style::SingleQuoted | Style::DoubleQuoted => 1,
            _ => 0,
        };
    }
}

impl Iterator for Written<'_> {
    type Item = (Range<usize>, char);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let mut rest = self.source[start..].chars();
        let first = rest.next()?;
        let (c, length) = match (self.style, first, rest.next()) {
            (Style::DoubleQuoted, '\\', Some(escaped)) => {
                let meant = match escaped {
                    'n' | 't' | 'r' | '\n' | '\r' => ' ',
                    '"' | '\\' | '/' => escaped,
                    // No character of the text equals this one.
                    _ => char::REPLACEMENT_CHARACTER,
                };
                (meant, 1 + escaped.len_utf8())
            }
            (Style::SingleQuoted, '\'', Some('\'')) => ('\'', 2),
            _ => (first, first.len_utf8()),
        };
        self.at += length;
        Some((start..self.at, c))
    }
}
