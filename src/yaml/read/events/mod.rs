//! The only adapter for saphyr-parser. It turns events into nodes with byte-exact places.
//!
//! saphyr counts characters, starts a block scalar at its text, and drops comments. It may end the span of a quoted
//! scalar or a closing bracket after blanks and comments. So the adapter finds the ends in the source again, and
//! searches the text between two tokens for comments.

mod offsets;
mod places;
mod scalars;

use std::borrow::Cow;

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::source::{FileId, Span};
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::read::builder::{Builder, Text};
use crate::yaml::read::comments::{self, Comment};
use crate::yaml::read::{dialect, fold};
use crate::yaml::tree::raw::RawKind;
use crate::yaml::tree::{Properties, Style};
use offsets::Offsets;

/// Why reading stopped.
pub(super) enum Stop {
    /// A limit, or an alias that cannot be followed.
    Problem(Problem),
    /// The byte offset where the parser gave up, and its reason.
    Syntax(usize, String),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Stop::Problem(problem)
    }
}

/// The offset where the parser gives up on the text of one document. Returns `None` if it reads the whole text.
pub(super) fn stops(text: &str) -> Option<usize> {
    let error = Parser::new_from_str(&with_line_ending(text)).find_map(Result::err)?;
    Some(Offsets::new(text, 0).byte(error.marker().index()))
}

/// Adds a missing last line ending. kubectl reads lines, so the last one also ends; saphyr makes two line endings of a
/// missing one.
fn with_line_ending(text: &str) -> Cow<'_, str> {
    if text.ends_with('\n') { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}\n")) }
}

/// Reads one document into the builder.
pub(super) fn read(
    builder: &mut Builder<'_>,
    comments: &mut Vec<Comment>,
    file: FileId,
    text: &str,
    chunk: Range<usize>,
) -> Result<(), Stop> {
    let offsets = Offsets::new(&text[chunk.clone()], chunk.start);
    let source = builder.text();
    let has_tab = memchr::memchr(b'\t', &source.as_bytes()[chunk.clone()]).is_some();
    let refused = dialect::control_character(file, source, chunk.clone());
    let (end, cursor, has, written) = (chunk.end, chunk.start, (false, false), Properties::default());
    let mut reader = Reader { builder, comments, file, text, end, offsets, cursor, has, written, has_tab, refused };
    let mut documents = 0;
    for event in Parser::new_from_str(&with_line_ending(&text[chunk])) {
        match event {
            // The iterator repeats an error forever, so the first one ends it.
            Err(error) => {
                let at = reader.offsets.byte(error.marker().index()).min(reader.end);
                // The parser takes a NUL as the end of the text, so it may stop before the NUL.
                let is_nul = |problem: &mut Problem| source.as_bytes().get(problem.span.start as usize) == Some(&0);
                if let Some(problem) = reader.refused.take_if(is_nul) {
                    return Err(problem.into());
                }
                if error.info().contains("recursion limit") {
                    return Err(Problem::too_deep(Span::new(file, at as u32, at as u32)).into());
                }
                if error.info().contains("<document start>") && reader.builder.is_complete() {
                    reader.dropped(at);
                    break;
                }
                return Err(Stop::Syntax(at, error.info().to_owned()));
            }
            Ok((Event::DocumentStart(_), _)) => {
                documents += 1;
            }
            Ok((Event::StreamEnd, _)) => {}
            // A further document, after `...`.
            Ok((_, span)) if documents > 1 => {
                let at = reader.offsets.byte(span.start.index()).min(reader.end);
                reader.dropped(at);
                break;
            }
            Ok((event, span)) => reader.event(event, span)?,
        }
    }
    reader.gap(reader.end);
    let refused = reader.refused.take();
    builder.problems.extend(refused);
    Ok(())
}

/// Finds a quoted root with text after it, of which kubectl reads only the root. Returns whether it was found.
pub(super) fn quoted_root(
    builder: &mut Builder<'_>,
    file: FileId,
    text: &str,
    before: Range<usize>,
    end: usize,
) -> bool {
    let offsets = Offsets::whole(text);
    let (cursor, comments) = (before.start, &mut Vec::new());
    let (has, written, has_tab, refused) = ((false, false), Properties::default(), false, None);
    let mut reader = Reader { builder, comments, file, text, end, offsets, cursor, has, written, has_tab, refused };
    let start = reader.skip_blanks_and_comments(before.start);
    let style = match reader.byte(start) {
        Some(b'"') => Style::DoubleQuoted,
        Some(b'\'') => Style::SingleQuoted,
        _ => return false,
    };
    let to = reader.quoted_end(start);
    let line_end = memchr::memchr(b'\n', &text.as_bytes()[to..end]).map_or(end, |newline| to + newline);
    // A colon on its last line would make the root a key.
    let closed = to - start >= 2 && text[start + 1..to].ends_with(&text[start..start + 1]);
    // The parser stopped inside the quoted text.
    let inside = before.end < to;
    if inside || !closed || text[to..line_end].contains(':') || text[to..end].trim().is_empty() {
        return false;
    }
    let value = fold::read(style, &text[start + 1..to - 1]);
    reader.builder.scalar(start as u32, to as u32, style, Text::Cooked(value), 0);
    reader.dropped(to);
    true
}

struct Reader<'b, 's, 't> {
    builder: &'b mut Builder<'s>,
    comments: &'b mut Vec<Comment>,
    file: FileId,
    text: &'t str,
    end: usize,
    offsets: Offsets<'t>,
    /// The offset up to which everything was read.
    cursor: usize,
    /// Whether the next node has an anchor, and whether it has a tag.
    has: (bool, bool),
    /// The places of the anchor and the tag.
    written: Properties,
    /// Whether the gap contains a tab.
    has_tab: bool,
    /// A problem that kubectl refuses, although the text could be read.
    refused: Option<Problem>,
}

impl<'s> Reader<'_, 's, '_> {
    /// Reports the text after the root. kubectl reads one root of a document and drops the rest (go-yaml v2
    /// `Unmarshal`).
    fn dropped(&mut self, from: usize) {
        self.has_tab = false;
        let at = self.skip_blanks_and_comments(from);
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[at..self.end]).map_or(self.end, |offset| at + offset);
        let end = at + self.text[at..end].trim_end().len();
        let message = "the document ends before this line: kubectl silently drops everything from here on";
        let span = Span::new(self.file, at as u32, end as u32);
        self.builder.problems.push(Problem::new(ProblemKind::Dropped, span, message));
    }

    fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Result<(), Problem> {
        let start = self.offsets.byte(span.start.index()).max(self.cursor);
        self.has = match &event {
            Event::Scalar(_, _, anchor, tag) | Event::MappingStart(anchor, tag) | Event::SequenceStart(anchor, tag) => {
                (*anchor != 0, tag.is_some())
            }
            _ => (false, false),
        };
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let has_properties = anchor != 0 || tag.is_some();
                if anchor != 0 {
                    self.anchor_name(start);
                }
                let end = self.offsets.byte(span.end.index());
                let index = match style {
                    ScalarStyle::Plain if value.is_empty() => self.nothing(start, has_properties, anchor),
                    style => self.text(&value, style, start..end, has_properties, anchor),
                };
                self.builder.tag(index, tag.map(|tag| long_tag(&tag)));
                if self.builder.is_key(index) {
                    self.key(index);
                }
            }
            Event::Alias(anchor) => {
                let from = self.token(start, false);
                let to = self.offsets.byte(span.end.index()).max(from);
                self.cursor = to;
                self.builder.alias(from as u32, to as u32, anchor)?;
            }
            Event::MappingStart(anchor, tag) => self.open(RawKind::Mapping, start, span, anchor, tag.is_some())?,
            Event::SequenceStart(anchor, tag) => self.open(RawKind::Sequence, start, span, anchor, tag.is_some())?,
            Event::MappingEnd | Event::SequenceEnd => {
                let end = match self.builder.open_style() {
                    Some(Style::Flow) => {
                        let bracket = self.closing_bracket(start);
                        self.gap(bracket);
                        let closed = matches!(self.byte(bracket), Some(b']' | b'}'));
                        self.cursor = bracket + usize::from(closed);
                        Some(self.cursor as u32)
                    }
                    _ => None,
                };
                self.builder.close(end);
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        self.builder.properties(std::mem::take(&mut self.written));
        Ok(())
    }

    fn open(
        &mut self,
        kind: RawKind,
        start: usize,
        span: saphyr_parser::Span,
        anchor: usize,
        tagged: bool,
    ) -> Result<(), Problem> {
        if anchor != 0 {
            self.anchor_name(start);
        }
        let end = self.offsets.byte(span.end.index());
        let bracket = if kind == RawKind::Mapping { b'{' } else { b'[' };
        // The span of a bracket may include the blanks after it. The span of a block collection does not reach its
        // start.
        let has_properties = anchor != 0 || tagged;
        let behind = if has_properties { self.properties(start) } else { start };
        let token = if has_properties { self.skip_blanks_and_comments(behind) } else { start };
        if end > token && self.byte(token) == Some(bracket) {
            self.gap(token);
            self.cursor = token + 1;
            return self.builder.open(token as u32, kind, Style::Flow, anchor);
        }
        // A block collection starts at its first key or dash.
        let mut at = if has_properties {
            self.token(start, true)
        } else {
            self.skip_blanks_and_comments(self.after_indicator())
        };
        if kind == RawKind::Mapping {
            at = at.max(end.min(self.end));
        }
        // The indicator of the first item is still unread, but not the indicator of the collection itself.
        self.gap(at);
        self.builder.open(at as u32, kind, Style::Block, anchor)
    }

    /// The bracket at or after `start`. After an entry without a value, saphyr gives the comma before the bracket.
    fn closing_bracket(&self, start: usize) -> usize {
        let mut at = self.skip_blanks_and_comments(start);
        while matches!(self.byte(at), Some(b',' | b':' | b'?')) {
            at = self.skip_blanks_and_comments(at + 1);
        }
        if matches!(self.byte(at), Some(b']' | b'}')) { at } else { start }
    }

    /// The offset after the `:`, `-` or `?` of the next node, otherwise the cursor.
    fn after_indicator(&self) -> usize {
        let at = self.skip_blanks_and_comments(self.cursor);
        let alone = !self.byte(at + 1).is_some_and(|next| !is_blank(next) && !b",[]{}".contains(&next));
        match alone && self.byte(at).is_some_and(|byte| self.builder.indicator() == Some(byte)) {
            true => at + 1,
            false => self.cursor,
        }
    }

    /// Notes a problem that kubectl refuses. Only the first problem of a document is kept.
    fn refuse(&mut self, problem: Option<Problem>) {
        if self.refused.is_none() {
            self.refused = problem;
        }
    }

    fn source(&self) -> &'s str {
        self.builder.text()
    }

    fn anchor_name(&mut self, start: usize) {
        let properties = &self.text[start..self.properties(start)];
        self.refuse(dialect::anchor_name(self.file, properties, start));
    }

    fn key(&mut self, index: u32) {
        let node = &self.builder.tree.nodes[index as usize];
        let range = node.start as usize..node.end as usize;
        let source = self.source();
        // Most keys are short, and their colon follows directly.
        if range.len() > dialect::MAX_KEY
            || source.as_bytes().get(range.end) != Some(&b':')
            || source[range.clone()].contains('\n')
        {
            let colon = self.skip_blanks_and_comments(range.end);
            self.refuse(dialect::key(self.file, source, range, colon));
        }
    }

    /// The column of the innermost open block collection.
    fn block_column(&self) -> Option<usize> {
        let start = self.builder.open_block_start()? as usize;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..start]).map_or(0, |newline| newline + 1);
        Some(start - line)
    }

    fn tabs(&mut self, to: usize) {
        let after_plain = self.builder.plain_end() == Some(self.cursor as u32);
        let flow = self.builder.in_flow();
        let plain_indent = if after_plain { self.block_column() } else { None };
        let around = dialect::Around { flow, plain_indent };
        self.refuse(dialect::tab_in_gap(self.file, self.source(), self.cursor..to, around));
    }

    /// Collects comments up to `to`.
    fn gap(&mut self, to: usize) {
        if to > self.cursor {
            if self.has_tab {
                self.tabs(to);
            }
            if self.builder.open_style().is_some() && !self.builder.in_flow() {
                let at = self.skip_blanks_and_comments(self.cursor);
                let comma = at < to && self.byte(at) == Some(b',');
                self.refuse(comma.then(|| dialect::stray_comma(self.file, at)));
            }
            // The comments are in the file's own text: the parsed text may have them blanked.
            let Self { comments, file, builder, cursor, .. } = self;
            let text = builder.text();
            comments::in_gap(text, *cursor..to, |range, own_line| {
                let span = Span::new(*file, range.start as u32, range.end as u32);
                // A comment that extends past the gap appears again in the next gap.
                if comments.last().is_none_or(|last| last.span.start < span.start) {
                    comments.push(Comment { span, own_line });
                }
            });
            self.cursor = to;
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn long_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}
