//! Findings in documents whose indentation was repaired to read them.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::workspace::Workspace;
use crate::yaml::{Document, ProblemKind};

/// Marks the findings in a document with lost indentation. They apply after the indentation is repaired. Until then,
/// the text of the document cannot be edited.
pub(super) fn mark(workspace: &Workspace<'_>, found: &mut [Diagnostic]) {
    let is_repaired = |document: &&Document| {
        !document.broken && document.problems.iter().any(|problem| problem.kind == ProblemKind::Flattened)
    };
    let documents = workspace.files.iter().flat_map(|file| &file.documents);
    let repaired: Vec<Span> = documents.filter(is_repaired).map(|document| document.span).collect();
    if repaired.is_empty() {
        return;
    }
    let in_repaired = |span: Span| repaired.iter().any(|document| document.contains(span));
    for diagnostic in found {
        if diagnostic.fix.as_ref().is_some_and(|fix| fix.edits.iter().any(|edit| in_repaired(edit.span()))) {
            diagnostic.fix = None;
        }
        if in_repaired(diagnostic.primary.span) {
            let help = diagnostic.help.take().map_or_else(String::new, |help| format!("{help}; "));
            diagnostic.help = Some(format!("{help}found after repairing the indentation, which comes first"));
        }
    }
}
