//! The one adapter over saphyr-parser: its events become nodes with byte-exact places.
//!
//! saphyr counts characters, lets the span of a quoted scalar or a closing bracket run over blanks and comments, starts
//! a block scalar at its text and drops comments. So the ends are found again in the source, and what lies between two
//! tokens is searched for comments.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::builder::{Builder, Text};
use super::comments::{self, Comment};
use super::{dialect, fold};
use crate::source::{FileId, Span};
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::raw::RawKind;
use crate::yaml::tree::{Properties, Style};

/// Why reading stopped.
pub(super) enum Stop {
    /// A limit, or an alias that cannot be followed.
    Problem(Problem),
    /// The parser gave up here (a byte offset), for this reason.
    Syntax(usize, String),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Stop::Problem(problem)
    }
}

/// The offset where the parser gives up on a text of one document.
pub(super) fn stops(text: &str) -> Option<usize> {
    let error = Parser::new_from_str(&with_line_ending(text)).find_map(Result::err)?;
    Some(Offsets::new(text, 0).byte(error.marker().index()))
}

/// kubectl reads lines, so the last one ends too. saphyr makes two line endings of a missing one.
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
            // The iterator repeats an error for ever, so the first one ends it.
            Err(error) => {
                let at = reader.offsets.byte(error.marker().index()).min(reader.end);
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
            // What follows `...`.
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

/// A quoted root with text behind it, of which kubectl reads the root only. True where that is so.
pub(super) fn quoted_root(
    builder: &mut Builder<'_>,
    file: FileId,
    text: &str,
    before: Range<usize>,
    end: usize,
) -> bool {
    let offsets = Offsets { text, base: 0, marks: Vec::new() };
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
    // A colon on its last line would make it a key.
    let closed = to - start >= 2 && text[start + 1..to].ends_with(&text[start..start + 1]);
    // What stopped the parser stands inside of it.
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
    /// Everything before it is read.
    cursor: usize,
    /// True where the next node has an anchor, and where it has a tag.
    has: (bool, bool),
    /// Where they are.
    written: Properties,
    /// There is a tab somewhere.
    has_tab: bool,
    /// What kubectl refuses though it was read.
    refused: Option<Problem>,
}

impl<'s> Reader<'_, 's, '_> {
    /// kubectl reads one root of a document and drops the rest (go-yaml v2 `Unmarshal`).
    fn dropped(&mut self, from: usize) {
        self.has_tab = false;
        let at = self.skip_blanks_and_comments(from);
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[at..self.end]).map_or(self.end, |offset| at + offset);
        let end = at + self.text[at..end].trim_end().len();
        let message = "the document ends before this line: kubectl drops everything from here on in silence";
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
                let in_flow = self.builder.in_flow();
                let index = match style {
                    ScalarStyle::Plain if value.is_empty() => self.nothing(start, has_properties, anchor),
                    ScalarStyle::Plain => {
                        let from = self.token(start, has_properties);
                        let to = self.offsets.byte(span.end.index()).max(from);
                        if in_flow && matches!(self.byte(from), Some(b'|' | b'>')) {
                            self.refuse(Some(dialect::block_in_flow(self.file, from)));
                        }
                        let source = &self.source().as_bytes()[from..to];
                        if self.has_tab
                            && memchr::memchr(b'\n', source).is_some()
                            && memchr::memchr(b'\t', source).is_some()
                            && let Some(column) = self.block_column()
                        {
                            self.refuse(dialect::tab_in_plain(self.file, self.source(), from..to, column));
                        }
                        self.scalar(from..to, Style::Plain, &value, anchor)
                    }
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                        let from = self.token(start, has_properties);
                        let style = match style {
                            ScalarStyle::SingleQuoted => Style::SingleQuoted,
                            _ => Style::DoubleQuoted,
                        };
                        let to = self.quoted_end(from);
                        if style == Style::DoubleQuoted {
                            let source = self.builder.text();
                            self.refuse(dialect::slash_escape(self.file, source, from..to));
                        }
                        self.scalar(from..to, style, &value, anchor)
                    }
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        let style = if style == ScalarStyle::Literal { Style::Literal } else { Style::Folded };
                        let from = self.block_header(start, has_properties);
                        if in_flow {
                            self.refuse(Some(dialect::block_in_flow(self.file, from)));
                        }
                        // The span of an empty text runs over what follows.
                        let empty = value.bytes().all(|byte| byte == b'\n');
                        let hint = if empty { from } else { self.offsets.byte(span.end.index()) };
                        let to = self.block_end(from, hint);
                        self.scalar(from..to, style, &value, anchor)
                    }
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
        // The span of a bracket may run over the blanks behind it; that of a block collection does not reach its start.
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
        // The indicator of the first item is still to come, that of the collection itself is not.
        self.gap(at);
        self.builder.open(at as u32, kind, Style::Block, anchor)
    }

    /// The bracket at or after `start`: behind an entry without a value saphyr names the comma before it.
    fn closing_bracket(&self, start: usize) -> usize {
        let mut at = self.skip_blanks_and_comments(start);
        while matches!(self.byte(at), Some(b',' | b':' | b'?')) {
            at = self.skip_blanks_and_comments(at + 1);
        }
        if matches!(self.byte(at), Some(b']' | b'}')) { at } else { start }
    }

    /// The cursor, or where the `:`, `-` or `?` of the next node ends.
    fn after_indicator(&self) -> usize {
        let at = self.skip_blanks_and_comments(self.cursor);
        let alone = !self.byte(at + 1).is_some_and(|next| !is_blank(next) && !b",[]{}".contains(&next));
        match alone && self.byte(at).is_some_and(|byte| self.builder.indicator() == Some(byte)) {
            true => at + 1,
            false => self.cursor,
        }
    }

    fn scalar(&mut self, range: Range<usize>, style: Style, value: &str, anchor: usize) -> u32 {
        // The file's own text, which may have other blanks than the text that was parsed.
        let source = self.builder.text();
        let quoted = matches!(style, Style::SingleQuoted | Style::DoubleQuoted) && range.len() >= 2;
        let written = if quoted { &source[range.start + 1..range.end - 1] } else { &source[range.clone()] };
        let block = matches!(style, Style::Literal | Style::Folded);
        // What the parser saw may have other blanks: then the text is read here.
        let own = (source[range.clone()] != self.text[range.clone()]).then(|| match block {
            true => value.replace(super::lenient::STAND_IN, "\u{feff}"),
            false => fold::read(style, written),
        });
        let value = own.as_deref().unwrap_or(value);
        let text = if !block && written == value { Text::Borrowed } else { Text::Cooked(value.to_owned()) };
        self.cursor = range.end;
        self.builder.scalar(range.start as u32, range.end as u32, style, text, anchor)
    }

    /// A null of which nothing is written: its place is where it would stand.
    fn nothing(&mut self, start: usize, has_properties: bool, anchor: usize) -> u32 {
        let at = match has_properties {
            true => self.properties(start),
            false => self.after_indicator(),
        };
        self.gap(at.min(self.end));
        self.builder.scalar(self.cursor as u32, self.cursor as u32, Style::Plain, Text::Borrowed, anchor)
    }

    /// Notes what kubectl refuses: the first of each document will do.
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
        // Most keys are short, and their colon follows at once.
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
            // The file's own text: the parsed one may have its comments blanked.
            let Self { comments, file, builder, cursor, .. } = self;
            let text = builder.text();
            comments::in_gap(text, *cursor..to, |range, own_line| {
                let span = Span::new(*file, range.start as u32, range.end as u32);
                // A comment that runs past the gap is met again by the next one.
                if comments.last().is_none_or(|last| last.span.start < span.start) {
                    comments.push(Comment { span, own_line });
                }
            });
            self.cursor = to;
        }
    }

    /// Where the token itself starts, after its anchor and tag.
    fn token(&mut self, start: usize, has_properties: bool) -> usize {
        self.gap(start);
        match has_properties {
            true => {
                let after = self.properties(start);
                let at = self.skip_blanks_and_comments(after);
                self.gap(at);
                at
            }
            false => start,
        }
    }

    /// The end of a run of `&anchor` and `!tag`, which are those of the next node.
    fn properties(&mut self, start: usize) -> usize {
        let mut end = start;
        let mut at = start;
        let (mut anchored, mut tagged) = self.has;
        // A block mapping's properties may stand before those of its first key.
        while let Some(sign @ (b'&' | b'!')) = self.byte(at)
            && std::mem::take(if sign == b'&' { &mut anchored } else { &mut tagged })
        {
            let rest = &self.text[at..self.end];
            let bracket = if rest.starts_with("!<") { rest.find(['>', '\n', ' ']).unwrap_or(0) } else { 0 };
            let ends = |byte: u8| is_blank(byte) || matches!(byte, b',' | b'[' | b']' | b'{' | b'}');
            let length = rest.bytes().skip(bracket).take_while(|&byte| !ends(byte)).count();
            end = at + bracket + length;
            if bracket > 0 && rest.as_bytes().get(bracket + length).is_some_and(|&byte| !is_blank(byte)) {
                self.refuse(Some(dialect::tag_without_blank(self.file, at..end)));
            }
            let place = Some((at as u32, end as u32));
            match sign {
                b'&' => self.written.anchor = place,
                _ => self.written.tag = place,
            }
            at = self.skip_blanks_and_comments(end);
        }
        end
    }

    fn byte(&self, at: usize) -> Option<u8> {
        (at < self.end).then(|| self.text.as_bytes()[at])
    }

    fn skip_blanks_and_comments(&self, from: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' if at == 0 || bytes[at - 1].is_ascii_whitespace() => {
                    at = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(self.end, |offset| at + offset);
                }
                _ => break,
            }
        }
        at.min(self.end)
    }

    fn quoted_end(&self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        let quote = bytes.get(start).copied().unwrap_or(b'"');
        let mut at = start + 1;
        while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr2(quote, b'\\', rest)) {
            at += offset;
            match (bytes[at], quote) {
                (b'\\', b'"') => at += 2,
                (b'\\', _) => at += 1,
                (_, b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 2,
                _ => return at + 1,
            }
        }
        self.end
    }

    /// The `|` or `>` of a block scalar whose text starts at or after `hint`.
    fn block_header(&mut self, hint: usize, has_properties: bool) -> usize {
        if has_properties {
            self.gap(hint);
        }
        let from = if has_properties { self.properties(hint) } else { self.cursor };
        let mut at = self.skip_blanks_and_comments(from);
        // Before the header stand only indicators, and the end of an empty document.
        while matches!(self.byte(at), Some(b'-' | b':' | b'?' | b'.')) {
            at = self.skip_blanks_and_comments(at + 1);
        }
        self.gap(at);
        at
    }

    /// The end of a block scalar: its last line that is not blank, without the line ending.
    fn block_end(&mut self, header: usize, hint: usize) -> usize {
        let bytes = self.text.as_bytes();
        let line_end = memchr::memchr(b'\n', &bytes[header..self.end]).map_or(self.end, |offset| header + offset);
        self.cursor = header;
        self.gap(line_end);
        let mut indent = self.explicit_indent(header);
        let mut end = header + self.text[header..line_end].split([' ', '\t', '\r']).next().map_or(1, str::len);
        let mut at = line_end + 1;
        let mut tab = None;
        while at < hint.max(line_end).min(self.end) {
            let stop = memchr::memchr(b'\n', &bytes[at..self.end]).map_or(self.end, |offset| at + offset);
            let line = self.text[at..stop].trim_end_matches('\r');
            let width = line.len() - line.trim_start_matches(' ').len();
            if line[width..].starts_with('\t') && indent.is_none_or(|indent| width < indent) {
                tab = tab.or(Some(at..at + line.len()));
            }
            // The scalar ends where the next token starts.
            if at + width >= hint {
                break;
            }
            if width < line.len() {
                // Without an explicit indentation the first line sets it.
                if width < *indent.get_or_insert(width) {
                    break;
                }
                // A lone carriage return ends a line too.
                let to = (at + line.len()).min(hint);
                end = at + self.text[at..to].trim_end_matches('\r').len();
            }
            at = stop + 1;
        }
        if let Some(line) = tab {
            self.refuse(Some(super::explain::tabs::indentation(self.file, self.source(), &line)));
        }
        end
    }

    /// The column of the text after a header like `|2`: that many more than the collection around it.
    fn explicit_indent(&self, header: usize) -> Option<usize> {
        let indicators = self.text.as_bytes().get(header + 1..(header + 3).min(self.end))?;
        let digit = indicators.iter().find(|byte| byte.is_ascii_digit())?;
        let parent = self.builder.open_start().unwrap_or(0) as usize;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..parent]).map_or(0, |newline| newline + 1);
        Some(parent - line + usize::from(digit - b'0'))
    }
}

/// saphyr's character index to a byte offset.
struct Offsets<'t> {
    text: &'t str,
    base: usize,
    /// Byte offset of every 64th character; empty where every character is one byte.
    marks: Vec<u32>,
}

impl<'t> Offsets<'t> {
    const STEP: usize = 64;

    fn new(text: &'t str, base: usize) -> Self {
        let marks = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(Self::STEP).map(|(at, _)| at as u32).collect(),
        };
        Self { text, base, marks }
    }

    fn byte(&self, index: usize) -> usize {
        if self.marks.is_empty() {
            return self.base + index.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(index / Self::STEP) else { return self.base + self.text.len() };
        let rest = &self.text[mark as usize..];
        let within = rest.char_indices().nth(index % Self::STEP).map_or(rest.len(), |(at, _)| at);
        self.base + mark as usize + within
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn long_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}
