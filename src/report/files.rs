//! The files of a report. They give out only text that the masks allow.

use std::ops::Range;

use super::door;
use super::excerpt::{self, Excerpt, Window};
use super::masks::Masks;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Position, Sources, Span};

/// The files that findings point into, without their secrets.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    sources: &'a Sources,
    masks: &'a Masks,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a Sources, masks: &'a Masks) -> Self {
        Self { sources, masks }
    }

    /// The name of the file that people see.
    pub fn name(self, file: FileId) -> &'a str {
        &self.sources.get(file).name
    }

    /// The start and the end of a place.
    pub fn positions(self, span: Span) -> (Position, Position) {
        let source = self.sources.get(span.file);
        (source.position(span.start), source.position(span.end))
    }

    /// The 0-based line of an offset.
    pub(super) fn line_of(self, file: FileId, offset: u32) -> usize {
        self.sources.get(file).line_index(offset)
    }

    /// The bytes of a 0-based line, without its end. Returns `None` after the last line.
    pub(super) fn line(self, file: FileId, index: usize) -> Option<Range<u32>> {
        let source = self.sources.get(file);
        (index < source.line_count()).then(|| source.line_range(index))
    }

    /// A part of a file with stars for each secret in it.
    pub(super) fn masked(self, file: FileId, range: Range<u32>) -> String {
        self.masks.masked(self.sources.get(file), file, range)
    }

    /// A part of a file, unchanged. Returns `None` if a part of it is secret.
    pub(super) fn open(self, span: Span) -> Option<&'a str> {
        (!self.masks.hide(span)).then(|| self.sources.text(span))
    }

    /// A text of a file, with stars in place of each secret of that file.
    pub(super) fn quote(self, file: FileId, text: &str) -> String {
        door::quote(self.sources, self.masks, file, text)
    }

    /// The lines of a file around the labels of a finding. The lines with the primary label come first.
    pub(super) fn excerpts(self, file: FileId, diagnostic: &Diagnostic, window: Window) -> Vec<Excerpt<'_>> {
        excerpt::excerpts(self.sources.get(file), file, self.masks, diagnostic, window)
    }
}
