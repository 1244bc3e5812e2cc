//! The appearance of a finding's fix.

use super::{Report, moved};
use crate::diagnostic::{Applicability, Diagnostic, Fix};

/// The most characters of a new text that is shown next to the title of its fix.
const SHORT: usize = 60;

/// The line about the fix of a finding, and the new form of the lines that it changes. Returns `None` if no fix is
/// shown.
pub(super) fn fix(report: &Report, diagnostic: &Diagnostic) -> Option<(String, Vec<String>)> {
    let fix = report.shown_fix(diagnostic)?;
    Some((describe(fix), moved::lines(report, fix)))
}

/// The title of a fix, its new text if that is short, and how far to trust it.
fn describe(fix: &Fix) -> String {
    let text = match &*fix.edits {
        [edit] => edit.text().trim(),
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
