//! A change to the text of files. Its edits apply together, or it is not offered.

use std::collections::HashMap;
use std::ops::Deref;
use std::ops::Range;

use crate::source::{FileId, Span};

/// How far a person may trust a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// A fix that keeps the intended meaning. It may be applied without review.
    Safe,
    /// A fix that is probably what was intended. A person must review it.
    Unsafe,
    /// A fix with a placeholder that a person must fill in.
    Manual,
}

impl Applicability {
    /// The lower-case word for the applicability, for people and for JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Manual => "manual",
        }
    }
}

/// One replacement of bytes. Only `yaml` can make one: its helpers make it from nodes, and its readers from text that
/// they cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    span: Span,
    text: String,
}

impl Edit {
    /// Creates an edit by bytes, for text that could not be read and so has no nodes. Helpers make edits on the page of
    /// a node.
    pub(in crate::yaml) fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// The text to replace; empty for an insertion.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The new text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// An edit of a part of the text that this edit replaces. The part is in bytes from its start.
    pub(crate) fn part(&self, part: Range<usize>, text: &str) -> Self {
        let at = |offset: usize| self.span.start + offset as u32;
        Self::new(Span::new(self.span.file, at(part.start), at(part.end)), text)
    }

    /// Whether the edit replaces text: it is neither an insertion nor a removal.
    fn is_replacement(&self) -> bool {
        !self.span.is_empty() && !self.text.is_empty()
    }
}

/// The edits of one fix, which apply together; empty if they cannot.
///
/// If one of the edits is missing, the fix is refused as a whole. It is also refused if two edits overlap. Edits of
/// several files may only replace text, because otherwise text would move from one file to another. Insertions at one
/// place become one, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    fn of(edits: Vec<Edit>) -> Self {
        let joined = join_insertions(edits);
        if overlap(&joined) || spreads(&joined) { Self::default() } else { Self(joined) }
    }

    /// Joins the edits of two changes that make sense only together.
    pub fn both(one: impl Into<Edits>, other: impl Into<Edits>) -> Self {
        [one.into(), other.into()].into_iter().collect()
    }

    /// Sets the file of the edits, for text that was read before its file had an id.
    pub(crate) fn set_file(&mut self, file: FileId) {
        self.0.iter_mut().for_each(|edit| edit.span.file = file);
    }
}

impl Deref for Edits {
    type Target = [Edit];

    fn deref(&self) -> &[Edit] {
        &self.0
    }
}

impl From<Edit> for Edits {
    fn from(edit: Edit) -> Self {
        Self(vec![edit])
    }
}

impl<E: Into<Edits>> From<Option<E>> for Edits {
    fn from(edits: Option<E>) -> Self {
        edits.map_or_else(Self::default, Into::into)
    }
}

impl<E: Into<Edits>> FromIterator<E> for Edits {
    fn from_iter<I: IntoIterator<Item = E>>(parts: I) -> Self {
        let mut edits = Vec::new();
        for part in parts {
            let Edits(mut part) = part.into();
            if part.is_empty() {
                return Self::default();
            }
            edits.append(&mut part);
        }
        Self::of(edits)
    }
}

/// Joins insertions at one place into one edit, in their order, such as several new entries after an old one.
fn join_insertions(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut insertions: HashMap<Span, usize> = HashMap::new();
    for edit in edits {
        let before = edit.span.is_empty().then(|| *insertions.entry(edit.span).or_insert(joined.len()));
        match before.and_then(|before| joined.get_mut(before)) {
            Some(before) => before.text.push_str(&edit.text),
            None => joined.push(edit),
        }
    }
    joined
}

fn overlap(edits: &[Edit]) -> bool {
    let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    spans.sort_unstable();
    spans.iter().zip(spans.iter().skip(1)).any(|(one, next)| one.file == next.file && next.start < one.end)
}

/// Whether edits of several files do more than replace text.
fn spreads(edits: &[Edit]) -> bool {
    let is_elsewhere = |edit: &Edit| edits.first().is_some_and(|first| first.span.file != edit.span.file);
    edits.iter().any(is_elsewhere) && !edits.iter().all(Edit::is_replacement)
}

/// A change that solves a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The title of the change, in the imperative.
    pub title: String,
    /// How far a person may trust the change.
    pub applicability: Applicability,
    /// The edits, which do not overlap.
    pub edits: Edits,
    /// What a person must do before the new text works, in the imperative. `None` if the edits are enough.
    pub needs: Option<String>,
}
