//! The report of fixes that were applied: a line for each, and how many there are.

use super::Report;
use super::shown_fix;
use super::summary::counted;
use super::visible::one_line;
use crate::diagnostic::Severity;

/// A line on the fix of the finding at a place of the report's list: where it was found, by which rule, and what was done.
pub fn line(report: &Report, index: usize) -> String {
    let Some(found) = report.diagnostics.get(index) else { return String::new() };
    let place = report.place(found.primary.span);
    let (line, column) = (place.start.line, place.start.column);
    // What cannot be told without a secret is told by the finding.
    let what = shown_fix::fix(report, found).map_or_else(|| found.message.clone(), |(title, _)| title);
    format!("{}:{line}:{column}: fixed[{}] {}", one_line(&place.file), found.rule, one_line(&what))
}

/// What a person has to do for the fix of the finding at a place of the report's list.
pub fn note(report: &Report, index: usize) -> Option<String> {
    let found = report.diagnostics.get(index)?;
    let needs = found.fix.as_ref()?.needs.as_ref()?;
    let place = report.place(found.primary.span);
    Some(format!("note: {}: {}", one_line(&place.file), one_line(needs)))
}

/// How many findings were fixed, in how many files, and what is left.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Whether nothing is written, as with `--dry-run`.
    pub dry: bool,
    /// Findings whose fix was applied.
    pub fixed: usize,
    /// Files that changed.
    pub files: usize,
    /// Findings that are left and have an unsafe fix that could be applied.
    pub unsafe_left: usize,
}

/// The last line.
pub fn summary(report: &Report, counts: Counts) -> String {
    let verb = if counts.dry { "would fix" } else { "fixed" };
    let fixed = match counts.fixed {
        0 => "nothing to fix".to_owned(),
        fixed => format!("{verb} {} in {}", counted(fixed, "finding"), counted(counts.files, "file")),
    };
    let left = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (report.count(severity), severity));
    let left: Vec<String> = left
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| counted(*count, severity.as_str()))
        .collect();
    if counts.fixed == 0 && left.is_empty() {
        return format!("{fixed}\n");
    }
    let left = if left.is_empty() { "nothing left".to_owned() } else { format!("{} left", left.join(", ")) };
    let more = match counts.unsafe_left {
        0 => String::new(),
        count => format!(" · {count} fixable with `--unsafe-fixes`"),
    };
    format!("{fixed} · {left}{more}\n")
}
