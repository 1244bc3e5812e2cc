//! A baseline: the findings that a project had when it introduced bowline. Only new ones are reported.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, ObjectName};
use crate::rules;
use crate::settings::Settings;
use crate::source::{Source, Sources, Span};
use crate::yaml::{self, Node};

/// The file's usual name.
pub const FILE_NAME: &str = "bowline-baseline.json";

/// One known finding.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// The rule that reported it.
    pub rule: String,
    /// The path in the project of the file with the finding.
    pub file: String,
    /// The object, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource: String,
    /// The place in the object, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The place of the entry.
    #[serde(skip)]
    pub span: Span,
}

impl Entry {
    /// The entry of a finding.
    pub fn of(sources: &Sources, diagnostic: &Diagnostic) -> Entry {
        Entry {
            fingerprint: diagnostic.fingerprint.clone(),
            rule: diagnostic.rule.to_owned(),
            file: sources.get(diagnostic.primary.span.file).path.clone(),
            resource: diagnostic.object.as_ref().map(|object| title(object)).unwrap_or_default(),
            path: diagnostic.path.clone(),
            span: diagnostic.primary.span,
        }
    }

    /// Whether this run can confirm or refute the entry: its rule runs on the file, or was removed.
    pub fn is_judged(&self, settings: &Settings) -> bool {
        let rules = rules::called(&self.rule);
        rules.is_empty() || rules.into_iter().any(|rule| settings.runs(rule, &self.file))
    }
}

/// The known findings.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    /// Each fingerprint, and whether a finding had it.
    used: HashMap<String, bool>,
}

impl Baseline {
    /// Reads a baseline. Also returns the problems, each with its place.
    pub fn read(source: &Arc<Source>) -> (Baseline, Vec<(Span, String)>) {
        let (mut baseline, mut wrong) = (Baseline::default(), Vec::new());
        let parsed = yaml::parse(source);
        let start = Span::new(source.id(), 0, 0);
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
                wrong.push((place, "this is not a baseline of version 1: `bowline baseline` writes one".to_owned()));
            }
            return (baseline, wrong);
        };
        for item in findings.items() {
            let text = |key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
            match (text("fingerprint"), text("rule"), text("file")) {
                (Some(fingerprint), Some(rule), Some(file)) => {
                    baseline.used.insert(fingerprint.clone(), false);
                    let (resource, path) = (text("resource").unwrap_or_default(), text("path").unwrap_or_default());
                    baseline.entries.push(Entry { fingerprint, rule, file, resource, path, span: item.span() });
                }
                _ => wrong.push((item.span(), "this entry lacks `fingerprint`, `rule` or `file`".to_owned())),
            }
        }
        (baseline, wrong)
    }

    /// Whether a fingerprint is in the baseline. Its entry then counts as used.
    pub fn knows(&mut self, fingerprint: &str) -> bool {
        self.used.get_mut(fingerprint).is_some_and(|used| {
            *used = true;
            true
        })
    }

    /// The former ids of rules in the entries, each once.
    pub fn former_ids(&self) -> Vec<&str> {
        let ids: BTreeSet<&str> = self.entries.iter().map(|entry| entry.rule.as_str()).collect();
        ids.into_iter().filter(|id| rules::successors(id).is_some()).collect()
    }

    /// The entries that no longer match a finding.
    pub fn stale(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| self.used.get(&entry.fingerprint) == Some(&false))
    }

    /// All entries.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

/// The text of a baseline: a line for each entry, so that a version control system shows what changed.
pub fn text(mut entries: Vec<Entry>) -> String {
    let key = |entry: &Entry| [&entry.file, &entry.rule, &entry.path, &entry.fingerprint].map(Clone::clone);
    entries.sort_by_cached_key(key);
    entries.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    // An entry always has a form in JSON.
    let lines: Vec<String> = entries.iter().filter_map(|entry| serde_json::to_string(entry).ok()).collect();
    let list = if lines.is_empty() { String::new() } else { format!("\n    {}\n  ", lines.join(",\n    ")) };
    format!("{{\n  \"version\": 1,\n  \"findings\": [{list}]\n}}\n")
}

fn title(object: &ObjectName) -> String {
    let name =
        [object.namespace.as_deref(), object.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("/");
    format!("{} {name}", object.kind).trim_end().to_owned()
}
