//! The report for people: one sentence, the lines that matter, and the advice.
//!
//! miette draws the lines and the labels. bowline writes the words around them.

use std::fmt;
use std::io;

use super::Report;
use super::excerpt::{MAX_LABELS, Window, shown};
use super::group::groups;
use super::shown_fix::fix;
use super::snippet::Snippet;
use super::style::{BOLD, CYAN, DIM, GREEN};
use super::summary::{counted, summary};
use super::visible::visible;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;
use crate::source::Origin;

pub use super::style::Style;
pub(super) use super::style::color;

/// Columns before the text of a remark.
const REMARK: usize = 8;

/// Writes all findings, with findings that say the same only once. The summary of what was checked follows.
pub fn write(out: &mut dyn io::Write, report: &Report, style: Style) -> io::Result<()> {
    let groups = groups(report);
    for group in &groups {
        let text = finding(report, group.first, style).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        for (word, text) in group.remarks(report, style) {
            out.write_all(remark(word, CYAN, &text, style).as_bytes())?;
        }
        out.write_all(b"\n")?;
    }
    if style.quiet {
        return Ok(());
    }
    out.write_all(summary(report, style).as_bytes())?;
    match groups.iter().any(|group| group.is_cut(report, style)) {
        true => writeln!(out, "{}", style.paint(DIM, "every place: --verbose")),
        false => Ok(()),
    }
}

/// One finding, as [`write()`] shows it.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn finding(report: &Report, diagnostic: &Diagnostic, style: Style) -> Result<String, fmt::Error> {
    let mut out = heading(report, diagnostic, style);
    let snippets = snippets(report, diagnostic, style);
    let digits = snippets.iter().map(Snippet::digits).max().unwrap_or_default();
    for snippet in &snippets {
        let indent = " ".repeat(digits - snippet.digits());
        for line in snippet.draw(diagnostic.severity, style)?.lines() {
            out.extend([&indent, line, "\n"]);
        }
    }
    let left_out = diagnostic.labels().count().saturating_sub(MAX_LABELS);
    if left_out > 0 {
        let places = counted(left_out, "further place");
        out.push_str(&remark("also:", CYAN, &format!("{places}, not shown"), style));
    }
    if let Some(origin) = origin(report, diagnostic) {
        out.push_str(&remark("from:", CYAN, &origin, style));
    }
    let fix = fix(report, diagnostic);
    // If the title of the fix equals the help, the line for the fix already shows it.
    let is_title = |help: &str| fix.is_some() && diagnostic.fix.as_ref().is_some_and(|fix| fix.title == help);
    if let Some(help) = diagnostic.help.as_ref().filter(|help| !is_title(help)) {
        out.push_str(&remark("help:", CYAN, help, style));
    }
    if let Some((fix, lines)) = fix {
        out.push_str(&remark("fix:", GREEN, &fix, style));
        for line in lines {
            out.extend([" ".repeat(REMARK).as_str(), &line, "\n"]);
        }
    }
    Ok(tidy(&out))
}

fn heading(report: &Report, diagnostic: &Diagnostic, style: Style) -> String {
    let (severity, rule) = (diagnostic.severity.as_str(), diagnostic.rule);
    let linked = style.link(&(report.rule_info)(rule).url, rule);
    let name = style.paint(color(diagnostic.severity), &format!("{severity}[{linked}]"));
    let before = severity.len() + rule.len() + "[]: ".len();
    let sure = diagnostic.confidence.map(|sure| format!(" ({} confidence)", sure.as_str())).unwrap_or_default();
    let lines = style.lines(&format!("{}{sure}", visible(&diagnostic.message)), before, 2);
    let lines: Vec<String> = lines.iter().map(|line| style.paint(BOLD, line)).collect();
    format!("{name}: {}\n", lines.join("\n  "))
}

/// The primary file, then every other file in the order of its first label.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files = Vec::new();
    for file in shown(diagnostic).map(|label| label.span.file) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// The snippets to show. The snippet with the primary label comes first.
fn snippets<'a>(report: &Report, diagnostic: &'a Diagnostic, style: Style) -> Vec<Snippet<'a>> {
    let width = style.width.clamp(40, 240);
    let positions = shown(diagnostic).map(|label| report.files.positions(label.span));
    let (lines, has_long) = positions
        .fold((1, false), |(lines, has_long), (start, end)| (lines.max(end.line), has_long || start.line < end.line));
    // Next to a line are its number and the frame, and the arrow of a label over several lines.
    let frame = lines.to_string().len() + 4 + if has_long { 4 } else { 0 };
    let window = Window {
        whole: width - frame,
        columns: width - frame - 2 * if style.unicode { 1 } else { 3 },
        squeeze: style.wrap,
        ellipsis: if style.unicode { "…" } else { "..." },
    };
    let in_file = |file| {
        let excerpts = report.files.excerpts(file, diagnostic, window).into_iter();
        excerpts.map(move |excerpt| Snippet::new(report.files.name(file), excerpt, style))
    };
    files(diagnostic).into_iter().flat_map(in_file).collect()
}

/// The origin of the first place, if it was rendered. Other places may have other origins, which are not shown here.
fn origin(report: &Report, diagnostic: &Diagnostic) -> Option<String> {
    let Origin { file, line } = report.origin(diagnostic.primary.span)?;
    Some(match line {
        Some(line) => format!("{file}:{line} (approximate: this text was rendered)"),
        None => format!("{file} (this text was rendered)"),
    })
}

/// `  help: text`, with further lines below the first word of the text.
fn remark(word: &str, color: &str, text: &str, style: Style) -> String {
    let indent = " ".repeat(REMARK);
    let lines = style.lines(&visible(text), REMARK, REMARK);
    let before = " ".repeat(REMARK - 1 - word.len());
    format!("{before}{} {}\n", style.paint(color, word), lines.join(&format!("\n{indent}")))
}

/// The text without empty lines, and without spaces at the ends of lines.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}
