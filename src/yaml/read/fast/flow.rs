//! Reads flow collections, `{a: 1}` and `[b, c]`, on any number of lines.

use super::Reader;
use crate::yaml::read::builder::Text;
use crate::yaml::read::dialect::MAX_KEY;
use crate::yaml::tree::Style;
use crate::yaml::tree::raw::RawKind;

impl Reader<'_, '_> {
    /// Reads the collection whose bracket is at the reader's place. Uses a loop with a stack of closing brackets, not
    /// recursion.
    pub(super) fn flow(&mut self) -> Option<()> {
        let mut closers = Vec::new();
        loop {
            match self.byte(self.at)? {
                open @ (b'[' | b'{') => {
                    let kind = if open == b'{' { RawKind::Mapping } else { RawKind::Sequence };
                    self.builder.open(self.at as u32, kind, Style::Flow, 0).ok()?;
                    self.at += 1;
                    self.gap()?;
                    // In ASCII, each closing bracket is two after its opening bracket.
                    closers.push(open + 2);
                    if self.byte(self.at)? != open + 2 {
                        self.flow_key(&closers)?;
                        continue;
                    }
                }
                _ => self.flow_scalar()?,
            }
            // A value is complete: close what ends here, then a comma brings the next one.
            loop {
                let Some(&closer) = closers.last() else { return Some(()) };
                self.gap()?;
                match self.byte(self.at)? {
                    byte if byte == closer => {
                        self.at += 1;
                        closers.pop();
                        self.builder.close(Some(self.at as u32));
                    }
                    b',' => {
                        self.at += 1;
                        self.gap()?;
                        if self.byte(self.at)? != closer {
                            self.flow_key(&closers)?;
                            break;
                        }
                    }
                    _ => return None,
                }
            }
        }
    }

    /// Skips blanks, line breaks and comments. A tab that starts a line, or a document mark, is left to the general
    /// reader.
    fn gap(&mut self) -> Option<()> {
        loop {
            match self.byte(self.at) {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') => self.at += 1,
                Some(b'\n') => {
                    self.at += 1;
                    if self.byte(self.at) == Some(b'\t') || self.is_document_mark(self.at) {
                        return None;
                    }
                }
                Some(b'#') if matches!(self.bytes[self.at - 1], b' ' | b'\t' | b'\n') => {
                    let line = memchr::memrchr(b'\n', &self.bytes[..self.at]).map_or(0, |newline| newline + 1);
                    let own_line = self.bytes[line..self.at].iter().all(|byte| matches!(byte, b' ' | b'\t'));
                    self.comment(own_line);
                    // Goes back to the line ending, because the text after it must be checked.
                    self.at -= usize::from(self.at < self.bytes.len());
                }
                _ => return Some(()),
            }
        }
    }

    /// Reads the key and its colon, if the collection is a mapping.
    fn flow_key(&mut self, closers: &[u8]) -> Option<()> {
        if closers.last() != Some(&b'}') {
            return Some(());
        }
        let start = self.at;
        let quoted = matches!(self.byte(start)?, b'"' | b'\'');
        self.flow_scalar()?;
        self.skip_blanks();
        let colon = self.at;
        // Only after a quote may the value follow directly.
        if self.byte(colon) != Some(b':') || colon - start > MAX_KEY || !(quoted || self.is_colon(colon)) {
            return None;
        }
        if quoted && memchr::memchr(b'\n', &self.bytes[start..colon]).is_some() {
            return None;
        }
        self.at += 1;
        self.gap()?;
        (!matches!(self.byte(self.at)?, b',' | b'}')).then_some(())
    }

    fn flow_scalar(&mut self) -> Option<()> {
        let start = self.at;
        let (end, style, text) = match self.byte(start)? {
            b'"' | b'\'' => {
                let token = self.quoted(start)?;
                (token.end, token.style, token.text)
            }
            _ => (self.flow_plain(start)?, Style::Plain, Text::Borrowed),
        };
        self.at = end;
        self.builder.scalar(start as u32, end as u32, style, text, 0);
        Some(())
    }

    /// The end of a plain scalar on one line.
    fn flow_plain(&self, start: usize) -> Option<usize> {
        // Readers differ about a dash or a colon that starts a scalar here.
        if !self.starts_plain(start)
            || self.bytes[start] == b':'
            || self.bytes[start] == b'-' && !self.is_word(start + 1)
        {
            return None;
        }
        let mut at = start;
        loop {
            match self.byte(at)? {
                b',' | b']' | b'}' | b'\n' => break,
                b'[' | b'{' | b'?' => return None,
                b':' if self.is_colon(at) => break,
                b':' if matches!(self.byte(at + 1), Some(b',' | b'[' | b']' | b'{' | b'}')) => return None,
                b'#' if matches!(self.bytes[at - 1], b' ' | b'\t') => break,
                _ => at += 1,
            }
        }
        while matches!(self.bytes[at - 1], b' ' | b'\t' | b'\r') {
            at -= 1;
        }
        Some(at)
    }

    /// Whether a character can only be part of a word for every reader.
    fn is_word(&self, at: usize) -> bool {
        self.byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
}
