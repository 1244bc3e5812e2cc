//! Places in the editor's units: 0-based lines, and columns in the encoding that both sides agreed on.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{Source, Span};

/// The unit of columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, which every editor knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// UTF-8 if the editor offers it, because offsets then need no conversion.
    pub fn agreed(offered: &[PositionEncodingKind]) -> Encoding {
        match offered.contains(&PositionEncodingKind::UTF8) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    /// The name of the encoding in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// The place of an offset.
    pub fn position(self, source: &Source, offset: u32) -> Position {
        let place = source.position(offset);
        let character = match self {
            Encoding::Utf8 => offset.saturating_sub(source.line_range(place.line as usize - 1).start),
            Encoding::Utf16 => place.column_utf16 - 1,
        };
        Position { line: place.line - 1, character }
    }

    /// The place of a span.
    pub fn range(self, source: &Source, span: Span) -> Range {
        Range { start: self.position(source, span.start), end: self.position(source, span.end) }
    }

    /// The offset of a place. A place after the end of its line is the end of the line. A place after the last line is
    /// the end of the text. A place within a character is the start of the character.
    pub fn offset(self, source: &Source, at: Position) -> u32 {
        match self {
            Encoding::Utf16 => source.offset_utf16(at.line.saturating_add(1), at.character.saturating_add(1)),
            Encoding::Utf8 => {
                let line = source.line_range(at.line as usize);
                let mut offset = line.start.saturating_add(at.character).min(line.end);
                while !source.text.is_char_boundary(offset as usize) {
                    offset -= 1;
                }
                offset
            }
        }
    }
}
