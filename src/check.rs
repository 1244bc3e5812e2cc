//! One whole check of texts, wherever they came from: judge each file, lint the manifests, say what was left out.

use std::io;

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{self, Outcome};
use crate::origin::Origins;
use crate::report::{Masks, Report, RuleInfo, Skipped, Summary};
use crate::rule::{self, Meta};
use crate::rules;
use crate::settings::Settings;
use crate::source::{FileId, Source, Sources, Span};
use crate::workspace::{Evidence, NO_OBJECT, evidence};

/// The largest file that is read, in bytes; the API server takes objects of about 1.5 MB.
pub const MAX_FILE: u64 = 512 << 20;

/// A file after reading.
pub enum Loaded {
    /// Something to lint, with what is wrong with the reading (offset and message).
    Text(Source, Option<(u32, String)>),
    /// Nothing to lint.
    Skipped(Skipped),
}

/// Judges the bytes of a file, or why there are none.
pub fn load(name: &str, bytes: io::Result<Vec<u8>>) -> Loaded {
    let problem = |message: String| Loaded::Text(Source::new(name.to_owned(), String::new()), Some((0, message)));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return problem(format!("this file cannot be read: {}", reason(&error))),
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return problem("this file is UTF-16: save it as UTF-8".to_owned());
    }
    let (text, wrong) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[at];
            let message = format!("the byte 0x{byte:02X} here is no UTF-8: kubectl refuses the document");
            (replace_invalid(error.into_bytes()), Some((at as u32, message)))
        }
    };
    match evidence(name, &text) {
        Evidence::Other(reason) => Loaded::Skipped(left_out(name, reason)),
        Evidence::Manifest | Evidence::Kustomization => Loaded::Text(Source::new(name.to_owned(), text), wrong),
    }
}

fn left_out(name: &str, reason: &str) -> Skipped {
    Skipped { file: name.to_owned(), reason: reason.to_owned() }
}

/// Every byte that is no UTF-8 becomes one `?`, so all offsets stay.
fn replace_invalid(bytes: Vec<u8>) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// The system's words without its error numbers.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it is not there (any more)".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::FileTooLarge => format!("it is larger than {} MiB", MAX_FILE >> 20),
        _ => error.to_string(),
    }
}

/// What a check found.
pub struct Checked {
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The findings.
    pub outcome: Outcome,
    /// What was looked at and what was left out.
    pub summary: Summary,
}

/// Lints what was loaded. `tick` is called once for each file that is parsed.
pub fn check(loaded: Vec<Loaded>, mut skipped: Vec<Skipped>, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    let mut texts = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for file in loaded {
        match file {
            Loaded::Skipped(left_out) => skipped.push(left_out),
            Loaded::Text(source, problem) => {
                if let Some((at, message)) = problem {
                    let end = (at + 1).min(source.text.len() as u32);
                    let span = Span::new(FileId(texts.len() as u32), at, end);
                    problems.push(lint::said(rules::FILE_UNREADABLE, span, message));
                }
                texts.push(source);
            }
        }
    }
    let sources = Sources::new(texts);
    let outcome = lint::lint(&sources, settings, problems, tick);
    skipped.extend(outcome.without_objects.iter().map(|&file| left_out(&sources.get(file).name, NO_OBJECT)));
    skipped.sort_by(|a, b| a.file.cmp(&b.file));
    let summary = Summary {
        files: outcome.files,
        documents: outcome.documents,
        resources: outcome.resources,
        hidden_infos: outcome.hidden_infos,
        suppressed: outcome.suppressed,
        skipped,
    };
    Checked { sources, outcome, summary }
}

impl Checked {
    /// Gives the findings to a report.
    pub fn report<T>(&self, write: impl FnOnce(&Report<'_>) -> T) -> T {
        let masks = Masks::new(self.outcome.secrets.clone());
        write(&Report {
            sources: &self.sources,
            diagnostics: &self.outcome.diagnostics,
            summary: &self.summary,
            masks: &masks,
            origins: &Origins::default(),
            rule_info: &rule_info,
        })
    }
}

fn rule_info(id: &str) -> RuleInfo {
    let url = rule::url(id);
    match rules::find(id).map(|rule| &rule.meta) {
        Some(&Meta { summary, category, severity, card, .. }) => {
            RuleInfo { summary, category: category.as_str(), severity, card, url }
        }
        None => RuleInfo { summary: "", category: "", severity: Severity::Error, card: "", url },
    }
}
