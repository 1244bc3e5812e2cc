//! The last findings in a document that is now broken. A single unclosed quotation mark must not make every finding
//! disappear and come back.

use lsp_types::Diagnostic;

use super::diagnostics::diagnostic;
use super::moved::Moved;
use super::snapshot::Snapshot;
use super::state::Places;
use crate::source::{FileId, Source, Span};
use crate::yaml;

/// The last findings from the time when a file could be read completely: those in its broken documents, and those in
/// other files that are about these documents.
pub fn kept(snapshot: &Snapshot, file: FileId, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (path, before) in places.readable {
        let (Some(old), Some(new)) = (before.source(path), snapshot.source(path)) else { continue };
        if snapshot.is_readable(new.id()) {
            continue;
        }
        match new.id() == file {
            true => all.extend(in_broken(snapshot, before, old, new, places)),
            false => all.extend(about(snapshot, before, old.id(), file, places)),
        }
    }
    all
}

/// The findings in the broken documents themselves, if their text has not changed.
fn in_broken(
    snapshot: &Snapshot,
    before: &Snapshot,
    old: &Source,
    new: &Source,
    places: &Places<'_>,
) -> Vec<Diagnostic> {
    let moved = Moved::between(&old.text, &new.text);
    let parsed = yaml::parse(snapshot.sources.get(new.id()));
    let broken: Vec<Span> = parsed.documents.iter().filter(|one| one.broken).map(|one| one.span).collect();
    let kept = before.of_file(old.id()).filter_map(|finding| {
        let span = moved.span(finding.primary.span, new.id())?;
        let is_known = |other: &crate::diagnostic::Diagnostic| {
            other.rule == finding.rule && other.primary.span.start == span.start
        };
        if !broken.iter().any(|document| document.contains(span)) || snapshot.of_file(new.id()).any(is_known) {
            return None;
        }
        // Places in this text are moved to the current ones. A fix needs the current reading, so the finding has none.
        let mut finding = finding.clone();
        finding.primary.span = span;
        finding.related = finding
            .related
            .into_iter()
            .filter_map(|label| {
                let span = if label.span.file == old.id() { moved.span(label.span, new.id())? } else { label.span };
                Some(crate::diagnostic::Label { span, ..label })
            })
            .collect();
        Some(diagnostic(&finding, snapshot, places))
    });
    kept.collect()
}

/// The findings of another file with a place in the broken one. The text of the other file must be unchanged.
fn about(snapshot: &Snapshot, before: &Snapshot, broken: FileId, file: FileId, places: &Places<'_>) -> Vec<Diagnostic> {
    if before.named(&snapshot.sources.get(file).name) != Some(file) {
        return Vec::new();
    }
    let is_known = |print: &str| snapshot.of_file(file).any(|finding| finding.fingerprint == print);
    let kept = before.of_file(file).filter(|finding| finding.files().any(|one| one == broken));
    kept.filter(|finding| !is_known(&finding.fingerprint)).map(|finding| diagnostic(finding, before, places)).collect()
}
