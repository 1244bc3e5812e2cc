//! The report for people: one sentence, the lines that matter, what to do.
//!
//! miette draws the lines and the labels. The words around them are ours: short, and each of them easy to find with
//! `grep`, so nothing is wrapped.

use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use super::Report;
use super::excerpt::{Excerpt, Mark, Window, excerpts};
use super::summary;
use super::visible::visible;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::source::FileId;

/// A new text up to this many characters is shown beside the title of its fix.
const SHORT: usize = 60;

/// What the terminal can do.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Colours; without them no escape sequence at all is written.
    pub color: bool,
    /// Line-drawing characters instead of ASCII.
    pub unicode: bool,
    /// Columns; longer source lines are cut.
    pub width: usize,
    /// Rule ids are links to their cards; needs `color`.
    pub links: bool,
}

/// Writes all findings, then what was checked and what was not.
pub fn write(out: &mut dyn io::Write, report: &Report, style: Style) -> io::Result<()> {
    for diagnostic in report.diagnostics {
        let text = finding(report, diagnostic, style).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
    }
    out.write_all(summary::summary(report, style).as_bytes())
}

/// One finding and an empty line.
fn finding(report: &Report, diagnostic: &Diagnostic, style: Style) -> Result<String, fmt::Error> {
    let mut out = heading(report, diagnostic, style);
    let snippets = snippets(report, diagnostic, style);
    let digits = snippets.iter().map(Snippet::digits).max().unwrap_or_default();
    for snippet in &snippets {
        let indent = " ".repeat(digits - snippet.digits());
        for line in snippet.draw(diagnostic.severity, style)?.lines() {
            out.extend([&indent, line, "\n"]);
        }
    }
    if let Some(help) = &diagnostic.help {
        remark(&mut out, &style.paint(CYAN, "help:"), 2, help);
    }
    if let Some(fix) = &diagnostic.fix {
        remark(&mut out, &style.paint(GREEN, "fix:"), 3, &describe(report, fix));
    }
    Ok(tidy(&out))
}

fn heading(report: &Report, diagnostic: &Diagnostic, style: Style) -> String {
    let severity = diagnostic.severity;
    let rule = match style.color && style.links {
        true => link(&(report.rule_info)(diagnostic.rule).url, diagnostic.rule),
        false => diagnostic.rule.to_owned(),
    };
    let name = style.paint(color(severity), &format!("{}[{rule}]", severity.as_str()));
    format!("{name}: {}\n", style.paint(BOLD, &visible(&diagnostic.message)))
}

/// The primary file, then each further one in the order of its first label.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files = Vec::new();
    for file in diagnostic.files() {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// The lines to show, those of the primary label first.
fn snippets<'a>(report: &Report, diagnostic: &'a Diagnostic, style: Style) -> Vec<Snippet<'a>> {
    let in_file = |file| {
        let source = report.sources.get(file);
        let excerpts = excerpts(source, file, report.masks, diagnostic, style.window()).into_iter();
        excerpts.map(|excerpt| Snippet { name: visible(&source.name).into_owned(), excerpt })
    };
    files(diagnostic).into_iter().flat_map(in_file).collect()
}

/// Appends `  help: text`, further lines below the first word.
fn remark(out: &mut String, word: &str, indent: usize, text: &str) {
    out.push_str(&" ".repeat(indent));
    out.push_str(word);
    for (index, line) in visible(text).lines().enumerate() {
        out.push_str(if index == 0 { " " } else { "        " });
        out.push_str(line);
        out.push('\n');
    }
}

/// The title of a fix, the new text where it is short, and how far to trust it.
fn describe(report: &Report, fix: &Fix) -> String {
    let text = match fix.edits.as_slice() {
        [edit] if !report.rewrites_secret(fix) => edit.text.trim(),
        _ => "",
    };
    let is_news = !text.is_empty() && !fix.title.contains(text);
    let is_short = !text.contains('\n') && text.chars().nth(SHORT).is_none();
    let text = if is_news && is_short { format!(": `{text}`") } else { String::new() };
    let trust = match fix.applicability {
        Applicability::Safe => "",
        Applicability::Unsafe => " (unsafe)",
        Applicability::Manual => " (manual)",
    };
    format!("{}{text}{trust}", fix.title)
}

/// Without spaces at line ends; ends with exactly one empty line.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out
}

pub(super) const BOLD: &str = "1";
pub(super) const RED: &str = "1;31";
pub(super) const YELLOW: &str = "1;33";
pub(super) const CYAN: &str = "36";
const GREEN: &str = "32";

/// What a severity is painted in.
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

    fn window(self) -> Window {
        // What is left beside line numbers and frame.
        let columns = self.width.clamp(60, 240) - 12;
        Window { columns, ellipsis: if self.unicode { "…" } else { "..." } }
    }
}

fn link(url: &str, text: &str) -> String {
    format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", visible(url))
}

/// With these context lines miette asks for what it draws, with none for the place that it names above.
const ALL: usize = 1;

/// An excerpt as miette wants it.
#[derive(Debug)]
struct Snippet<'a> {
    name: String,
    excerpt: Excerpt<'a>,
}

impl Snippet<'_> {
    fn draw(&self, severity: Severity, style: Style) -> Result<String, fmt::Error> {
        let handler = GraphicalReportHandler::new_themed(self.theme(severity, style))
            .with_context_lines(ALL)
            .with_wrap_lines(false)
            .without_syntax_highlighting();
        let mut text = String::new();
        handler.render_report(&mut text, self)?;
        // Above the frame stands the message, which is empty: the heading is ours.
        Ok(text.trim_start_matches('\n').to_owned())
    }

    /// The primary label in the colour of the severity, the others in a quiet one.
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

    /// Width of the line numbers.
    fn digits(&self) -> usize {
        (self.excerpt.line + self.excerpt.rows).to_string().len()
    }
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
        Some(Box::new(self.excerpt.marks.iter().map(|mark| {
            let message = Some(visible(mark.message).into_owned()).filter(|message| !message.is_empty());
            let range = mark.range.clone();
            match mark.primary {
                true => LabeledSpan::new_primary_with_span(message, range),
                false => LabeledSpan::new_with_span(message, range),
            }
        })))
    }
}

impl SourceCode for Snippet<'_> {
    /// Always the whole excerpt; for the name above it the true place of the label.
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
