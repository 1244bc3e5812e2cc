//! What a rule is: a static value and one function that reads the workspace and reports.

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity};
use crate::kube::values::version_set::VersionSet;
use crate::kube::{Kind, Resource};
use crate::schema::{self, Advice, Api, Misread};
use crate::source::Span;
use crate::workspace::Workspace;
use crate::yaml::{Document, Node, Place, Problem, ProblemKind, replace_raw, replace_scalar};

/// How many findings of one file are shown.
pub const MAX_FINDINGS: usize = 1_000;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The text is not read, or not as it seems.
    Syntax,
    /// A value that the API server refuses or that cannot work.
    Values,
    /// Two pieces that do not hold together.
    Links,
    /// A secret in plain sight.
    Secrets,
    /// What bowline itself is told in comments.
    Suppression,
    /// What bowline itself is told in `bowline.yaml`.
    Configuration,
}

impl Category {
    /// All categories, in order.
    pub const ALL: &[Category] = &[
        Category::Syntax,
        Category::Values,
        Category::Links,
        Category::Secrets,
        Category::Suppression,
        Category::Configuration,
    ];

    /// The lower-case word that people and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Syntax => "syntax",
            Category::Values => "values",
            Category::Links => "links",
            Category::Secrets => "secrets",
            Category::Suppression => "suppression",
            Category::Configuration => "configuration",
        }
    }
}

/// The facts of a rule; its card beside it holds the prose.
#[derive(Debug)]
pub struct Meta {
    /// Kebab-case name.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// What it is about.
    pub category: Category,
    /// The gravest severity that it reports.
    pub severity: Severity,
    /// The most trusted fix that it offers.
    pub fix: Option<Applicability>,
    /// The version of bowline that brought it.
    pub since: &'static str,
    /// The card: Markdown.
    pub card: &'static str,
}

/// What a rule looks at.
pub enum Check {
    /// Each object of some kinds.
    Resource(&'static [Kind], for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each object of any kind.
    Object(for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each object of any kind as it is written, patches among them: for rules about single values.
    Written(for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each thing in which an object, or a patch, is not as its API wants it.
    Schema(for<'w> fn(&'w Resource<'w>, &schema::Problem<'w>, &mut Cx<'w>)),
    /// Each document that holds a manifest, broken ones too.
    Document(for<'w> fn(&'w Document, &mut Cx<'w>)),
    /// Reported while files are read or directives are settled; the rule is here to be named.
    Engine,
}

/// A rule.
pub struct Rule {
    /// Its facts.
    pub meta: Meta,
    /// Its work.
    pub check: Check,
}

/// What a rule sees and where it reports.
pub struct Cx<'w> {
    /// All objects.
    pub workspace: &'w Workspace<'w>,
    meta: &'static Meta,
    resource: Option<&'w Resource<'w>>,
    found: Vec<Diagnostic>,
}

impl<'w> Cx<'w> {
    /// A context for one rule on one object (or one document).
    pub fn new(workspace: &'w Workspace<'w>, meta: &'static Meta, resource: Option<&'w Resource<'w>>) -> Self {
        Self { workspace, meta, resource, found: Vec::new() }
    }

    /// Reports a finding at a node (its value) or an entry (its key), with the rule's severity.
    pub fn report(&mut self, place: impl Place, message: impl Into<String>) -> Report<'_> {
        self.report_at(place.span(), self.path(&place), message)
    }

    /// Where a place stands in its document. A path costs a walk from the root, so what is cut off anyway gets none.
    fn path(&self, place: &impl Place) -> String {
        if self.found.len() < MAX_FINDINGS { place.path() } else { String::new() }
    }

    /// Reports a finding at a part of a node.
    pub fn report_at(&mut self, span: Span, path: String, message: impl Into<String>) -> Report<'_> {
        self.found.push(Diagnostic {
            object: self.resource.map(Resource::object_name),
            path,
            ..Diagnostic::new(self.meta.id, self.meta.severity, span, message.into())
        });
        let last = self.found.len() - 1;
        Report { diagnostic: &mut self.found[last] }
    }

    /// Which of the versions that are asked for a finding holds in, in words that follow what fails; empty for all.
    pub fn in_versions(&self, versions: VersionSet) -> String {
        let others = VersionSet::from(self.workspace.project.versions).without(versions);
        if others.is_empty() { String::new() } else { format!(" in Kubernetes {versions}") }
    }

    /// Reports what stands in the place of a string, where it is written, with the fix that puts it in quotes.
    pub fn report_misread(&mut self, misread: &Misread<'_>, message: impl Into<String>) -> Report<'_> {
        let node = misread.place.node;
        let report = self.report_at(node.written_span(), self.path(&node), message).help(misread.help());
        match misread.quote() {
            Some(edit) => report.fix(Applicability::Safe, misread.fix_title(), vec![edit]),
            None => report,
        }
    }

    /// Reports a key that kubectl makes another text of, with the fix that puts it in quotes. `noun` is what YAML reads.
    pub fn report_misread_key(&mut self, key: Node<'_>, noun: &str) -> Report<'_> {
        let (text, becomes) = (key.text(), key.key_text());
        let message = format!("the key `{text}` is {noun}: kubectl makes the key `{becomes}` of it");
        let quoted = format!("\"{text}\"");
        let edits: Vec<Edit> = replace_raw(key, &quoted).into_iter().collect();
        let report = self.report(key, message).help(format!("write `{quoted}`"));
        report.fix(Applicability::Safe, "put it in quotes", edits)
    }

    /// Reports the problems of one kind that reading a document met.
    pub fn report_problems(&mut self, document: &Document, kind: ProblemKind, severity: Severity) {
        for problem in document.problems.iter().filter(|problem| problem.kind == kind) {
            self.report_problem(problem, severity);
        }
    }

    /// Reports one problem that reading a document met.
    pub fn report_problem(&mut self, problem: &Problem, severity: Severity) {
        let mut report = self.report_at(problem.span, String::new(), problem.message.clone()).severity(severity);
        report = report.label(problem.label.clone());
        for label in &problem.related {
            report = report.related_at(label.span, label.message.clone());
        }
        if let Some(help) = problem.help {
            report = report.help(help);
        }
        if let Some(fix) = &problem.fix {
            report.fix(fix.applicability, fix.title.clone(), fix.edits.clone());
        }
    }

    /// Makes warnings of errors that rest on a definition which may not be the one in the cluster.
    pub fn soften(&mut self, definition: &Resource<'_>) {
        for found in &mut self.found {
            found.severity = found.severity.min(Severity::Warning);
            let label = "by this definition, unless the cluster has another";
            Report::on(found).related(definition.head(), label);
        }
    }

    /// What was reported.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// Adds to a finding.
pub struct Report<'a> {
    diagnostic: &'a mut Diagnostic,
}

impl<'a> Report<'a> {
    /// Adds to this one.
    pub fn on(diagnostic: &'a mut Diagnostic) -> Self {
        Self { diagnostic }
    }

    /// Another severity than the rule's own.
    pub fn severity(self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    /// A few words at the primary place.
    pub fn label(self, message: impl Into<String>) -> Self {
        self.diagnostic.primary.message = message.into();
        self
    }

    /// Another place that matters.
    pub fn related(self, place: impl Place, message: impl Into<String>) -> Self {
        self.related_at(place.span(), message)
    }

    /// Another place that matters, by its bytes.
    pub fn related_at(self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.related.push(Label { span, message: message.into() });
        self
    }

    /// What to write instead.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// What to write in place of an `apiVersion` that goes away.
    pub fn advise(self, written: Node<'_>, advice: &Advice<'_>) -> Self {
        let report = self.help(advice.help.clone());
        match advice.successor.map(Api::api_version).zip(advice.applicability) {
            Some((new, sure)) => report.fix(sure, format!("write `{new}`"), replace_scalar(written, new)),
            None => report,
        }
    }

    /// A change that ends the finding; none where there is no edit.
    pub fn fix(
        self,
        applicability: Applicability,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> Self {
        let edits: Vec<Edit> = edits.into_iter().collect();
        if !edits.is_empty() {
            self.diagnostic.fix = Some(Fix { title: title.into(), applicability, edits });
        }
        self
    }
}

impl Meta {
    /// The line of facts below the title of the card.
    pub fn facts(&self) -> String {
        let fix = self.fix.map_or("none", Applicability::as_str);
        let Meta { category, severity, since, .. } = self;
        format!("> {} · {} · fix: {fix} · on by default · since {since}", severity.as_str(), category.as_str())
    }
}
