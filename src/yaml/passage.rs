//! Text that a finding can point at and that is a part of a node, or text around a node.

use std::ops::Range;

use super::tree::{Entry, Ground, Node, Place};
use super::{Document, Problem};
use crate::source::Span;

/// The byte order mark.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The line that ends a document.
const SEPARATOR: &str = "---";

/// Text of one file, and the node that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The text of the whole file.
    pub(super) file_text: &'a str,
    pub(super) span: Span,
    /// The node, or `None` between documents.
    pub(super) node: Option<Node<'a>>,
    /// Whether the span is exactly the requested text, not the whole scalar that contains it.
    pub(super) exact: bool,
}

impl<'a> Passage<'a> {
    fn of(node: Node<'a>, span: Span) -> Self {
        let file_text = &node.source().text;
        Self { file_text, span, node: Some(node), exact: true }
    }

    /// The text as it is written.
    pub fn text(self) -> &'a str {
        &self.file_text[self.span.start as usize..self.span.end as usize]
    }

    /// The bytes of [`Passage::text`] in a range.
    pub fn part(self, range: Range<usize>) -> Self {
        let at = |offset: usize| self.span.start + offset as u32;
        Self { span: Span::new(self.span.file, at(range.start), at(range.end)), ..self }
    }

    /// The text from the start of this passage to the end of a later one. Returns `None` if the other is in another
    /// file.
    pub fn to(self, last: Passage<'_>) -> Option<Self> {
        let span = Span::new(self.span.file, self.span.start, last.span.end);
        (self.span.file == last.span.file && self.span.start <= last.span.end).then_some(Self { span, ..self })
    }

    /// This text as a passage of another node, whose path a finding shows.
    pub fn about(self, node: Node<'a>) -> Self {
        Self { node: Some(node), ..self }
    }
}

impl Place for Passage<'_> {
    fn span(&self) -> Span {
        self.span
    }

    fn is_certain(&self) -> bool {
        self.node.is_none_or(Node::is_certain)
    }

    fn path(&self) -> String {
        self.node.map(Node::path).unwrap_or_default()
    }

    fn grounds(&self) -> Vec<Ground> {
        self.node.map(|node| Place::grounds(&node)).unwrap_or_default()
    }
}

impl Document {
    /// The comments, each from its `#` to the end of its line.
    pub fn comment_texts(&self) -> impl Iterator<Item = Passage<'_>> {
        let file_text = &self.tree.source().text;
        self.comments.iter().map(|comment| Passage { file_text, span: comment.span, node: None, exact: true })
    }
}

impl<'a> Node<'a> {
    /// The text of the node itself: for an alias, `*name`.
    pub fn as_written(self) -> Passage<'a> {
        Passage::of(self, self.written_span())
    }

    /// A part of a scalar, by bytes of [`Node::text`]. With escapes, folding or indentation it cannot be edited, and is
    /// the whole scalar if the part cannot be found in the source.
    pub fn text_part(self, range: Range<usize>) -> Passage<'a> {
        let exact = self.is_as_written();
        let aligned = if exact { None } else { self.aligned(range.clone()) };
        Passage { exact, ..Passage::of(self, aligned.unwrap_or_else(|| self.text_span(range))) }
    }

    /// A part of a scalar that is a slice of [`Node::text`].
    pub fn text_slice(self, slice: &str) -> Passage<'a> {
        let start = slice.as_ptr() as usize - self.text().as_ptr() as usize;
        self.text_part(start..start + slice.len())
    }

    /// The character that starts a block of text or a collection in brackets, such as `|`.
    pub fn sign(self) -> Passage<'a> {
        let written = self.as_written();
        let length = written.text().chars().next().map_or(0, char::len_utf8);
        written.part(0..length)
    }

    /// The text after the node on its last line, with comments.
    pub fn rest_of_line(self) -> Passage<'a> {
        let Span { file, end, .. } = self.written_span();
        let source = self.written_source();
        Passage::of(self, Span::new(file, end, source.line_range(source.line_index(end)).end.max(end)))
    }
}

impl<'a> Entry<'a> {
    /// The text from the key to the end of the value, or of the colon if no value is written. Returns `None` if no
    /// colon follows the key directly, or if the value is in another file.
    pub fn as_written(self) -> Option<Passage<'a>> {
        let after = self.key.rest_of_line();
        let colon = after.text().starts_with(':').then(|| after.part(0..1))?;
        let value = self.value.as_written();
        let is_here = value.span.file == colon.span.file;
        let last = if is_here && value.span.end < colon.span.end { colon } else { value };
        self.key.as_written().to(last)
    }
}

/// The two separators around one or more documents without content.
#[derive(Debug, Clone, Copy)]
pub struct EmptyDocuments<'a> {
    /// The separator before them.
    pub first: Passage<'a>,
    /// The separator after them.
    pub last: Passage<'a>,
    /// The documents, and the separator after them.
    pub rest: Passage<'a>,
}

impl Document {
    /// The text between two separators.
    pub fn text(&self) -> &str {
        self.passage(self.span.start as usize..self.span.end as usize).text()
    }

    /// The byte order mark directly before the document, at the start of its file.
    pub fn byte_order_mark(&self) -> Option<Passage<'_>> {
        let mark = self.passage(0..self.span.start as usize);
        (mark.text() == BYTE_ORDER_MARK).then_some(mark)
    }

    /// Whether the line above a problem is indented with blanks that YAML does not know, so that the line does not
    /// belong to its mapping.
    pub fn is_below_odd_blanks(&self, problem: &Problem) -> bool {
        let before = self.tree.source().text.get(self.span.start as usize..problem.span.start as usize);
        let mut above = before.unwrap_or_default().lines().rev().skip(1).filter(|line| !line.trim().is_empty());
        let is_odd = |c: char| !c.is_ascii() && c.is_whitespace();
        above.next().is_some_and(|line| line.trim_start_matches(' ').starts_with(is_odd))
    }

    /// The documents directly before this one that are completely empty, without even a comment. Ignored if the file
    /// has no content before them, because many files start with a separator.
    pub fn empty_before(&self) -> Option<EmptyDocuments<'_>> {
        let end = self.span.start as usize;
        let text = &self.tree.source().text[..end];
        let mut before = before_separator(text)?;
        let last = before.len();
        let mut first = last;
        while let Some(rest) = before_separator(before.trim_end()) {
            (before, first) = (rest, rest.len());
        }
        let is_content =
            |line: &str| !line.trim().is_empty() && !line.starts_with(['#', '\u{feff}']) && line.trim() != SEPARATOR;
        (first < last && before.lines().any(is_content)).then(|| EmptyDocuments {
            first: self.passage(first..first + SEPARATOR.len()),
            last: self.passage(last..end),
            rest: self.passage(first + SEPARATOR.len()..end),
        })
    }

    fn passage(&self, range: Range<usize>) -> Passage<'_> {
        let span = Span::new(self.span.file, range.start as u32, range.end as u32);
        let file_text = &self.tree.source().text;
        Passage { file_text, span, node: None, exact: true }
    }
}

/// The text before a separator at its end.
fn before_separator(text: &str) -> Option<&str> {
    text.strip_suffix(SEPARATOR).filter(|text| text.is_empty() || text.ends_with('\n'))
}
