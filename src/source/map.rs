//! Where text that no person edits came from: rendered manifests, and the files that they were rendered from.
//!
//! Text that is embedded in a file, such as a patch in a kustomization, needs no map: its nodes have the places that they
//! have in the file.

use std::collections::HashMap;

use serde::Serialize;

use super::Span;

/// The file that a rendered text was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The name for people: relative to the working directory if the file was found, otherwise as the renderer wrote
    /// it.
    pub file: String,
    /// The 1-based line. `None` if only the file is known.
    pub line: Option<u32>,
}

/// A map from places in rendered text to the files that people edit.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    /// Rendered pieces and the files that they came from, in order of their places.
    pieces: Vec<(Span, String)>,
    /// The lines of the places for which they are known.
    lines: HashMap<Span, u32>,
}

impl SourceMap {
    /// Adds a rendered piece and its file. Pieces must be added in order of their places.
    pub fn add(&mut self, piece: Span, file: String) {
        self.pieces.push((piece, file));
    }

    /// Adds the line (1-based) in the file that a place came from.
    pub fn add_line(&mut self, place: Span, line: u32) {
        self.lines.insert(place, line);
    }

    /// The origin of a place in rendered text. Returns `None` for text that a person edits.
    pub fn find(&self, span: Span) -> Option<Origin> {
        let next = self.pieces.partition_point(|(piece, _)| (piece.file, piece.start) <= (span.file, span.start));
        let (piece, file) = self.pieces.get(next.checked_sub(1)?)?;
        let line = self.lines.get(&span).copied();
        piece.contains(span).then(|| Origin { file: file.clone(), line })
    }
}
