//! A finding of a rule: plain owned data, sortable, without lifetimes.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use crate::source::{FileId, Sources, Span};

pub use crate::yaml::{Applicability, Edit, Edits, Fix, Ground, Label};

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; shown on demand only.
    Info,
    /// Accepted by the API server, almost surely wrong.
    Warning,
    /// Rejected by the API server, or it cannot work.
    Error,
}

impl Severity {
    /// The lower-case word that people and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How certain it is that a found value is a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The value tells the reader to write something else.
    Low,
    /// The name says that it is a credential, and the value may be a real one.
    Medium,
    /// The form of the value says that it is a credential, or a program made it.
    High,
}

impl Confidence {
    /// All of them, the least sure first.
    pub const ALL: [Confidence; 3] = [Confidence::Low, Confidence::Medium, Confidence::High];

    /// The lower-case word that people and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// The object that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// As written.
    pub api_version: String,
    /// As written.
    pub kind: String,
    /// As written, or given by a kustomization.
    pub namespace: Option<String>,
    /// As written, or as a kustomization makes it.
    pub name: Option<String>,
    /// The name in the file if a kustomization changes it: the part that stays when a prefix or a hash changes. No
    /// report shows it. `None` if the name is as written.
    pub written: Option<String>,
}

/// The subject of a finding and its explanations, by which causes are distinguished from their consequences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// The object, from its root.
    pub object: Option<Span>,
    /// The facts about the primary place that the finding rests on. The finding explains others that rest on them.
    pub place: Vec<Ground>,
    /// The other facts that the finding rests on.
    pub others: Vec<Ground>,
    /// The explanations of the finding beyond its own place.
    pub explains: Vec<Explained>,
    /// Places at which one mistake may break several things. Of all findings that share such a place, one is kept.
    pub shared: Vec<Ground>,
}

/// A thing that a finding explains beyond its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Explained {
    /// All findings in this part of a file.
    Within(Span),
    /// A missing key: a misplaced key elsewhere may have been intended for it.
    Stray {
        /// The mapping that contains the misplaced key.
        mapping: Span,
        /// The key as kubectl reads it.
        key: String,
    },
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Id of the rule.
    pub rule: &'static str,
    /// How severe the finding is.
    pub severity: Severity,
    /// How certain it is that the value is a credential. `None` if the finding is not about a credential.
    pub confidence: Option<Confidence>,
    /// A hash that is equal for findings about equal credentials. `None` if there is no credential, or after the
    /// findings of a run are settled.
    pub credential: Option<u64>,
    /// One sentence of fact with both values in backticks, then the effect.
    pub message: String,
    /// The place to edit.
    pub primary: Label,
    /// Other places that matter, in any file.
    pub related: Vec<Label>,
    /// The advice what to write instead.
    pub help: Option<String>,
    /// A change that removes the finding.
    pub fix: Option<Fix>,
    /// The object that contains the primary place, which many findings may share.
    pub object: Option<Arc<ObjectName>>,
    /// The path in the object, like `spec.ports[0].targetPort`; empty for the whole document.
    pub path: String,
    /// The subject and the explanations of the finding. `None` for findings of the engine itself, and after the
    /// findings of a run are settled.
    pub basis: Option<Box<Basis>>,
    /// The same hash in every run for the same finding; empty until the findings of a run are settled.
    pub fingerprint: String,
}

impl Diagnostic {
    /// A finding with a message at one place, and without anything else.
    pub fn new(rule: &'static str, severity: Severity, span: Span, message: String) -> Self {
        let primary = Label { span, message: String::new() };
        Self {
            rule,
            severity,
            confidence: None,
            credential: None,
            message,
            primary,
            related: Vec::new(),
            help: None,
            fix: None,
            object: None,
            path: String::new(),
            basis: None,
            fingerprint: String::new(),
        }
    }

    /// All labels of the finding, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.related)
    }

    /// The files of the labels.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.labels().map(|label| label.span.file)
    }

    /// Compares findings in the order of reports: by place, then the more severe first, then by rule and message.
    pub fn compare(&self, other: &Diagnostic, sources: &Sources) -> Ordering {
        let key = |one: &Diagnostic| {
            let Span { file, start, end } = one.primary.span;
            (sources.rank(file), start, end, Reverse(one.severity), one.rule)
        };
        key(self).cmp(&key(other)).then_with(|| self.message.cmp(&other.message))
    }
}
