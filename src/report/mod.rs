//! Reports of the findings of a run: text for people and data for programs.

pub mod card;
pub mod checkstyle;
pub mod concise;
pub mod diff;
pub mod fixed;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod json_lines;
pub mod junit;
pub mod rdjson;
pub mod sarif;
pub mod summary;

mod door;
mod encoded;
mod excerpt;
mod files;
mod graph;
mod group;
mod masks;
mod moved;
mod shown_fix;
mod snippet;
mod style;
mod texts;
pub(crate) mod visible;
mod width;
mod words;
pub(crate) mod xml;

pub use door::masked;
pub use files::Files;
pub use masks::Masks;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::rule::Category;
use crate::secrets::Secret;
use crate::source::{Origin, Position, Source, SourceMap, Sources, Span};
use crate::workspace::Graph;

/// The facts about a rule that a report shows.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// What the rule finds, in one line.
    pub summary: &'static str,
    /// The rule's group.
    pub category: &'static str,
    /// The highest severity that the rule reports.
    pub severity: Severity,
    /// The part of the card that is for people, in Markdown. Few formats show it, and only these unpack it.
    pub guide: fn(id: &str) -> &'static str,
    /// The address of the card.
    pub url: String,
}

impl RuleInfo {
    /// Whether the rule is about security.
    fn is_secret(&self) -> bool {
        self.category == Category::Secrets.as_str()
    }
}

/// A file, or a document of one, that was seen and not checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Name as in [`Sources`].
    pub file: String,
    /// The 1-based line on which the document begins; `None` for the whole file.
    pub line: Option<u32>,
    /// A short noun phrase in the singular, like `Helm template`; equal reasons are counted together.
    pub reason: String,
}

impl Skipped {
    /// The name of the file, and the line of the document if it has one.
    pub fn place(&self) -> String {
        match self.line {
            None => self.file.clone(),
            Some(line) => format!("{}:{line}", self.file),
        }
    }

    /// Whether a document or a whole file was skipped, as a noun.
    fn noun(&self) -> &'static str {
        if self.line.is_some() { "document" } else { "file" }
    }
}

/// An input of a kustomization that is not available, so that the result of the kustomization is not checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unbuilt {
    /// Name of the kustomization's file as in [`Sources`].
    pub kustomization: String,
    /// Name of the file that refers to the input: the kustomization, or a file that the kustomization builds on.
    pub file: String,
    /// The 1-based line of the reference.
    pub line: u32,
    /// A short noun phrase in the singular, like `a remote base`; equal reasons are counted together.
    pub reason: String,
}

/// Objects whose fields are unknown.
#[derive(Debug, Clone)]
pub struct Unjudged {
    /// The `apiVersion`, as written.
    pub api_version: String,
    /// The `kind`, as written.
    pub kind: String,
    /// The number of these objects.
    pub count: usize,
}

/// What a run read and checked, and what it left out.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// YAML documents in these files.
    pub documents: usize,
    /// Kubernetes objects in these files.
    pub resources: usize,
    /// Further files of the project, read so that references to them are known.
    pub context: usize,
    /// Findings of severity info that were found but not requested.
    pub hidden_infos: usize,
    /// Findings that a directive or the configuration silenced.
    pub suppressed: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings of the report with a fix that `--fix` applies.
    pub fixable: usize,
    /// Kinds without a known schema, by `apiVersion`.
    pub without_schema: Vec<Unjudged>,
    /// CEL rules of custom resource definitions that were not evaluated.
    pub rules: usize,
    /// Documents that tell how to build manifests: kustomizations, and patches that are not objects.
    pub instructions: usize,
    /// Files and documents that were seen and not checked.
    pub skipped: Vec<Skipped>,
    /// The inputs that kustomizations lack, sorted.
    pub unbuilt: Vec<Unbuilt>,
}

impl Summary {
    /// Adds the summary of another project.
    pub fn add(&mut self, next: Summary) {
        self.files += next.files;
        self.documents += next.documents;
        self.resources += next.resources;
        self.context += next.context;
        self.hidden_infos += next.hidden_infos;
        self.suppressed += next.suppressed;
        self.known += next.known;
        self.rules += next.rules;
        self.instructions += next.instructions;
        for kind in next.without_schema {
            let is_same = |one: &&mut Unjudged| one.api_version == kind.api_version && one.kind == kind.kind;
            match self.without_schema.iter_mut().find(is_same) {
                Some(known) => known.count += kind.count,
                None => self.without_schema.push(kind),
            }
        }
        self.skipped.extend(next.skipped);
        self.skipped.sort();
        self.skipped.dedup();
        self.unbuilt.extend(next.unbuilt);
        self.unbuilt.sort();
    }
}

/// A file as it was before a change.
#[derive(Debug, Clone)]
pub struct Former {
    /// The text of the file.
    pub source: Arc<Source>,
    /// The parts of the text that must not be shown.
    pub secrets: Vec<Secret>,
}

/// The input of every report.
pub struct Findings<'a> {
    /// The files that the findings point into.
    pub sources: &'a Sources,
    /// The findings to show, sorted.
    pub diagnostics: &'a [Diagnostic],
    /// The counts of the run.
    pub summary: &'a Summary,
    /// The parts that must not be shown, of every file that a finding points into.
    pub secrets: &'a [Secret],
    /// The files before a change, with the parts that must not be shown, if a finding is about the change.
    pub former: &'a [Former],
    /// The origins of rendered text.
    pub origins: &'a SourceMap,
    /// Looks a rule up by its id.
    pub rule_info: &'a dyn Fn(&str) -> RuleInfo,
}

impl Findings<'_> {
    /// Calls `write` with a report that a format may show. There is no other way to make a report.
    pub fn report<T>(&self, write: impl FnOnce(&Report<'_>) -> T) -> T {
        let masks = Masks::of(self.sources, self.secrets).with_former(self.former);
        let mut summary = self.summary.clone();
        for kind in &mut summary.without_schema {
            kind.api_version = masked(&kind.api_version).into_owned();
            kind.kind = masked(&kind.kind).into_owned();
        }
        let diagnostics: Vec<Diagnostic> =
            self.diagnostics.par_iter().map(|found| door::finding(self.sources, &masks, found)).collect();
        write(&Report {
            files: Files::new(self.sources, &masks),
            diagnostics: &diagnostics,
            summary: &summary,
            origins: self.origins,
            rule_info: self.rule_info,
        })
    }
}

/// Everything that a format may show, with its secrets masked.
pub struct Report<'a> {
    files: Files<'a>,
    diagnostics: &'a [Diagnostic],
    summary: &'a Summary,
    origins: &'a SourceMap,
    rule_info: &'a dyn Fn(&str) -> RuleInfo,
}

/// A place as other tools need it: in a file that a person edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Relative to the working directory, with `/`.
    pub file: String,
    /// The first character.
    pub start: Position,
    /// After the last character.
    pub end: Position,
    /// Whether the place is exact. If the text was rendered from the file, the line is only near, and no edit fits.
    pub exact: bool,
}

impl<'a> Report<'a> {
    /// The findings, with their secrets masked.
    pub fn diagnostics(&self) -> &'a [Diagnostic] {
        self.diagnostics
    }

    /// The files that the findings point into.
    pub fn files(&self) -> Files<'a> {
        self.files
    }

    /// The graph of the objects in these files, with its secrets masked.
    pub fn graph(&self, graph: Graph) -> Graph {
        graph::masked(self.files, graph)
    }

    /// The origin of a rendered place. Returns `None` for text that a person edits.
    fn origin(&self, span: Span) -> Option<Origin> {
        let Origin { file, line } = self.origins.find(span)?;
        Some(Origin { file: self.files.quote(span.file, &file), line })
    }

    /// The findings by the file that a person edits, the files in order of their first finding.
    fn by_file(&self) -> Vec<(String, Vec<&'a Diagnostic>)> {
        let mut files: Vec<(String, Vec<&Diagnostic>)> = Vec::new();
        let mut places = HashMap::new();
        for diagnostic in self.diagnostics {
            let name = self.place(diagnostic.primary.span).file;
            let index = *places.entry(name).or_insert_with_key(|name| {
                files.push((name.clone(), Vec::new()));
                files.len() - 1
            });
            files[index].1.push(diagnostic);
        }
        files
    }

    /// The place to show for a span: the span itself, or its place in the template if the text was rendered.
    pub fn place(&self, span: Span) -> Place {
        if let Some(origin) = self.origin(span) {
            let start = Position { line: origin.line.unwrap_or(1), column: 1, column_utf16: 1, offset: 0 };
            return Place { file: origin.file, start, end: start, exact: false };
        }
        let (start, end) = self.files.positions(span);
        Place { file: self.files.name(span.file).to_owned(), start, end, exact: true }
    }

    /// The place of the first line of a span. Some tools show only what is completely in changed lines, so they would
    /// never show a long span.
    fn first_line(&self, span: Span) -> Place {
        let place = self.place(span);
        if !place.exact {
            return place;
        }
        let line = self.files.line(span.file, self.files.line_of(span.file, span.start));
        let end = line.map_or(span.end, |line| span.end.min(line.end)).max(span.start);
        Place { end: self.files.positions(Span { end, ..span }).1, ..place }
    }

    /// Number of findings shown with a severity.
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The fix of a finding. Returns `None` for a fix of rendered text, which nobody edits.
    fn shown_fix<'d>(&self, diagnostic: &'d Diagnostic) -> Option<&'d Fix> {
        diagnostic.fix.as_ref().filter(|fix| !self.edits_rendered(fix))
    }

    /// Whether a fix would edit rendered text.
    fn edits_rendered(&self, fix: &Fix) -> bool {
        fix.edits.iter().any(|edit| self.origins.find(edit.span()).is_some())
    }
}
