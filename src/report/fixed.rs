//! The report of applied fixes: one line for each, and their number.

use super::Report;
use super::shown_fix;
use super::summary::counted;
use super::visible::one_line;
use crate::diagnostic::Severity;

/// The line about the fix of a finding: its place, its rule, and the change. `index` is its position in the report's
/// list.
pub fn line(report: &Report, index: usize) -> String {
    let Some(found) = report.diagnostics.get(index) else { return String::new() };
    let place = report.place(found.primary.span);
    let (line, column) = (place.start.line, place.start.column);
    // If the change cannot be described without a secret, the line shows the message of the finding.
    let what = shown_fix::fix(report, found).map_or_else(|| found.message.clone(), |(title, _)| title);
    format!("{}:{line}:{column}: fixed[{}] {}", one_line(&place.file), found.rule, one_line(&what))
}

/// The note about what a person must do for the fix of a finding. `index` is its position in the report's list.
pub fn note(report: &Report, index: usize) -> Option<String> {
    let found = report.diagnostics.get(index)?;
    let needs = found.fix.as_ref()?.needs.as_ref()?;
    let place = report.place(found.primary.span);
    Some(format!("note: {}: {}", one_line(&place.file), one_line(needs)))
}

/// The number of fixed findings, of changed files, and of remaining findings.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Whether no file is written, as with `--dry-run`.
    pub dry: bool,
    /// Findings whose fix was applied.
    pub fixed: usize,
    /// Files that changed.
    pub files: usize,
    /// Remaining findings with an unsafe fix that could be applied.
    pub unsafe_left: usize,
}

/// The last line of the report.
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
