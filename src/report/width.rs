//! Computes the columns that text takes, and breaks text to fit into columns.

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::visible::is_invisible;

/// The minimum number of columns for prose.
pub(super) const MIN_PROSE: usize = 20;

/// miette extends a tab to the next multiple of this.
const TAB: usize = 4;

/// The columns of a character at a column, as it is shown.
pub(super) fn of_char(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB - column % TAB,
        // `<U+202E>`
        _ if is_invisible(c) => 8,
        _ => display_width(c.encode_utf8(&mut [0; 4])),
    }
}

/// The columns of a line, as it is shown.
pub(super) fn of(text: &str) -> usize {
    text.chars().fold(0, |column, c| column + of_char(c, column))
}

/// Code of at most this many columns stays on one line.
const MAX_CODE: usize = 32;

/// The lines of a text. `first` columns come before the first line, and `indent` columns before the others. Lines are
/// broken only at spaces, so names, paths and fields stay whole.
pub(super) fn wrapped(text: &str, width: usize, first: usize, indent: usize) -> Vec<String> {
    let (initial, subsequent) = (" ".repeat(first), " ".repeat(indent));
    let options = Options::new(width.max(first.max(indent) + MIN_PROSE))
        .initial_indent(&initial)
        .subsequent_indent(&subsequent)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, options);
    let indents = std::iter::once(first).chain(std::iter::repeat(indent));
    lines.iter().zip(indents).map(|(line, indent)| line.get(indent..).unwrap_or_default().to_owned()).collect()
}

/// The words of a line, each with the spaces after it. Short code in backticks is one word.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut words = Vec::new();
    let (mut start, mut end) = (0, 0);
    for word in WordSeparator::AsciiSpace.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        // Code that is still open after the word, up to where it ends.
        let ticks = line[start..end].matches('`').count();
        let last = line[start..end].rfind('`').filter(|_| ticks % 2 == 1);
        let code = last.and_then(|at| line[start + at + 1..].split_once('`'));
        if code.is_none_or(|(code, _)| of(code) > MAX_CODE) {
            words.push(Word::from(&line[start..end]));
            start = end;
        }
    }
    Box::new(words.into_iter())
}
