//! Syntax errors in a person's words.

use super::builder::{Problem, ProblemKind};
use crate::source::{FileId, Span};

/// The problem at `at`, from what the parser says and from what stands there.
pub(super) fn syntax(file: FileId, text: &str, at: usize, info: &str) -> Problem {
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let width = text[at..].chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    let mut place = at..at + width;
    let message = if let Some(tab) = line[..indent].find('\t') {
        place = line_start + tab..line_start + tab + 1;
        "a tab in the indentation: YAML indents with spaces only".to_owned()
    } else if let Some((start, sign)) = leading_special(line, line_start) {
        place = start..start + sign.len_utf8();
        format!("a plain value cannot start with `{sign}`: quote it")
    } else if info.contains("mapping values are not allowed") {
        "a second `: ` in one line: quote the value, or mend the indentation".to_owned()
    } else {
        format!("this is no YAML: {}", info.trim_end_matches('.'))
    };
    Problem::new(ProblemKind::Syntax, Span::new(file, place.start as u32, place.end as u32), message)
}

/// `key: @daily` and the like: the offset of the sign.
fn leading_special(line: &str, line_start: usize) -> Option<(usize, char)> {
    let content = line.trim_start();
    let value = content.split_once(": ").map(|(_, value)| value).or_else(|| content.strip_prefix("- "))?;
    let value = value.trim_start();
    let sign = value.chars().next().filter(|&c| matches!(c, '@' | '`' | '%') || c == '*' && value.starts_with("*/"))?;
    Some((line_start + line.len() - value.len(), sign))
}

/// A `%` line, at its start.
pub(super) fn directive(file: FileId, text: &str, at: usize) -> Problem {
    let line = text[at..].lines().next().unwrap_or("");
    let span = Span::new(file, at as u32, (at + line.trim_end().len()) as u32);
    Problem::new(ProblemKind::Syntax, span, "kubectl takes no directives: it refuses this document")
        .help("remove the line: kubectl reads YAML 1.1 whatever it says")
}
