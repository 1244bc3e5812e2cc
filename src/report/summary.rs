//! The last lines of the report for people: how much was found in how much, and what was not checked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Report;
use super::human::{BOLD, CYAN, RED, Style, YELLOW};
use super::visible::{one_line, visible};
use crate::diagnostic::Severity;

/// Reasons shown before the rest is only counted.
const MAX_REASONS: usize = 4;

/// One line, and a second one where something was not checked.
pub fn summary(report: &Report, style: Style) -> String {
    let separator = if style.unicode { " · " } else { "; " };
    let mut found = vec![found(report, style)];
    if report.summary.hidden_infos > 0 {
        found.push(format!("{} not shown (--info)", counted(report.summary.hidden_infos, "info")));
    }
    if report.summary.suppressed > 0 {
        found.push(format!("{} suppressed", report.summary.suppressed));
    }
    let mut out = found.join(separator) + "\n";
    if !report.summary.skipped.is_empty() {
        let not_checked = style.paint(BOLD, "not checked:");
        out.push_str(&format!("{not_checked} {}\n", skipped(report, separator)));
    }
    out
}

fn found(report: &Report, style: Style) -> String {
    let (files, resources) = (counted(report.summary.files, "file"), counted(report.summary.resources, "resource"));
    let kinds = [(Severity::Error, RED), (Severity::Warning, YELLOW), (Severity::Info, CYAN)];
    let counts = kinds.map(|(severity, color)| match report.count(severity) {
        0 => None,
        count => Some(style.paint(color, &counted(count, severity.as_str()))),
    });
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    match counts.is_empty() {
        false => format!("{} in {files} ({resources})", counts.join(", ")),
        // "No findings" would be a promise.
        true if report.summary.resources == 0 => format!("nothing to check: no resources in {files}"),
        true => format!("no findings in {resources} ({files})"),
    }
}

/// Reasons with their files: the most frequent first, a lone file by its name.
fn skipped(report: &Report, separator: &str) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skipped in &report.summary.skipped {
        by_reason.entry(&skipped.reason).or_default().push(&skipped.file);
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, files)| Reverse(files.len()));
    let rest: usize = reasons.iter().skip(MAX_REASONS).map(|(_, files)| files.len()).sum();
    let mut parts: Vec<String> = reasons.iter().take(MAX_REASONS).map(|(reason, files)| part(reason, files)).collect();
    if rest > 0 {
        parts.push(format!("{} for other reasons", counted(rest, "file")));
    }
    let all_named = rest == 0 && reasons.iter().all(|(_, files)| files.len() == 1);
    let hint = if all_named { String::new() } else { format!("{separator}--verbose lists them") };
    parts.join(", ") + &hint
}

fn part(reason: &str, files: &[&str]) -> String {
    let what = match files {
        [file] => one_line(file).into_owned(),
        _ => counted(files.len(), "file"),
    };
    format!("{what} ({})", visible(reason))
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
