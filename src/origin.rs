//! What rendered text was made from: the template or the base that a person edits, where standard input holds the
//! output of `helm template` or `kubectl kustomize`.

use crate::source::{Sources, Span};

/// A file that a rendered document was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As people call it: relative to the working directory where the file was found, else as the renderer wrote it.
    pub file: String,
    /// 1-based; none where only the file is known.
    pub line: Option<u32>,
}

/// The origins of a run.
#[derive(Debug, Clone, Default)]
pub struct Origins {}

impl Origins {
    /// Where a place in rendered text comes from; none for text that a person edits.
    pub fn find(&self, _sources: &Sources, _span: Span) -> Option<Origin> {
        None
    }
}
