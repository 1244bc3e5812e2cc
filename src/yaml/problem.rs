//! The problems of a text that is read as YAML.

use super::edit::{Applicability, Edits, Fix};
use super::tree::{Node, Tree};
use crate::source::Span;

/// How deep collections may nest. kubectl stops at 10,000; people write at most a few dozen levels.
pub const MAX_DEPTH: usize = 200;

/// The kind of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Text that no reader can read, or that kubectl cannot read.
    Syntax,
    /// A tab where only spaces are allowed.
    Tab,
    /// A plain value that starts with a character that has a meaning in YAML.
    LeadingSpecial,
    /// Items or keys of one collection that start at two columns.
    Indent,
    /// An alias without an anchor in the document.
    Anchor,
    /// A value that can be read but has no form in JSON.
    NotJson,
    /// A merge key that overrides earlier keys.
    MergeOrder,
    /// A limit of bowline or of kubectl that was reached. The rest is not checked.
    Limit,
    /// Text after the end of the document, which kubectl never reads.
    Dropped,
    /// A document that is unexpectedly a template.
    Template,
    /// A manifest that lost all its indentation.
    Flattened,
    /// A key that appears twice in one mapping, with two values.
    DuplicateKey,
    /// A key that appears twice in one mapping, with one value.
    RepeatedEntry,
}

/// A place with a short description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place, as small as possible.
    pub span: Span,
    /// The description of the place. May be empty for a primary label.
    pub message: String,
}

/// A problem of a text, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of the problem.
    pub kind: ProblemKind,
    /// The place of the problem.
    pub span: Span,
    /// The problem in one sentence.
    pub message: String,
    /// A short description at the place itself; may be empty.
    pub label: String,
    /// The other places, if there are any.
    pub related: Vec<Label>,
    /// The advice on what to write instead.
    pub help: Option<&'static str>,
    /// A change that solves the problem.
    pub fix: Option<Box<Fix>>,
}

impl Problem {
    /// Creates a problem that has only a kind, a place and a message.
    pub fn new(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        let (message, label) = (message.into(), String::new());
        Self { kind, span, message, label, related: Vec::new(), help: None, fix: None }
    }

    pub(super) fn too_deep(span: Span) -> Self {
        let message = format!("more than {MAX_DEPTH} levels of nesting: this document is not checked");
        Self::new(ProblemKind::Limit, span, message)
    }

    pub(super) fn too_long_line(span: Span, limit: usize) -> Self {
        let message = format!("a line of more than {} MiB: this document is not checked", limit >> 20);
        Self::new(ProblemKind::Limit, span, message)
    }

    /// The keys that the problem points at. The key at its own place is last.
    pub fn keys<'a>(&self, tree: &'a Tree) -> impl Iterator<Item = Node<'a>> {
        let places = self.related.iter().map(|label| label.span).chain([self.span]);
        places.filter_map(|place| tree.nodes().find(|node| node.is_key() && node.written_span() == place))
    }

    /// Adds a short description at the place itself.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds another place that matters.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Adds the advice on what to write instead.
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds a change that solves the problem.
    pub fn fix(mut self, applicability: Applicability, title: &str, edits: impl Into<Edits>) -> Self {
        let edits = edits.into();
        self.fix =
            (!edits.is_empty()).then(|| Box::new(Fix { title: title.to_owned(), applicability, edits, needs: None }));
        self
    }
}
