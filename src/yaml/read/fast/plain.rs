//! Reads plain scalars: up to the end of their line, and the lines below that are indented deeper.

use super::{Place, Reader};
use crate::yaml::read::builder::Text;
use crate::yaml::tree::Style;

/// The part of a plain scalar on one line.
pub(super) struct Line {
    /// The offset after its last character that is not a blank.
    pub(super) end: usize,
    /// The offset of the colon, the comment or the line ending that stopped it.
    pub(super) stop: usize,
    pub(super) is_key: bool,
    /// Whether a comment ends the line, so that the scalar cannot continue below.
    has_comment: bool,
}

impl Reader<'_, '_> {
    /// Whether a plain scalar may start here. Some valid starts are declined.
    #[inline]
    pub(super) fn starts_plain(&self, at: usize) -> bool {
        match self.bytes[at] {
            b'-' | b':' => !matches!(self.byte(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r')),
            b'?' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' => false,
            b'\'' | b'"' | b'%' | b'@' | b'`' | b'\t' => false,
            _ => true,
        }
    }

    /// The part of a plain scalar on the line that contains `start`.
    #[inline]
    pub(super) fn plain_line(&self, start: usize) -> Line {
        let bytes = self.bytes;
        let mut at = start;
        let (mut is_key, mut has_comment) = (false, false);
        let stop = loop {
            let Some(offset) = memchr::memchr3(b':', b'#', b'\n', &bytes[at..]) else { break bytes.len() };
            at += offset;
            match bytes[at] {
                b'\n' => break at,
                b':' if self.is_colon(at) => {
                    is_key = true;
                    break at;
                }
                b'#' if at > start && matches!(bytes[at - 1], b' ' | b'\t') => {
                    has_comment = true;
                    break at;
                }
                _ => at += 1,
            }
        };
        let mut end = stop;
        while end > start && matches!(bytes[end - 1], b' ' | b'\t' | b'\r') {
            end -= 1;
        }
        Line { end, stop, is_key, has_comment }
    }

    /// Reads a value that starts with `line`. The reader is at the place where that line stopped.
    pub(super) fn plain_value(&mut self, place: Place, start: usize, line: Line) -> Option<()> {
        let (end, text) = match self.continuation(&line)? {
            None => (line.end, Text::Borrowed),
            Some((blank_lines, next)) => {
                let (end, text) = self.plain_lines(start, line.end, blank_lines, next)?;
                (end, Text::Buffered(text))
            }
        };
        self.value(place, start..end, Style::Plain, text)?;
        self.end_plain()
    }

    /// Skips the line ending or the comment after a plain scalar. The reader is directly before it.
    fn end_plain(&mut self) -> Option<()> {
        match self.byte(self.at) {
            Some(b'#') => self.comment(false),
            Some(_) => self.at += 1,
            None => {}
        }
        Some(())
    }

    /// The place where the scalar continues after `line`, with the number of blank lines before it.
    fn continuation(&self, line: &Line) -> Option<Option<(usize, usize)>> {
        if line.has_comment {
            return Some(None);
        }
        let indent = self.indent()?;
        let mut blank_lines = 0;
        let mut start = line.stop + 1;
        loop {
            let at = start + self.spaces(start);
            start = match self.byte(at) {
                None | Some(b'#') => return Some(None),
                Some(b'\n') => at + 1,
                Some(b'\r') => at + 2,
                Some(b'\t') => return None,
                Some(_) if at - start > indent => return Some(Some((blank_lines, at))),
                Some(_) => return Some(None),
            };
            blank_lines += 1;
        }
    }

    /// Folds the lines of a scalar that continues at `next`. Returns its end and the index of its text.
    fn plain_lines(&mut self, start: usize, end: usize, blank_lines: usize, next: usize) -> Option<(usize, u32)> {
        let mut cooked = self.builder.take_buffer();
        cooked.push_str(&self.text[start..end]);
        let (mut end, mut more) = (end, Some((blank_lines, next)));
        while let Some((blank_lines, next)) = more {
            fold(&mut cooked, blank_lines);
            let line = self.plain_line(next);
            // A key that spans several lines is declined.
            if line.is_key {
                return None;
            }
            cooked.push_str(&self.text[next..line.end]);
            self.at = line.stop;
            end = line.end;
            more = self.continuation(&line)?;
        }
        Some((end, self.builder.give_buffer(cooked)))
    }
}

/// Folds a line break into a blank. Before blank lines the line break is dropped, and each blank line becomes a line
/// feed.
pub(super) fn fold(cooked: &mut String, blank_lines: usize) {
    match blank_lines {
        0 => cooked.push(' '),
        _ => cooked.extend(std::iter::repeat_n('\n', blank_lines)),
    }
}
