//! What was known of a document before it broke off: half of a quotation mark must not make every finding go away and come back.

use lsp_types::Diagnostic;

use super::diagnostics::diagnostic;
use super::moved::Moved;
use super::snapshot::Snapshot;
use super::state::Places;
use crate::source::{FileId, Source, Span};
use crate::yaml;

/// The findings in the broken documents of a file, and those in other files that are about them, as they were when the file could
/// last be read to its end.
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

/// The findings of the broken documents themselves, if their text has not changed.
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
        // Places in this text are where they are now; a fix is made of what is read now, so there is none.
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

/// The findings of another file, whose text is what it was, with a place in the broken one.
fn about(snapshot: &Snapshot, before: &Snapshot, broken: FileId, file: FileId, places: &Places<'_>) -> Vec<Diagnostic> {
    if before.named(&snapshot.sources.get(file).name) != Some(file) {
        return Vec::new();
    }
    let is_known = |print: &str| snapshot.of_file(file).any(|finding| finding.fingerprint == print);
    let kept = before.of_file(file).filter(|finding| finding.files().any(|one| one == broken));
    kept.filter(|finding| !is_known(&finding.fingerprint)).map(|finding| diagnostic(finding, before, places)).collect()
}
