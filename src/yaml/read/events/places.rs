//! Finds the exact starts and ends of tokens in the text. saphyr's places are only near.

use super::{Reader, is_blank};
use crate::yaml::read::dialect;

impl Reader<'_, '_, '_> {
    /// The start of the token itself, after its anchor and tag.
    pub(super) fn token(&mut self, start: usize, has_properties: bool) -> usize {
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

    /// The end of the `&anchor` and `!tag` that belong to the next node.
    pub(super) fn properties(&mut self, start: usize) -> usize {
        let mut end = start;
        let mut at = start;
        let (mut anchored, mut tagged) = self.has;
        // The properties of a block mapping may come before the properties of its first key.
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

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        (at < self.end).then(|| self.text.as_bytes()[at])
    }

    pub(super) fn skip_blanks_and_comments(&self, from: usize) -> usize {
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

    pub(super) fn quoted_end(&self, start: usize) -> usize {
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
    pub(super) fn block_header(&mut self, hint: usize, has_properties: bool) -> usize {
        if has_properties {
            self.gap(hint);
        }
        let from = if has_properties { self.properties(hint) } else { self.cursor };
        let mut at = self.skip_blanks_and_comments(from);
        // Only indicators, and the end of an empty document, come before the header.
        while matches!(self.byte(at), Some(b'-' | b':' | b'?' | b'.')) {
            at = self.skip_blanks_and_comments(at + 1);
        }
        self.gap(at);
        at
    }

    /// The end of a block scalar: its last line that is not blank, without the line ending.
    pub(super) fn block_end(&mut self, header: usize, hint: usize) -> usize {
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
                // A single carriage return also ends a line.
                let to = (at + line.len()).min(hint);
                end = at + self.text[at..to].trim_end_matches('\r').len();
            }
            at = stop + 1;
        }
        if let Some(line) = tab {
            self.refuse(Some(crate::yaml::read::explain::tabs::indentation(self.file, self.source(), &line)));
        }
        end
    }

    /// The column of the text after a header like `|2`, which counts from the column of the collection around it.
    pub(super) fn explicit_indent(&self, header: usize) -> Option<usize> {
        let indicators = self.text.as_bytes().get(header + 1..(header + 3).min(self.end))?;
        let digit = indicators.iter().find(|byte| byte.is_ascii_digit())?;
        let parent = self.builder.open_start().unwrap_or(0) as usize;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..parent]).map_or(0, |newline| newline + 1);
        Some(parent - line + usize::from(digit - b'0'))
    }
}
