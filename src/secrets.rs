//! The places of literal secrets in a document: no report may show them, whatever rules are selected.

use crate::source::Span;
use crate::yaml::Document;

/// All places of one document.
pub fn places<'d>(_document: &'d Document<'_>) -> impl Iterator<Item = Span> + use<'d> {
    std::iter::empty()
}
