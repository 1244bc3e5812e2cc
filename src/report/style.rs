//! The appearance of a report for people: colours, links, line lengths.

use super::visible::visible;
use super::width::wrapped;
use crate::diagnostic::Severity;

/// The longest line of prose. Longer lines are hard to read, even in a wide terminal.
const MAX_PROSE: usize = 110;

/// The abilities of the terminal, and the wishes of the reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Whether to use colours. Without them no escape sequence is written.
    pub color: bool,
    /// Whether to use line-drawing characters instead of ASCII.
    pub unicode: bool,
    /// The number of columns. Longer source lines are cut.
    pub width: usize,
    /// Whether to break sentences between words to fit the width. Otherwise each is one line, easy to find with `grep`.
    pub wrap: bool,
    /// Whether rule ids are links to their cards. Needs `color`.
    pub links: bool,
    /// Whether to list every place, and every file that was not checked.
    pub verbose: bool,
    /// Whether to write only findings.
    pub quiet: bool,
}

pub(super) const BOLD: &str = "1";
pub(super) const DIM: &str = "2";
pub(super) const RED: &str = "1;31";
/// The colour of a removed line, next to an added line in [`GREEN`].
pub(super) const REMOVED: &str = "31";
pub(super) const YELLOW: &str = "1;33";
pub(super) const CYAN: &str = "36";
pub(super) const GREEN: &str = "32";

pub(super) fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => CYAN,
    }
}

impl Style {
    /// The text in a colour, if colours are on.
    pub(super) fn paint(self, color: &str, text: &str) -> String {
        if self.color { format!("\x1b[{color}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// The text as a link, if links are on.
    pub(super) fn link(self, url: &str, text: &str) -> String {
        match self.color && self.links {
            true => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", visible(url)),
            false => text.to_owned(),
        }
    }

    /// The lines of a sentence. `first` columns come before the first line, and `indent` columns before the others.
    pub(super) fn lines(self, text: &str, first: usize, indent: usize) -> Vec<String> {
        match self.wrap {
            true => wrapped(text, self.width.min(MAX_PROSE), first, indent),
            false => text.lines().map(str::to_owned).collect(),
        }
    }

    /// One sentence with a line feed at its end. Lines after the first are indented.
    pub(super) fn sentence(self, text: &str) -> String {
        self.lines(text, 0, 2).join("\n  ") + "\n"
    }
}
