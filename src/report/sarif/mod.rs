//! SARIF 2.1.0, as GitHub code scanning and many viewers read it.
//!
//! Only rules with findings are described. The names of files are relative URIs, so a report reveals nothing about the
//! machine that made it. There is no `automationDetails`: the program that uploads a report adds the category that its
//! user chose, but only if the report has none.

mod log;

use std::cmp::Reverse;
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::card::{self, Block};
use super::visible::visible;
use super::words::{self, APPROXIMATE, path};
use super::{Place, Report, RuleInfo, Skipped, Unbuilt};
use crate::diagnostic::{Applicability, Confidence, Diagnostic, Fix, Label, Severity};
use crate::source::FileId;

/// The most results in a run that GitHub accepts.
const MAX_RESULTS: usize = 25_000;

/// The most locations of a result that GitHub shows.
const MAX_RELATED: usize = 100;

/// The longest description of a rule that GitHub accepts, in characters.
const MAX_DESCRIPTION: usize = 1_024;

/// How dangerous an exposed secret is, from 0.1 to 10.0. From 7.0 on, GitHub calls it high.
const SECRET: &str = "8.0";

/// Writes one log of one run.
pub fn write(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    let log = log::Log { schema: log::SCHEMA, version: "2.1.0", runs: [run(report)] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn run<'a>(report: &Report<'a>) -> log::Run<'a> {
    let mut shown: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    let left_out = shown.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        shown.sort_by_key(|diagnostic| Reverse(diagnostic.severity));
        shown.truncate(MAX_RESULTS);
    }
    let mut ids: Vec<&str> = shown.iter().map(|diagnostic| diagnostic.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let results = shown.into_iter().map(|diagnostic| {
        let rule = ids.partition_point(|id| *id < diagnostic.rule);
        result(report, diagnostic, rule)
    });
    log::Run {
        tool: log::Tool {
            driver: log::Driver {
                name: words::TOOL,
                information_uri: words::HOME,
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: ids.iter().map(|id| rule(id, (report.rule_info)(id))).collect(),
            },
        },
        invocations: [log::Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications(report, left_out),
        }],
        column_kind: "utf16CodeUnits",
        results: results.collect(),
    }
}

fn unchecked(skipped: &Skipped) -> String {
    let what = match skipped.line {
        None => "This file was".to_owned(),
        Some(line) => format!("The document at line {line} was"),
    };
    format!("{what} not checked: {}.", visible(&skipped.reason))
}

fn partial(unbuilt: &Unbuilt) -> String {
    let Unbuilt { file, line, reason, .. } = unbuilt;
    format!("This kustomization is built in part: {} is not available ({}:{line}).", visible(reason), visible(file))
}

/// Notifications about files that were not checked, and about findings that are not shown.
fn notifications(report: &Report, left_out: usize) -> Vec<log::Notification> {
    let skipped = report.summary.skipped.iter().map(|skipped| log::Notification {
        level: "note",
        message: log::Message { text: unchecked(skipped) },
        locations: vec![log::Location::of_file(uri(&skipped.file))],
    });
    let unbuilt = report.summary.unbuilt.iter().map(|unbuilt| log::Notification {
        level: "note",
        message: log::Message { text: partial(unbuilt) },
        locations: vec![log::Location::of_file(uri(&unbuilt.kustomization))],
    });
    let cut = (left_out > 0).then(|| log::Notification {
        level: "warning",
        message: log::Message {
            text: format!("{left_out} further findings, the least severe, are not in this report."),
        },
        locations: Vec::new(),
    });
    cut.into_iter().chain(skipped).chain(unbuilt).collect()
}

fn rule(id: &str, info: RuleInfo) -> log::Rule {
    let guide = (info.guide)(id);
    let prose = Some(prose(guide)).filter(|prose| !prose.is_empty()).unwrap_or_else(|| info.summary.to_owned());
    let is_secret = info.is_secret();
    let mut tags = vec![info.category];
    // GitHub ignores the number without this tag.
    tags.extend(is_secret.then_some("security"));
    log::Rule {
        id: id.to_owned(),
        short_description: log::Message { text: sentence(info.summary) },
        full_description: log::Message { text: cut(&prose) },
        help: log::Help { text: prose, markdown: guide.to_owned() },
        help_uri: info.url,
        default_configuration: log::Configuration { level: level(info.severity) },
        properties: log::RuleProperties {
            tags,
            precision: "high",
            problem_severity: match info.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
            security_severity: is_secret.then_some(SECRET),
        },
    }
}

/// The paragraphs and lists of a card before its first section. Each paragraph and each item is one line.
fn prose(card: &str) -> String {
    let before_sections = card::blocks(card).into_iter().take_while(|block| !matches!(block, Block::Section(_)));
    let prose = before_sections.filter_map(|block| match block {
        Block::Prose(list) if list.starts_with("- ") => Some(list.replace("\n  ", " ")),
        Block::Prose(paragraph) => Some(paragraph.replace('\n', " ")),
        _ => None,
    });
    prose.collect::<Vec<_>>().join("\n\n")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_DESCRIPTION) {
        None => text.to_owned(),
        Some(_) => text.chars().take(MAX_DESCRIPTION - 1).chain(['…']).collect(),
    }
}

fn result<'a>(report: &Report, diagnostic: &'a Diagnostic, rule: usize) -> log::Result<'a> {
    let place = report.first_line(diagnostic.primary.span);
    let related = &diagnostic.related[..diagnostic.related.len().min(MAX_RELATED)];
    let fix = report.shown_fix(diagnostic).filter(|fix| fix.applicability != Applicability::Manual);
    let logical =
        words::object(diagnostic).map(|name| log::LogicalLocation { fully_qualified_name: name, kind: "resource" });
    log::Result {
        rule_id: diagnostic.rule,
        rule_index: rule,
        level: level(diagnostic.severity),
        rank: diagnostic.confidence.map(rank),
        message: log::Message { text: message(diagnostic, related, place.exact) },
        locations: [log::Location {
            logical_locations: logical.into_iter().collect(),
            ..log::Location::of_place(uri(&place.file), region(&place))
        }],
        related_locations: related.iter().zip(1..).map(|(label, id)| self::related(report, label, id)).collect(),
        partial_fingerprints: log::Fingerprints { bowline: &diagnostic.fingerprint },
        fixes: fix.map(|fix| self::fix(report, fix)).into_iter().collect(),
    }
}

/// The message of a result, in sentences. If there is little room, only the first sentence is shown. GitHub shows only
/// related places to which the message links.
fn message(diagnostic: &Diagnostic, related: &[Label], exact: bool) -> String {
    let mut text = sentence(&unlinked(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!(" Help: {}", sentence(&unlinked(help))));
    }
    if !exact {
        text.push_str(&format!(" Note: {APPROXIMATE}."));
    }
    if !related.is_empty() {
        let links = related.iter().zip(1..).map(|(label, id)| link(&label.message, id));
        text.push_str(&format!(" See {}.", links.collect::<Vec<_>>().join(", ")));
    }
    text
}

fn sentence(text: &str) -> String {
    let text = visible(text);
    if text.ends_with(['.', '!', '?']) { text.into_owned() } else { format!("{text}.") }
}

/// The text with its link syntax escaped.
fn unlinked(text: &str) -> String {
    text.replace("](", "\\](")
}

fn link(text: &str, id: usize) -> String {
    let text = if text.is_empty() { "this place" } else { text };
    let escaped = text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("[{}]({id})", visible(&escaped))
}

fn related(report: &Report, label: &Label, id: usize) -> log::Location {
    let place = report.first_line(label.span);
    let message = (!label.message.is_empty()).then(|| log::Message { text: visible(&label.message).into_owned() });
    log::Location { id: Some(id), message, ..log::Location::of_place(uri(&place.file), region(&place)) }
}

fn fix<'a>(report: &Report, fix: &'a Fix) -> log::Fix<'a> {
    let mut files: Vec<FileId> = fix.edits.iter().map(|edit| edit.span().file).collect();
    files.sort_unstable();
    files.dedup();
    let changes = files.into_iter().map(|file| {
        let edits = fix.edits.iter().filter(|edit| edit.span().file == file);
        let replacements = edits.map(|edit| log::Replacement {
            deleted_region: region(&report.place(edit.span())),
            inserted_content: log::Content { text: edit.text() },
        });
        log::ArtifactChange {
            artifact_location: log::ArtifactLocation { uri: uri(report.files.name(file)) },
            replacements: replacements.collect(),
        }
    });
    let trust = if fix.applicability == Applicability::Safe { "" } else { " (unsafe)" };
    let text = format!("{}{trust}", visible(&fix.title));
    log::Fix { description: log::Message { text: sentence(&text) }, artifact_changes: changes.collect() }
}

fn region(place: &Place) -> log::Region {
    let known = |position: u32| place.exact.then_some(position);
    log::Region {
        start_line: place.start.line,
        start_column: known(place.start.column_utf16),
        end_line: known(place.end.line),
        end_column: known(place.end.column_utf16),
    }
}

/// The confidence from 0 to 100, by which SARIF orders results.
fn rank(confidence: Confidence) -> u8 {
    match confidence {
        Confidence::Low => 25,
        Confidence::Medium => 50,
        Confidence::High => 90,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The characters that a URI path must escape. An unescaped colon would make a scheme of the text before it.
const PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// A name as a URI: relative if the name is relative, otherwise a file URI.
fn uri(name: &str) -> String {
    let encoded = utf8_percent_encode(path(name), &PATH).to_string();
    match name.as_bytes() {
        [b'/', ..] => format!("file://{encoded}"),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => format!("file:///{encoded}"),
        _ => encoded,
    }
}
