//! An excerpt as miette draws it.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use super::excerpt::{Excerpt, Mark};
use super::style::Style;
use super::visible::visible;
use super::width;
use crate::diagnostic::Severity;

/// The number of context lines. With them miette reads the lines to draw; without them it reads the place for the name
/// above.
const ALL: usize = 1;

/// Columns that miette puts before a line in addition to its number.
const FRAME: usize = 4;

/// Columns from the middle of a label's line to its text.
const STEM: usize = 4;

/// Lines of one file under its name.
#[derive(Debug)]
pub(super) struct Snippet<'a> {
    name: String,
    excerpt: Excerpt<'a>,
    /// The texts of the labels, broken into lines.
    messages: Vec<String>,
}

impl<'a> Snippet<'a> {
    pub(super) fn new(name: &str, excerpt: Excerpt<'a>, style: Style) -> Self {
        let digits = digits(&excerpt);
        let message = |mark: &Mark| {
            let text = visible(mark.message);
            match style.wrap {
                true => {
                    let before = digits + FRAME + excerpt.middle(mark) + STEM;
                    width::wrapped(&text, style.width, before, before).join("\n")
                }
                false => text.into_owned(),
            }
        };
        let messages = excerpt.marks.iter().map(message).collect();
        Self { name: visible(name).into_owned(), excerpt, messages }
    }

    pub(super) fn draw(&self, severity: Severity, style: Style) -> Result<String, fmt::Error> {
        let handler = GraphicalReportHandler::new_themed(self.theme(severity, style))
            .with_context_lines(ALL)
            .with_wrap_lines(false)
            .without_syntax_highlighting();
        let mut text = String::new();
        handler.render_report(&mut text, self)?;
        // The message above the frame is empty, because bowline writes the heading.
        Ok(text.trim_start_matches('\n').to_owned())
    }

    /// The theme: the primary label in the colour of the severity, the others in a quiet one.
    fn theme(&self, severity: Severity, style: Style) -> GraphicalTheme {
        let mut theme = match (style.unicode, style.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        let (loud, quiet) = match severity {
            Severity::Error => (theme.styles.error, theme.styles.advice),
            Severity::Warning => (theme.styles.warning, theme.styles.advice),
            Severity::Info => (theme.styles.advice, theme.styles.linum),
        };
        let marks = self.excerpt.marks.iter();
        theme.styles.highlights = marks.map(|mark| if mark.primary { loud } else { quiet }).collect();
        theme
    }

    /// The width of the line numbers.
    pub(super) fn digits(&self) -> usize {
        digits(&self.excerpt)
    }
}

fn digits(excerpt: &Excerpt<'_>) -> usize {
    (excerpt.line + excerpt.rows).to_string().len()
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl miette::Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks.iter().zip(&self.messages).map(|(mark, message)| {
            let message = Some(message.clone()).filter(|message| !message.is_empty());
            let range = mark.range.clone();
            match mark.primary {
                true => LabeledSpan::new_primary_with_span(message, range),
                false => LabeledSpan::new_with_span(message, range),
            }
        })))
    }
}

impl SourceCode for Snippet<'_> {
    /// Always returns the whole excerpt. For the name above it, the position is the true place of the label.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Excerpt { text, line, rows, marks } = &self.excerpt;
        let is_named = |mark: &&Mark| before < ALL && SourceSpan::from(mark.range.clone()) == *span;
        let named = marks.iter().filter(is_named).max_by_key(|mark| mark.primary);
        let (line, column) = named
            .map_or((*line, 0), |Mark { position, .. }| (position.line as usize - 1, position.column as usize - 1));
        let whole = (0..text.len()).into();
        let contents = MietteSpanContents::new_named(self.name.clone(), text.as_bytes(), whole, line, column, *rows);
        Ok(Box::new(contents))
    }
}
