//! A reader for the usual parts of manifests, many times as fast as a general one. It reads block mappings and
//! sequences, plain, quoted and block scalars, flow collections and comments, with LF and CRLF.
//!
//! It reads line by line with a stack of indentations and declines (`None`) unusual or wrong text: anchors, tags,
//! explicit keys, directives, control characters, broken text. The general reader reads a declined document again and
//! words all errors. If this reader accepts a document, both readers read it alike.

mod block_scalar;
mod flow;
mod plain;
mod quoted;
mod survey;

use std::ops::Range;

use crate::source::{FileId, Span};
use crate::yaml::read::builder::{Builder, Text};
use crate::yaml::read::comments::Comment;
use crate::yaml::read::dialect::MAX_KEY;
use crate::yaml::tree::Style;
use crate::yaml::tree::raw::RawKind;

/// Reads one document into the builder. Returns `None` if the general reader must read it.
pub(super) fn read<'s>(
    builder: &mut Builder<'s>,
    comments: &mut Vec<Comment>,
    file: FileId,
    text: &'s str,
    chunk: Range<usize>,
) -> Option<()> {
    if !survey::is_usual(&text.as_bytes()[chunk.clone()]) {
        return None;
    }
    let bytes = &text.as_bytes()[..chunk.end];
    builder.reserve(&bytes[chunk.start..]);
    let mut reader = Reader { builder, comments, file, text, bytes, at: chunk.start, frames: Vec::with_capacity(16) };
    // A separator or a byte order mark may come before the document.
    let is_line_start = chunk.start == 0 || text[..chunk.start].ends_with('\u{feff}');
    if !is_line_start {
        reader.end_line()?;
    }
    while let Some(column) = reader.next_line()? {
        reader.line(column)?;
    }
    while !reader.frames.is_empty() {
        reader.pop();
    }
    Some(())
}

/// An open block collection.
struct Frame {
    /// The column of its keys or dashes, 0-based.
    indent: usize,
    is_mapping: bool,
    /// The offset after the colon or dash, if its value has not come yet.
    waiting: Option<usize>,
}

/// The position of a node on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a line or after a dash: the node may open a block collection.
    Free,
    /// Where the next key of a mapping must be.
    Key,
    /// After a colon on the same line.
    Inline,
}

struct Reader<'b, 's> {
    builder: &'b mut Builder<'s>,
    comments: &'b mut Vec<Comment>,
    file: FileId,
    text: &'s str,
    /// The text up to the end of the document.
    bytes: &'s [u8],
    at: usize,
    frames: Vec<Frame>,
}

impl<'s> Reader<'_, 's> {
    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The offset of the line feed at or after `at`, or the end.
    #[inline]
    fn newline(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |offset| at + offset)
    }

    /// Goes to the next line that has content. Returns the column of the content, or `Some(None)` at the end of the
    /// text. Declines at a tab or a document mark.
    fn next_line(&mut self) -> Option<Option<usize>> {
        loop {
            let start = self.at;
            self.skip_spaces();
            match self.byte(self.at) {
                None => return Some(None),
                Some(b'\n') => self.at += 1,
                Some(b'\r') => self.at += 2,
                Some(b'#') => self.comment(true),
                Some(b'\t') => return None,
                Some(b'-' | b'.') if self.at == start && self.is_document_mark(start) => return None,
                Some(_) => return Some(Some(self.at - start)),
            }
        }
    }

    /// Whether `---` or `...` is at an offset, whatever follows.
    fn is_document_mark(&self, at: usize) -> bool {
        self.bytes[at..].starts_with(b"---") || self.bytes[at..].starts_with(b"...")
    }

    #[inline]
    fn skip_spaces(&mut self) {
        self.at += self.spaces(self.at);
    }

    /// The number of spaces that follow from an offset. Indentation is a large part of most files, so eight bytes are
    /// compared at a time.
    #[inline]
    fn spaces(&self, at: usize) -> usize {
        const MANY: [u8; 8] = [b' '; 8];
        let rest = self.bytes.get(at..).unwrap_or_default();
        let many = rest.chunks_exact(MANY.len()).take_while(|block| **block == MANY).count() * MANY.len();
        many + rest[many..].iter().take_while(|byte| **byte == b' ').count()
    }

    #[inline]
    fn skip_blanks(&mut self) {
        while matches!(self.byte(self.at), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Reads the rest of a line: blanks, a comment, the line ending.
    fn end_line(&mut self) -> Option<()> {
        let start = self.at;
        self.skip_blanks();
        match self.byte(self.at) {
            None => {}
            Some(b'\n') => self.at += 1,
            Some(b'\r') => self.at += 2,
            Some(b'#') if self.at > start => self.comment(false),
            Some(_) => return None,
        }
        Some(())
    }

    fn comment(&mut self, own_line: bool) {
        let newline = self.newline(self.at);
        let end = newline - usize::from(self.bytes[newline - 1] == b'\r');
        self.comments.push(Comment { span: Span::new(self.file, self.at as u32, end as u32), own_line });
        self.at = (newline + 1).min(self.bytes.len());
    }

    /// Reads a line whose first character is at `column`.
    fn line(&mut self, column: usize) -> Option<()> {
        let dash = self.is_dash();
        while let Some(top) = self.frames.last()
            && (top.indent > column || top.indent == column && !top.is_mapping && !dash)
        {
            self.pop();
        }
        let Some(top) = self.frames.last_mut() else {
            // kubectl drops the text after the root.
            return if self.builder.is_empty() { self.node(column, Place::Free) } else { None };
        };
        let waiting = top.waiting.take();
        if top.indent < column {
            waiting?;
            return self.node(column, Place::Free);
        }
        match (top.is_mapping, dash) {
            (true, true) => {
                waiting?;
                self.open(column, RawKind::Sequence)?;
                self.item(column)
            }
            (true, false) => {
                self.null(waiting);
                self.node(column, Place::Key)
            }
            (false, _) => {
                self.null(waiting);
                self.item(column)
            }
        }
    }

    /// Whether a dash that starts an item is at the current offset.
    #[inline]
    fn is_dash(&self) -> bool {
        self.byte(self.at) == Some(b'-') && matches!(self.byte(self.at + 1), None | Some(b' ' | b'\n' | b'\r'))
    }

    fn open(&mut self, indent: usize, kind: RawKind) -> Option<()> {
        self.builder.open(self.at as u32, kind, Style::Block, 0).ok()?;
        self.frames.push(Frame { indent, is_mapping: kind == RawKind::Mapping, waiting: None });
        Some(())
    }

    fn pop(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.null(frame.waiting);
            self.builder.close(None);
        }
    }

    /// Adds a null for a missing value, directly after its colon or dash.
    #[inline]
    fn null(&mut self, waiting: Option<usize>) {
        if let Some(at) = waiting {
            self.builder.scalar(at as u32, at as u32, Style::Plain, Text::Borrowed, 0);
        }
    }

    /// Reads a dash and the rest of its line.
    fn item(&mut self, column: usize) -> Option<()> {
        self.at += 1;
        let behind = self.at;
        self.skip_spaces();
        match self.byte(self.at) {
            None | Some(b'\n' | b'\r' | b'#') => self.wait(behind),
            Some(_) => self.node(column + 1 + self.at - behind, Place::Free),
        }
    }

    /// Waits for a value on a later line, if there is one.
    fn wait(&mut self, behind: usize) -> Option<()> {
        self.frames.last_mut()?.waiting = Some(behind);
        self.at = behind;
        self.end_line()
    }

    fn node(&mut self, column: usize, place: Place) -> Option<()> {
        let start = self.at;
        match self.byte(start)? {
            b'"' | b'\'' => {
                let token = self.quoted(start)?;
                self.at = token.end;
                self.skip_blanks();
                if self.is_colon(self.at) && token.one_line {
                    return self.entry(column, place, start..token.end, token.style, token.text);
                }
                self.at = token.end;
                self.value(place, start..token.end, token.style, token.text)?;
                self.end_line()
            }
            b'[' | b'{' if place != Place::Key => {
                self.flow()?;
                self.end_line()
            }
            sign @ (b'|' | b'>') if place != Place::Key => self.block_scalar(sign),
            b'-' if self.is_dash() => {
                if place != Place::Free {
                    return None;
                }
                self.open(column, RawKind::Sequence)?;
                self.item(column)
            }
            _ if self.starts_plain(start) => {
                let line = self.plain_line(start);
                self.at = line.stop;
                match line.is_key {
                    true => self.entry(column, place, start..line.end, Style::Plain, Text::Borrowed),
                    false => self.plain_value(place, start, line),
                }
            }
            _ => None,
        }
    }

    /// Whether a colon that ends a key is at an offset.
    #[inline]
    fn is_colon(&self, at: usize) -> bool {
        self.byte(at) == Some(b':') && matches!(self.byte(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Reads a key and the rest of its line. The reader is at the colon.
    fn entry(&mut self, column: usize, place: Place, key: Range<usize>, style: Style, text: Text) -> Option<()> {
        let colon = self.at;
        if place == Place::Inline || colon - key.start > MAX_KEY {
            return None;
        }
        if place == Place::Free {
            self.at = key.start;
            self.open(column, RawKind::Mapping)?;
        }
        self.builder.scalar(key.start as u32, key.end as u32, style, text, 0);
        self.at = colon + 1;
        self.skip_blanks();
        match self.byte(self.at) {
            None | Some(b'\n' | b'\r' | b'#') => self.wait(colon + 1),
            Some(_) => self.node(0, Place::Inline),
        }
    }

    /// Adds a scalar that is not a key. Declines if the scalar is the root.
    fn value(&mut self, place: Place, range: Range<usize>, style: Style, text: Text) -> Option<()> {
        if place == Place::Key || self.frames.is_empty() {
            return None;
        }
        self.builder.scalar(range.start as u32, range.end as u32, style, text, 0);
        Some(())
    }

    /// The column of the innermost collection. Its content must be further to the right.
    fn indent(&self) -> Option<usize> {
        self.frames.last().map(|frame| frame.indent)
    }
}
