//! A baseline: the findings that a project had when it began to look. Only new ones are reported.

use std::collections::HashMap;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, ObjectName};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{self, Node};

/// The file's usual name.
pub const FILE_NAME: &str = "bowline-baseline.json";

/// One known finding.
#[derive(Debug)]
pub struct Entry {
    /// The finding's name.
    pub fingerprint: String,
    /// The rule that made it.
    pub rule: String,
    /// The path of its file in the project.
    pub file: String,
    /// Where the entry stands.
    pub span: Span,
    used: bool,
}

/// The findings that are known.
#[derive(Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    by_fingerprint: HashMap<String, usize>,
}

impl Baseline {
    /// Reads a baseline; what cannot be understood comes back with its place.
    pub fn read(sources: &Sources, file: FileId) -> (Baseline, Vec<(Span, String)>) {
        let (mut baseline, mut wrong) = (Baseline::default(), Vec::new());
        let parsed = yaml::parse(sources, file);
        let start = Span::new(file, 0, 0);
        let Some(document) = parsed.documents.first() else {
            return (baseline, vec![(start, "this baseline is empty: `bowline baseline` writes one".to_owned())]);
        };
        wrong.extend(document.problems.iter().map(|problem| (problem.span, problem.message.clone())));
        let root = document.tree.root();
        let findings = root.and_then(|root| root.get("findings")).filter(|list| list.is_sequence());
        let is_known = root.and_then(|root| root.get("version")).and_then(Node::as_i64) == Some(1);
        let Some(findings) = findings.filter(|_| is_known) else {
            if wrong.is_empty() {
                let place = root.map_or(start, Node::span);
                wrong.push((place, "this is no baseline of version 1: `bowline baseline` writes one".to_owned()));
            }
            return (baseline, wrong);
        };
        for item in findings.items() {
            let text = |key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
            match (text("fingerprint"), text("rule"), text("file")) {
                (Some(fingerprint), Some(rule), Some(file)) => {
                    baseline.by_fingerprint.insert(fingerprint.clone(), baseline.entries.len());
                    baseline.entries.push(Entry { fingerprint, rule, file, span: item.span(), used: false });
                }
                _ => wrong.push((item.span(), "this entry has no `fingerprint`, `rule` and `file`".to_owned())),
            }
        }
        (baseline, wrong)
    }

    /// True where a finding is known; its entry counts as used.
    pub fn knows(&mut self, diagnostic: &Diagnostic) -> bool {
        let entry = self.by_fingerprint.get(&diagnostic.fingerprint).map(|&index| &mut self.entries[index]);
        entry.is_some_and(|entry| {
            entry.used = true;
            true
        })
    }

    /// The entries whose findings are gone.
    pub fn stale(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.used)
    }
}

#[derive(Serialize)]
struct Line<'a> {
    fingerprint: &'a str,
    rule: &'a str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    path: &'a str,
}

/// The text of a baseline that knows the findings: one line each, so that a version control system shows what changed.
pub fn text(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut lines: Vec<Line<'_>> = diagnostics
        .iter()
        .map(|diagnostic| Line {
            fingerprint: &diagnostic.fingerprint,
            rule: diagnostic.rule,
            file: &sources.get(diagnostic.primary.span.file).path,
            resource: diagnostic.object.as_ref().map(title),
            path: &diagnostic.path,
        })
        .collect();
    lines.sort_by_key(|line| (line.file, line.rule, line.path, line.fingerprint));
    // A line of texts always has a form in JSON.
    let lines: Vec<String> = lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect();
    let list = if lines.is_empty() { String::new() } else { format!("\n    {}\n  ", lines.join(",\n    ")) };
    format!("{{\n  \"version\": 1,\n  \"findings\": [{list}]\n}}\n")
}

fn title(object: &ObjectName) -> String {
    let name =
        [object.namespace.as_deref(), object.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("/");
    format!("{} {name}", object.kind).trim_end().to_owned()
}
