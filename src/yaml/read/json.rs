//! Reads strict JSON, which kubectl tries first if a document starts with `{`. A text that it declines is read as YAML.

use super::builder::{Builder, Text};
use crate::yaml::problem::Problem;
use crate::yaml::tree::Style;
use crate::yaml::tree::raw::RawKind;

/// Why the reader stopped.
pub(super) enum Stop {
    /// The text is not JSON, so YAML must be tried.
    Declined,
    /// A limit was reached.
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Stop::Problem(problem)
    }
}

/// Reads one value at `start`. Returns the offset after it.
pub(super) fn read(builder: &mut Builder<'_>, text: &str, start: usize, end: usize) -> Result<usize, Stop> {
    let mut reader = Reader { builder, text, bytes: &text.as_bytes()[..end], at: start };
    reader.document()?;
    Ok(reader.at)
}

struct Reader<'b, 's, 't> {
    builder: &'b mut Builder<'s>,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Reader<'_, '_, '_> {
    /// Reads a whole value. Uses a loop with a stack of closing brackets, not recursion: the builder limits the depth,
    /// not the thread.
    fn document(&mut self) -> Result<(), Stop> {
        let mut closers: Vec<u8> = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    let kind = if open == b'{' { RawKind::Mapping } else { RawKind::Sequence };
                    self.builder.open(self.at as u32, kind, Style::Flow, 0)?;
                    self.at += 1;
                    self.blanks();
                    closers.push(open + 2);
                    if self.peek() != closers.last().copied() {
                        self.key(&closers)?;
                        continue;
                    }
                }
                Some(b'"') => self.string()?,
                _ => self.word()?,
            }
            // A value is complete: close what ends here, then a comma brings the next one.
            loop {
                let Some(&closer) = closers.last() else { return Ok(()) };
                self.blanks();
                match self.peek() {
                    Some(byte) if byte == closer => {
                        self.at += 1;
                        closers.pop();
                        self.builder.close(Some(self.at as u32));
                    }
                    Some(b',') => {
                        self.at += 1;
                        self.key(&closers)?;
                        break;
                    }
                    _ => return Err(Stop::Declined),
                }
            }
        }
    }

    /// Reads the key and its colon, if the value is in an object.
    fn key(&mut self, closers: &[u8]) -> Result<(), Stop> {
        if closers.last() != Some(&b'}') {
            return Ok(());
        }
        self.blanks();
        if self.peek() != Some(b'"') {
            return Err(Stop::Declined);
        }
        self.string()?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(Stop::Declined);
        }
        self.at += 1;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            let Some(rest) = self.bytes.get(self.at..) else { return Err(Stop::Declined) };
            let Some(offset) = memchr::memchr2(b'"', b'\\', rest) else { return Err(Stop::Declined) };
            if rest[..offset].iter().any(|&byte| byte < b' ') {
                return Err(Stop::Declined);
            }
            self.at += offset + 1;
            if rest[offset] == b'"' {
                break;
            }
            escaped = true;
            self.at += 1;
        }
        let literal = &self.text[start..self.at];
        let text = match escaped {
            false => Text::Borrowed,
            true => Text::Cooked(serde_json::from_str(literal).map_err(|_| Stop::Declined)?),
        };
        self.builder.scalar(start as u32, self.at as u32, Style::DoubleQuoted, text, 0);
        Ok(())
    }

    /// Reads a number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while matches!(self.peek(), Some(b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        if serde_json::from_str::<serde_json::Value>(word).is_err() {
            return Err(Stop::Declined);
        }
        self.builder.scalar(start as u32, self.at as u32, Style::Plain, Text::Borrowed, 0);
        Ok(())
    }
}
