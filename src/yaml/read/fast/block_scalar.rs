//! Reads literal (`|`) and folded (`>`) texts (go-yaml v2 `scannerc.go`, `yaml_parser_scan_block_scalar`).

use super::Reader;
use crate::yaml::read::builder::Text;
use crate::yaml::tree::Style;

/// How many of the line breaks at the end stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    /// `-`: none stays.
    Strip,
    /// One stays.
    Clip,
    /// `+`: all stay.
    Keep,
}

impl Reader<'_, '_> {
    /// Reads the text whose `|` or `>` is at the reader's place.
    pub(super) fn block_scalar(&mut self, sign: u8) -> Option<()> {
        let parent = self.indent()?;
        let start = self.at;
        self.at += 1;
        let (mut chomp, mut more_indent) = (Chomp::Clip, None);
        for _ in 0..2 {
            match self.byte(self.at)? {
                sign @ (b'-' | b'+') if chomp == Chomp::Clip => {
                    chomp = if sign == b'-' { Chomp::Strip } else { Chomp::Keep };
                }
                digit @ b'1'..=b'9' if more_indent.is_none() => more_indent = Some(usize::from(digit - b'0')),
                _ => break,
            }
            self.at += 1;
        }
        self.end_line()?;
        let (indent, blank_lines) = match more_indent {
            Some(more) => (parent + more, 0),
            None => self.text_indent(parent)?,
        };
        let mut cooked = self.builder.take_buffer();
        let end = self.lines(sign == b'>', indent, blank_lines, chomp, &mut cooked)?;
        let text = Text::Buffered(self.builder.give_buffer(cooked));
        let style = if sign == b'|' { Style::Literal } else { Style::Folded };
        self.builder.scalar(start as u32, end as u32, style, text, 0);
        Some(())
    }

    /// The column of the first line with text, and the number of blank lines before it. The reader moves to that line.
    fn text_indent(&mut self, parent: usize) -> Option<(usize, usize)> {
        let (mut blank_lines, mut widest) = (0, 0);
        loop {
            let start = self.at;
            self.skip_spaces();
            let column = self.at - start;
            match self.byte(self.at)? {
                b'\n' => self.at += 1,
                b'\r' => self.at += 2,
                b'\t' => return None,
                // The text is empty, or its blanks would set the indentation.
                _ if column <= parent || widest > column => return None,
                _ => {
                    self.at = start;
                    return Some((column, blank_lines));
                }
            }
            widest = widest.max(column);
            blank_lines += 1;
        }
    }

    /// Reads the lines. Returns the end of the last one that is not blank, or declines a text of only blanks.
    fn lines(
        &mut self,
        folded: bool,
        indent: usize,
        blank_lines: usize,
        chomp: Chomp,
        cooked: &mut String,
    ) -> Option<usize> {
        // A last line without its line ending gets one: kubectl splits the stream by lines.
        let mut breaks = blank_lines;
        // Whether a line break is not written yet, because it may be folded.
        let mut pending = false;
        let mut after_indented = false;
        let mut end = None;
        while self.at < self.bytes.len() {
            let line = self.at;
            let at = line + self.spaces(line).min(indent);
            match self.byte(at).filter(|_| at - line < indent) {
                Some(b'\n' | b'\r') | None => {}
                Some(b'\t') => return None,
                Some(_) => break,
            }
            let newline = self.newline(at);
            let stop = newline - usize::from(newline > at && self.bytes[newline - 1] == b'\r');
            self.at = (newline + 1).min(self.bytes.len());
            if at == stop {
                breaks += 1;
                continue;
            }
            let indented = matches!(self.bytes[at], b' ' | b'\t');
            match pending {
                true if folded && !indented && !after_indented => {
                    if breaks == 0 {
                        cooked.push(' ');
                    }
                }
                true => cooked.push('\n'),
                false => {}
            }
            cooked.extend(std::iter::repeat_n('\n', breaks));
            cooked.push_str(&self.text[at..stop]);
            (breaks, pending, after_indented) = (0, true, indented);
            if !self.bytes[at..stop].iter().all(|&byte| byte == b' ') {
                end = Some(stop);
            }
        }
        if pending && chomp != Chomp::Strip {
            cooked.push('\n');
        }
        if chomp == Chomp::Keep {
            cooked.extend(std::iter::repeat_n('\n', breaks));
        }
        end
    }
}
