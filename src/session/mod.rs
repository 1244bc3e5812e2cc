//! One whole check of texts, wherever they came from: judge each file, lint the manifests, say what was left out.

use std::collections::HashSet;
use std::io;

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::settle::{Scope, said};
use crate::lint::{self, Outcome};
use crate::origin::{Origins, Stamp};
use crate::report::{Findings, Report, RuleInfo, Skipped, Summary, Unjudged};
use crate::rule::Meta;
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
    load_at(name, name, bytes)
}

/// The same for a file that has another path in its project than the name that people see.
pub fn load_at(name: &str, path: &str, bytes: io::Result<Vec<u8>>) -> Loaded {
    let source = |text| Source::at(name.to_owned(), path.to_owned(), text);
    let problem = |message: String| Loaded::Text(source(String::new()), Some((0, message)));
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
        Evidence::Manifest | Evidence::Kustomization => Loaded::Text(source(text), wrong),
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
    /// What rendered text was made from, once it was [traced](Checked::trace).
    pub origins: Origins,
}

/// What a run looks at.
#[derive(Default)]
pub struct Input {
    /// Texts that hold no manifests and that findings may point into, such as the configuration. They come first, so
    /// the first of them is `FileId(0)`.
    pub own: Sources,
    /// What was found while they were read.
    pub problems: Vec<Diagnostic>,
    /// Files, in the order of reports.
    pub loaded: Vec<Loaded>,
    /// Names of the files whose findings are wanted; none for all.
    pub targets: Option<HashSet<String>>,
    /// Files that were seen and not read.
    pub skipped: Vec<Skipped>,
    /// What else there is to know. Its targets are filled in here.
    pub scope: Scope,
}

/// Lints what was loaded. `tick` is called once for each file that is parsed.
pub fn check(loaded: Vec<Loaded>, skipped: Vec<Skipped>, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    run(Input { loaded, skipped, ..Input::default() }, settings, tick)
}

/// The same with all that a project may bring along.
pub fn run(input: Input, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Checked {
    let Input { own: mut sources, mut problems, loaded, targets, mut skipped, mut scope } = input;
    let is_target = |name: &str| targets.as_ref().is_none_or(|targets| targets.contains(name));
    let own = sources.len() as u32;
    for file in loaded {
        match file {
            Loaded::Skipped(left_out) if is_target(&left_out.file) => skipped.push(left_out),
            Loaded::Skipped(_) => {}
            Loaded::Text(source, problem) => {
                let source = sources.add(source);
                if let Some((at, message)) = problem {
                    let end = (at + 1).min(source.text.len() as u32);
                    let span = Span::new(source.id(), at, end);
                    problems.push(said(&rules::yaml::file_unreadable::RULE, span, message));
                }
            }
        }
    }
    let files: Vec<FileId> = (own..sources.len() as u32).map(FileId).collect();
    scope.targets =
        targets.as_ref().map(|_| sources.iter().filter(|(_, file)| is_target(&file.name)).map(|(id, _)| id).collect());
    let outcome = lint::lint(&sources, &files, settings, scope, problems, tick);
    skipped.extend(outcome.without_objects.iter().map(|&file| left_out(&sources.get(file).name, NO_OBJECT)));
    skipped.sort_by(|a, b| a.file.cmp(&b.file));
    let summary = Summary {
        files: outcome.files,
        documents: outcome.documents,
        resources: outcome.resources,
        context: outcome.context,
        hidden_infos: outcome.hidden.infos,
        suppressed: outcome.hidden.suppressed,
        known: outcome.hidden.known,
        without_schema: outcome.coverage.without.iter().map(unjudged).collect(),
        rules: outcome.coverage.rules,
        skipped,
    };
    Checked { sources, outcome, summary, origins: Origins::default() }
}

fn unjudged(((api_version, kind), &count): (&(String, String), &usize)) -> Unjudged {
    Unjudged { api_version: api_version.clone(), kind: kind.clone(), count }
}

impl Checked {
    /// Traces the findings in rendered text to what it was made from. `find` looks for the file of a stamp: its name
    /// and its text.
    pub fn trace(&mut self, find: &dyn Fn(&Stamp) -> Option<(String, String)>) {
        let labels = self.outcome.diagnostics.iter().flat_map(Diagnostic::labels);
        self.origins = Origins::new(&self.sources, labels.map(|label| label.span), find);
    }

    /// Gives the findings to a report.
    pub fn report<T>(&self, write: impl FnOnce(&Report<'_>) -> T) -> T {
        let findings = Findings {
            sources: &self.sources,
            diagnostics: &self.outcome.diagnostics,
            summary: &self.summary,
            secrets: &self.outcome.secrets,
            origins: &self.origins,
            rule_info: &rule_info,
        };
        findings.report(write)
    }
}

fn rule_info(id: &str) -> RuleInfo {
    let url = rules::url(id);
    match rules::find(id).map(|rule| &rule.meta) {
        Some(&Meta { summary, category, severity, card, .. }) => {
            RuleInfo { summary, category: category.as_str(), severity, card, url }
        }
        None => RuleInfo { summary: "", category: "", severity: Severity::Error, card: "", url },
    }
}
