//! What is wrong with a text.

use super::edit::{Applicability, Edits, Fix};
use super::tree::{Node, Tree};
use crate::source::Span;

/// How deep collections may nest. kubectl stops at 10,000; nobody writes more than a few dozen levels by hand.
pub const MAX_DEPTH: usize = 200;

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// No reader can read it, or kubectl cannot.
    Syntax,
    /// A tab where only spaces are allowed.
    Tab,
    /// A plain value that starts with a sign that means something.
    LeadingSpecial,
    /// Items or keys of one collection at two columns.
    Indent,
    /// An alias without its anchor in the document.
    Anchor,
    /// It is read, and has no form in JSON.
    NotJson,
    /// A merge key that overrides earlier keys.
    MergeOrder,
    /// A limit of ours or of kubectl was reached; the rest is not checked.
    Limit,
    /// Text after the end of the document, which kubectl never looks at.
    Dropped,
    /// The document is an unexpected template.
    Template,
    /// The indentation of a whole manifest is lost.
    Flattened,
    /// A key that appears twice in one mapping, with two values.
    DuplicateKey,
    /// A key that appears twice in one mapping, with one value.
    RepeatedEntry,
}

/// A place with a few words on what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place, as small as possible.
    pub span: Span,
    /// What is there; may be empty for a primary label.
    pub message: String,
}

/// Something wrong with a text, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// A few words at the place itself; may be empty.
    pub label: String,
    /// The other places, if there are any.
    pub related: Vec<Label>,
    /// What to write instead.
    pub help: Option<&'static str>,
    /// A change that ends it.
    pub fix: Option<Box<Fix>>,
}

impl Problem {
    /// A fact at a place and nothing more.
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

    /// The keys that it points at, its own place last.
    pub fn keys<'a>(&self, tree: &'a Tree) -> impl Iterator<Item = Node<'a>> {
        let places = self.related.iter().map(|label| label.span).chain([self.span]);
        places.filter_map(|place| tree.nodes().find(|node| node.is_key() && node.written_span() == place))
    }

    /// With a few words at the place itself.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place that matters.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// With what to write instead.
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// With a change that ends it.
    pub fn fix(mut self, applicability: Applicability, title: &str, edits: impl Into<Edits>) -> Self {
        let edits = edits.into();
        self.fix =
            (!edits.is_empty()).then(|| Box::new(Fix { title: title.to_owned(), applicability, edits, needs: None }));
        self
    }
}
