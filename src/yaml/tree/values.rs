//! Scalars: the written text, and the value that kubectl reads.

use super::node::Node;
use super::raw::{BORROWED, Kind, RawKind, Style};
use super::scalar::{self, Scalar, Tagged};
use crate::source::Span;

impl<'a> Node<'a> {
    /// The place of a part of a scalar's text, by bytes of [`Node::text`]; the whole scalar if it has escapes or
    /// folding.
    pub fn text_span(self, part: std::ops::Range<usize>) -> Span {
        let span = self.span();
        match self.is_as_written() {
            true => {
                let start = span.start + u32::from(matches!(self.style(), Style::SingleQuoted | Style::DoubleQuoted));
                Span::new(span.file, start + part.start as u32, start + part.end as u32)
            }
            false => span,
        }
    }

    /// Whether each byte of a scalar's text is in the source unchanged: nothing is escaped or folded.
    pub fn is_as_written(self) -> bool {
        let raw = self.target().raw();
        raw.value == BORROWED && raw.kind == RawKind::Scalar
    }

    /// The text of a scalar after quotes, escapes and folding; empty for anything else.
    #[inline]
    pub fn text(self) -> &'a str {
        let node = self.target();
        let raw = node.raw();
        match (raw.kind, raw.value) {
            (RawKind::Scalar, BORROWED) => {
                let quote = u32::from(matches!(raw.style(), Style::SingleQuoted | Style::DoubleQuoted));
                let inside = (raw.start + quote) as usize..raw.end.saturating_sub(quote) as usize;
                node.written_source().text.get(inside).unwrap_or_default()
            }
            (RawKind::Scalar, cooked) => node.tree().cooked.get(cooked),
            _ => "",
        }
    }

    /// The length of the node in its source, in bytes; for an alias, the length of its target. The text of a scalar is
    /// not longer if it is plain.
    pub(crate) fn source_length(self) -> usize {
        let raw = self.target().raw();
        (raw.end - raw.start) as usize
    }

    /// The bytes of the node itself in the source, with its quotes.
    #[inline]
    pub(crate) fn written_bytes(self) -> &'a [u8] {
        let raw = self.raw();
        self.written_source().text.as_bytes().get(raw.start as usize..raw.end as usize).unwrap_or_default()
    }

    /// Whether [`Node::text`] equals a text. The length alone rules out most others, without reading the source.
    #[inline]
    pub(crate) fn has_text(self, text: &str) -> bool {
        let raw = self.target().raw();
        let is_other_length = raw.kind == RawKind::Scalar && raw.value == BORROWED && {
            let quotes = if matches!(raw.style(), Style::SingleQuoted | Style::DoubleQuoted) { 2 } else { 0 };
            ((raw.end - raw.start) as usize).saturating_sub(quotes) != text.len()
        };
        !is_other_length && self.text() == text
    }

    /// The value of a scalar as kubectl resolves it; null for anything else.
    pub fn scalar(self) -> Scalar<'a> {
        let node = self.target();
        let raw = node.raw();
        if raw.kind != RawKind::Scalar {
            return Scalar::Null;
        }
        if let Some(tag) = node.tree().tag(node.index()) {
            // kubectl refuses a tag that does not fit its text. The text is the best value here.
            return match scalar::resolve_tagged(tag, node.text()) {
                Ok(Tagged::Plain(value)) => value,
                Ok(Tagged::Binary(_)) | Err(_) => Scalar::Str(node.text()),
            };
        }
        match raw.style() {
            Style::Plain => scalar::resolve(node.text()),
            _ => Scalar::Str(node.text()),
        }
    }

    /// The text of a string. Returns `None` for numbers, booleans, nulls and collections.
    pub fn as_str(self) -> Option<&'a str> {
        match self.scalar() {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value of an integer.
    pub fn as_i64(self) -> Option<i64> {
        match self.scalar() {
            Scalar::Int(value) => Some(value),
            // The API server sees JSON, where 3.0 and 3 are one number.
            Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar() {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the node is a null, written or not.
    pub fn is_null(self) -> bool {
        let raw = self.target().raw();
        // Most scalars are longer than `null`, so the length decides without reading the source.
        let is_longer = raw.value == BORROWED && raw.end - raw.start > 4;
        raw.kind == RawKind::Scalar && (!is_longer || self.has_tag()) && self.scalar() == Scalar::Null
    }

    /// Whether the node is a mapping.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether the node is a sequence.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether the node is null, `""`, `{}` or `[]`.
    pub fn is_empty(self) -> bool {
        match self.kind() {
            Kind::Scalar => self.is_null() || self.as_str() == Some(""),
            Kind::Mapping => self.entries().next().is_none(),
            Kind::Sequence => self.items().next().is_none(),
        }
    }

    /// Whether some scalar at or below the node meets a condition. Keys are included.
    pub fn any_scalar(self, test: impl FnMut(Node<'a>) -> bool) -> bool {
        // As written, a subtree is one run of the arena.
        let end = self.target().raw().next;
        let below = (self.target().index()..end).map(|index| self.at(index));
        below.filter(|node| node.kind() == Kind::Scalar).any(test)
    }
}
