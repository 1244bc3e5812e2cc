//! How a report for people looks: colours, links, line lengths.

use super::visible::visible;
use super::width::wrapped;
use crate::diagnostic::Severity;

/// Prose in longer lines is hard to read, however wide the terminal.
const MAX_PROSE: usize = 110;

/// What the reader can see, and wants to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Colours; without them no escape sequence at all is written.
    pub color: bool,
    /// Line-drawing characters instead of ASCII.
    pub unicode: bool,
    /// Columns; longer source lines are cut.
    pub width: usize,
    /// Sentences are broken between words to fit the width; else each is one line, easy to find with `grep`.
    pub wrap: bool,
    /// Rule ids are links to their cards; needs `color`.
    pub links: bool,
    /// Every place is listed, and every file that was not checked.
    pub verbose: bool,
    /// Nothing but findings is written.
    pub quiet: bool,
}

pub(super) const BOLD: &str = "1";
pub(super) const DIM: &str = "2";
pub(super) const RED: &str = "1;31";
/// A line that goes, next to one in [`GREEN`] that comes.
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
    /// The text in a colour, where there are colours.
    pub(super) fn paint(self, color: &str, text: &str) -> String {
        if self.color { format!("\x1b[{color}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// The text as a link, where there are links.
    pub(super) fn link(self, url: &str, text: &str) -> String {
        match self.color && self.links {
            true => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", visible(url)),
            false => text.to_owned(),
        }
    }

    /// The lines of a sentence: the first is to stand behind `first` columns, the others behind `indent`.
    pub(super) fn lines(self, text: &str, first: usize, indent: usize) -> Vec<String> {
        match self.wrap {
            true => wrapped(text, self.width.min(MAX_PROSE), first, indent),
            false => text.lines().map(str::to_owned).collect(),
        }
    }

    /// One sentence with a line feed at its end, further lines indented.
    pub(super) fn sentence(self, text: &str) -> String {
        self.lines(text, 0, 2).join("\n  ") + "\n"
    }
}
