//! Reads scalars: their ends and their text.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::Reader;
use crate::yaml::read::builder::Text;
use crate::yaml::read::{dialect, fold};
use crate::yaml::tree::Style;

impl Reader<'_, '_, '_> {
    /// Reads a scalar with written text, near the place that saphyr gives.
    pub(super) fn text(
        &mut self,
        value: &str,
        style: ScalarStyle,
        near: Range<usize>,
        has_properties: bool,
        anchor: usize,
    ) -> u32 {
        let in_flow = self.builder.in_flow();
        match style {
            ScalarStyle::Plain => {
                let from = self.token(near.start, has_properties);
                let to = near.end.max(from);
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
                self.scalar(from..to, Style::Plain, value, anchor)
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let from = self.token(near.start, has_properties);
                let is_single = style == ScalarStyle::SingleQuoted;
                let to = self.quoted_end(from);
                if !is_single {
                    self.refuse(dialect::slash_escape(self.file, self.source(), from..to));
                }
                let style = if is_single { Style::SingleQuoted } else { Style::DoubleQuoted };
                self.scalar(from..to, style, value, anchor)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let style = if style == ScalarStyle::Literal { Style::Literal } else { Style::Folded };
                let from = self.block_header(near.start, has_properties);
                if in_flow {
                    self.refuse(Some(dialect::block_in_flow(self.file, from)));
                }
                // The span of an empty text includes the text after it.
                let empty = value.bytes().all(|byte| byte == b'\n');
                let to = self.block_end(from, if empty { from } else { near.end });
                self.scalar(from..to, style, value, anchor)
            }
        }
    }

    pub(super) fn scalar(&mut self, range: Range<usize>, style: Style, value: &str, anchor: usize) -> u32 {
        // The file's own text. The parsed text may have other blanks.
        let source = self.builder.text();
        let quoted = matches!(style, Style::SingleQuoted | Style::DoubleQuoted) && range.len() >= 2;
        let written = if quoted { &source[range.start + 1..range.end - 1] } else { &source[range.clone()] };
        let block = matches!(style, Style::Literal | Style::Folded);
        // The parser may have seen other blanks. In that case, the text is read from the file.
        let own = (source[range.clone()] != self.text[range.clone()]).then(|| match block {
            true => value.replace(crate::yaml::read::lenient::STAND_IN, "\u{feff}"),
            false => fold::read(style, written),
        });
        let value = own.as_deref().unwrap_or(value);
        let text = if !block && written == value { Text::Borrowed } else { Text::Cooked(value.to_owned()) };
        self.cursor = range.end;
        self.builder.scalar(range.start as u32, range.end as u32, style, text, anchor)
    }

    /// Adds an unwritten null at the place that its text would have.
    pub(super) fn nothing(&mut self, start: usize, has_properties: bool, anchor: usize) -> u32 {
        let at = match has_properties {
            true => self.properties(start),
            false => self.after_indicator(),
        };
        self.gap(at.min(self.end));
        self.builder.scalar(self.cursor as u32, self.cursor as u32, Style::Plain, Text::Borrowed, anchor)
    }
}
