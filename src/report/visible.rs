//! Makes text from files and messages safe to print on a terminal.
//!
//! Escape sequences, bidirectional controls and zero-width characters are spelled out as `<U+202E>`. A reader must see
//! them, and a terminal must not execute them.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with all invisible characters spelled out. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_visible(&mut out, c);
    }
    Cow::Owned(out)
}

/// The text on one line: line breaks are also spelled out.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        lines if lines.contains('\n') => Cow::Owned(lines.replace('\n', "<U+000A>")),
        line => line,
    }
}

/// Appends one character, spelled out if it is invisible.
pub(super) fn push_visible(out: &mut String, c: char) {
    if is_invisible(c) {
        // Writing to a string cannot fail.
        let _ = write!(out, "<U+{:04X}>", c as u32);
    } else {
        out.push(c);
    }
}

/// Whether a character is invisible, or a terminal would execute it.
pub(super) fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{feff}' => true,
        // Hangul fillers are blank.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        // Zero width, directional marks, separators, embeddings, isolates.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        // Interlinear annotations; noncharacters and characters that XML forbids; language tags, which can contain
        // hidden text.
        '\u{fff9}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}
