//! Rules. A rule is a static value with one function that reads the workspace and reports.

mod card;
mod draft;
mod meta;
mod missing;
mod missing_keys;
mod missing_port;
mod near;
mod not_built;
mod secret;

use std::cell::OnceCell;
use std::sync::Arc;

use crate::diagnostic::{Applicability, Basis, Diagnostic, Explained, Ground, ObjectName, Severity};
use crate::kube::values::version_set::VersionSet;
use crate::kube::{Kind, Resource};
use crate::render::kustomize::ProblemKind as BuildProblemKind;
use crate::schema::{self, Misread};
use crate::source::Span;
use crate::workspace::refs::hosts::Host;
use crate::workspace::{BuildProblem, Fixed, Loss, Reference, Resolution, Workspace};
use crate::yaml::{Document, Node, Place, Problem, ProblemKind, replace_raw};
pub use draft::Draft;
pub use meta::{Category, Meta, Rank};
pub use missing::{namespace_place, report_missing};
pub use missing_keys::report_missing_keys;
pub use missing_port::report_missing_service;
pub use not_built::report_not_built;

/// How many findings of one file are shown.
pub const MAX_FINDINGS: usize = 1_000;

/// The part of a workspace that a rule checks, with its function.
pub enum Check {
    /// Each object of some kinds.
    Resource(&'static [Kind], for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each object of any kind.
    Object(for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each object of any kind as it is written, including patches: for rules about single values.
    Written(for<'w> fn(&'w Resource<'w>, &mut Cx<'w>)),
    /// Each problem of an object or a patch that its API would reject.
    Schema(for<'w> fn(&'w Resource<'w>, &schema::Problem<'w>, &mut Cx<'w>)),
    /// Each reference to an object of some kinds, with what it resolves to.
    Reference(&'static [Kind], for<'w> fn(&Reference<'w>, &Resolution<'w>, &mut Cx<'w>)),
    /// Each host that a string in an object names, with the Services that it leads to.
    Host(for<'w> fn(&Host<'w>, &mut Cx<'w>)),
    /// Each patch: its part of an object, or the document with its operations. Further objects and documents are among
    /// them.
    Patch(for<'w> fn(&'w Resource<'w>, &mut Cx<'w>), for<'w> fn(&'w Document, &mut Cx<'w>)),
    /// Each kustomization that was read completely, at its root.
    Kustomization(for<'w> fn(Node<'w>, &mut Cx<'w>)),
    /// Each problem of some kinds that occurred while kustomizations were built.
    Build(&'static [BuildProblemKind], for<'w> fn(&BuildProblem<'w>, &mut Cx<'w>)),
    /// Each document that is a manifest or contains the operations of a patch, including broken ones.
    Document(for<'w> fn(&'w Document, &mut Cx<'w>)),
    /// Each reference that a change breaks, if the run looks at a change.
    Change(for<'w> fn(&Loss<'w>, &mut Cx<'w>)),
    /// Each immutable field to which a change gives another value, if the run looks at a change.
    Update(for<'w> fn(&Fixed<'w>, &mut Cx<'w>)),
    /// The engine itself reports while it reads files or settles directives. The rule only gives the finding a name.
    Engine,
}

/// A rule.
pub struct Rule {
    /// The facts.
    pub meta: Meta,
    /// The check.
    pub check: Check,
}

impl Rule {
    /// Whether the rule looks at a change. A run without a change says nothing about such a rule.
    pub fn is_on_change(&self) -> bool {
        matches!(self.check, Check::Change(_) | Check::Update(_))
    }
}

/// The input of a rule, and the findings that it reports.
pub struct Cx<'w> {
    /// All files and objects.
    pub workspace: &'w Workspace<'w>,
    meta: &'static Meta,
    resource: Option<&'w Resource<'w>>,
    /// The name of the object, made for the first finding.
    object_name: OnceCell<Arc<ObjectName>>,
    /// The explanations of the current problem.
    explains: Vec<Explained>,
    /// Whether the rule judges the written text, and not the object that is applied.
    as_written: bool,
    /// The definition that the findings rest on, if it may differ from the one in the cluster.
    definition: Option<&'w Resource<'w>>,
    found: Vec<Found>,
}

/// A finding, and whether it will still be true when the object is applied.
struct Found {
    diagnostic: Diagnostic,
    is_certain: bool,
}

impl<'w> Cx<'w> {
    /// A context for one rule on one object (or one document).
    pub fn new(workspace: &'w Workspace<'w>, rule: &'static Rule, resource: Option<&'w Resource<'w>>) -> Self {
        // A secret in a file is a secret, whatever is applied.
        let is_of_text = matches!(
            rule.check,
            Check::Written(_) | Check::Document(_) | Check::Kustomization(_) | Check::Build(..) | Check::Patch(..)
        );
        let as_written = is_of_text || rule.meta.category == Category::Secrets;
        Self {
            workspace,
            meta: &rule.meta,
            resource,
            object_name: OnceCell::new(),
            explains: Vec::new(),
            as_written,
            definition: None,
            found: Vec::new(),
        }
    }

    /// Lets the following findings explain what a problem explains.
    pub fn look_at(&mut self, problem: &schema::Problem<'w>) {
        self.explains = problem.explains();
    }

    /// Reports a finding at a node (its value), an entry (its key) or a passage, with the rule's severity. The finding
    /// rests on the places that it shows. It is dropped if one of them may change before the object is applied.
    pub fn report(&mut self, place: impl Place, message: impl Into<String>) -> Draft<'_> {
        let is_certain = self.as_written || place.is_certain();
        let (span, path) = (place.span(), self.path(&place));
        // The place at which a document starts says nothing about the content there.
        let is_inside = self.meta.rank() != Some(Rank::Document);
        let grounds = if is_inside { place.grounds() } else { Vec::new() };
        let mut draft = self.report_at(span, path, grounds, message).given(is_certain);
        for cause in place.causes().iter().filter(|cause| cause.span != span) {
            draft = draft.related_at(cause.span, format!("this {}", cause.what));
        }
        draft
    }

    /// Reports that something is missing. Nothing is missing from a patch, which is only a part of an object.
    pub fn report_missing(&mut self, place: impl Place, message: impl Into<String>) -> Draft<'_> {
        let is_part = self.resource.is_some_and(|resource| self.workspace.reads_like_patch(resource));
        self.report(place, message).given(!is_part)
    }

    /// The path of a place in its document. A path costs a walk from the root, so findings over the limit have an empty
    /// path.
    fn path(&self, place: &impl Place) -> String {
        if self.found.len() < MAX_FINDINGS { place.path() } else { String::new() }
    }

    fn report_at(&mut self, span: Span, path: String, place: Vec<Ground>, message: impl Into<String>) -> Draft<'_> {
        let object = self.resource.map(|resource| resource.root.span());
        let diagnostic = Diagnostic {
            object: self.object_name(),
            path,
            basis: Some(Box::new(Basis {
                object,
                place,
                others: Vec::new(),
                explains: self.explains.clone(),
                shared: Vec::new(),
            })),
            ..Diagnostic::new(self.meta.id, self.meta.severity, span, message.into())
        };
        self.found.push(Found { diagnostic, is_certain: true });
        let last = self.found.len() - 1;
        let Found { diagnostic, is_certain } = &mut self.found[last];
        Draft { diagnostic, is_certain: (!self.as_written).then_some(is_certain) }
    }

    fn object_name(&self) -> Option<Arc<ObjectName>> {
        let resource = self.resource?;
        Some(Arc::clone(self.object_name.get_or_init(|| Arc::new(resource.object_name()))))
    }

    /// The requested versions that a finding applies to, as words that follow the effect; empty for all.
    pub fn in_versions(&self, versions: VersionSet) -> String {
        let others = VersionSet::from(self.workspace.project.versions).without(versions);
        if others.is_empty() { String::new() } else { format!(" in Kubernetes {versions}") }
    }

    /// Reports a value that was intended as a string but is not one, with the fix that quotes it.
    pub fn report_misread(&mut self, misread: &Misread<'_>, message: impl Into<String>) -> Draft<'_> {
        let node = misread.place.node;
        let report = self.report(node.as_written(), message).help(misread.help());
        report.fix(Applicability::Safe, misread.fix_title(), misread.quote())
    }

    /// Reports a key that kubectl turns into another key, with the fix that quotes it. `noun` says what YAML reads.
    pub fn report_misread_key(&mut self, key: Node<'_>, noun: &str) -> Draft<'_> {
        let (text, becomes) = (key.text(), key.key_text());
        let message = format!("the key `{text}` is {noun}: kubectl turns it into the key `{becomes}`");
        let quoted = format!("\"{text}\"");
        let report = self.report(key, message).help(format!("write `{quoted}`"));
        report.fix(Applicability::Safe, "put it in quotes", replace_raw(key, &quoted))
    }

    /// Reports the problems of one kind that occurred while a document was read.
    pub fn report_problems(&mut self, document: &Document, kind: ProblemKind, severity: Severity) {
        for problem in document.problems.iter().filter(|problem| problem.kind == kind) {
            self.report_problem(problem, severity);
        }
    }

    /// Reports one problem that occurred while a document was read.
    pub fn report_problem(&mut self, problem: &Problem, severity: Severity) {
        let place = vec![Ground::Value(problem.span)];
        let mut report = self.report_at(problem.span, String::new(), place, problem.message.clone()).severity(severity);
        report = report.label(problem.label.clone());
        for label in &problem.related {
            report = report.related_at(label.span, label.message.clone()).rests_on([Ground::Value(label.span)]);
        }
        if let Some(help) = problem.help {
            report = report.help(help);
        }
        if let Some(fix) = &problem.fix {
            report.fix(fix.applicability, fix.title.clone(), fix.edits.clone());
        }
    }

    /// Makes the following findings rest on a definition that may differ from the one in the cluster.
    pub fn rest_on(&mut self, definition: &'w Resource<'w>) {
        self.definition = Some(definition);
    }

    /// The definition that the findings rest on, as words that follow the missing thing: ` in the definition at
    /// crd.yaml`. Empty if the definition is sure to be the one in the cluster.
    pub fn in_definition(&self) -> String {
        let name = |definition: &Resource<'_>| format!(" in the definition at {}", definition.source().name);
        self.definition.map(name).unwrap_or_default()
    }

    /// The words that name who rejects the object: `the API server rejects the Pod`. The sentence is conditional if the
    /// kind is unknown, or if the known definition may differ from the one in the cluster.
    pub fn refusal(&self) -> String {
        let kind = self.resource.map_or("object", |resource| resource.kind_name);
        match self.definition {
            Some(definition) => {
                format!("a cluster with the definition at {} rejects the {kind}", definition.source().name)
            }
            None if self.is_of_unknown_kind() => format!("a cluster that has the kind {kind} rejects it"),
            None => format!("the API server rejects the {kind}"),
        }
    }

    fn is_of_unknown_kind(&self) -> bool {
        self.resource.is_some_and(|resource| !self.workspace.knows_kind(resource))
    }

    /// Turns errors into warnings if the definition in the cluster is not certain.
    fn hedge(&mut self) {
        let is_unknown = self.meta.category != Category::Secrets && self.is_of_unknown_kind();
        for found in self.found.iter_mut().map(|found| &mut found.diagnostic) {
            if is_unknown || self.definition.is_some() {
                found.severity = found.severity.min(Severity::Warning);
            }
            if let Some(definition) = self.definition {
                let label = "by this definition, unless the cluster has another";
                Draft::on(found).related(definition.head(), label);
            }
        }
    }

    /// The reported findings that are certain.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        if self.found.is_empty() {
            return Vec::new();
        }
        self.hedge();
        self.found.into_iter().filter(|found| found.is_certain).map(|found| found.diagnostic).collect()
    }
}
