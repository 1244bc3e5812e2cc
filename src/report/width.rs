//! Columns: how much room text takes, and text broken to fit into it.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::visible::is_invisible;

/// Prose is never squeezed into fewer columns.
pub(super) const MIN_PROSE: usize = 20;

/// miette draws a tab up to the next multiple of this.
const TAB: usize = 4;

/// Columns of a character at a column, as it is shown.
pub(super) fn of_char(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB - column % TAB,
        // `<U+202E>`
        _ if is_invisible(c) => 8,
        _ => display_width(c.encode_utf8(&mut [0; 4])),
    }
}

/// Columns of a line as it is shown.
pub(super) fn of(text: &str) -> usize {
    text.chars().fold(0, |column, c| column + of_char(c, column))
}

/// The lines of a text: the first comes after `first` columns, the others after `indent`. It is broken at spaces only,
/// so names, paths and fields stay whole.
pub(super) fn wrapped(text: &str, width: usize, first: usize, indent: usize) -> Vec<String> {
    let (initial, subsequent) = (" ".repeat(first), " ".repeat(indent));
    let options = Options::new(width.max(first.max(indent) + MIN_PROSE))
        .initial_indent(&initial)
        .subsequent_indent(&subsequent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    let indents = std::iter::once(first).chain(std::iter::repeat(indent));
    lines.iter().zip(indents).map(|(line, indent)| line.get(indent..).unwrap_or_default().to_owned()).collect()
}
