//! The diagnostics of each file: findings in it, findings in other files about it, and the last findings in broken
//! documents.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_types::Diagnostic;
use rayon::prelude::*;

use super::diagnostics::{diagnostic, hint};
use super::kept::kept;
use super::snapshot::Snapshot;
use super::state::{Places, State};
use crate::source::FileId;

/// The diagnostics of the files of all folders, by file. A file may be in several folders.
pub fn of_folders(state: &State) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let places = state.places();
    let mut found: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for (path, diagnostics) in state.snapshots.iter().flat_map(|snapshot| all(snapshot, &places)) {
        found.entry(path).or_default().extend(diagnostics);
    }
    found
}

/// The diagnostics of each file that has some. A finding is in the file to edit. An open file that contains another
/// place of the finding gets a hint there.
fn all(snapshot: &Snapshot, places: &Places<'_>) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let open = places.buffers.iter().filter_map(|(path, _)| snapshot.source(path)).map(|source| source.id());
    let before = places.readable.values().flat_map(|before| before.files());
    let before = before.filter(|file| (file.0 as usize) < snapshot.sources.len());
    let mut files: Vec<_> = snapshot.files().chain(open).chain(before).collect();
    files.sort_unstable();
    files.dedup();
    files.into_par_iter().map(|file| (snapshot.path(file), of_file(snapshot, file, places))).collect()
}

/// The diagnostics of one file, as in [`of_folders`].
pub fn of_file(snapshot: &Snapshot, file: FileId, places: &Places<'_>) -> Vec<Diagnostic> {
    let own = snapshot.of_file(file).map(|finding| diagnostic(finding, snapshot, places));
    let is_open = places.buffers.get(&snapshot.path(file)).is_some();
    let hints = is_open.then(|| snapshot.touching(file)).into_iter().flatten();
    let hints = hints.map(|(finding, span, label)| hint(finding, span, label, snapshot, places));
    own.chain(hints).chain(kept(snapshot, file, places)).collect()
}
