//! The state of the editor, as the server knows it, and the findings of the last check.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::Uri;

use super::buffers::Buffers;
use super::client::{Client, Preferences};
use super::position::Encoding;
use super::snapshot::Snapshot;
use super::uri;
use crate::source::Source;

/// The data that requests read.
#[derive(Default)]
pub struct State {
    /// The capabilities of the editor.
    pub client: Client,
    /// The preferences of the user.
    pub preferences: Preferences,
    /// The folders that are open in the editor.
    pub folders: Vec<PathBuf>,
    /// The open files.
    pub buffers: Buffers,
    /// The result of the last check, for each folder.
    pub snapshots: Vec<Arc<Snapshot>>,
    /// For each folder, the last snapshot whose names were read. Completion uses its names if the newest snapshot would
    /// first have to read many files.
    pub with_names: Vec<Arc<Snapshot>>,
    /// For each open file, the snapshot of the last text that could be read completely.
    pub readable: HashMap<PathBuf, Arc<Snapshot>>,
}

/// The form of places for the editor.
pub struct Places<'a> {
    /// The unit of columns.
    pub encoding: Encoding,
    /// The open files, which have the names that the editor gave them.
    pub buffers: &'a Buffers,
    /// The same as in [`State`].
    pub readable: &'a HashMap<PathBuf, Arc<Snapshot>>,
}

/// A file that a request is about.
pub struct Asked<'a> {
    /// The last result of the folder that contains the file.
    pub snapshot: &'a Snapshot,
    /// The text of the file, as in the editor.
    pub source: &'a Arc<Source>,
    /// The form of places.
    pub places: Places<'a>,
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The text changed while the request waited: the editor asks again.
    Changed,
    /// The server cannot do it, for this reason.
    Failed(String),
}

impl State {
    /// The form of places for the editor.
    pub fn places(&self) -> Places<'_> {
        Places { encoding: self.client.encoding, buffers: &self.buffers, readable: &self.readable }
    }

    /// The file of a URI as it was checked. Returns `None` if no check read it.
    ///
    /// # Errors
    /// If the text in the editor has changed since.
    pub fn asked(&self, uri: &Uri) -> Result<Option<Asked<'_>>, Refusal> {
        let Some(path) = uri::to_path(uri) else { return Ok(None) };
        let Some((snapshot, source)) = self.checked(&path) else { return Ok(None) };
        match self.buffers.get(&path) {
            Some(buffer) if buffer.source.text != source.text => Err(Refusal::Changed),
            _ => Ok(Some(Asked { snapshot, source, places: self.places() })),
        }
    }

    /// The last result of the innermost folder around a file.
    pub fn holding(&self, path: &Path) -> Option<&Snapshot> {
        innermost(&self.snapshots, path, |_| true).map(|snapshot| &**snapshot)
    }

    /// For each folder, the last result whose names were read.
    pub fn named(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter().map(|newest| {
            let is_before = |old: &&Arc<Snapshot>| !newest.has_names() && old.folder() == newest.folder();
            &**self.with_names.iter().find(is_before).unwrap_or(newest)
        })
    }

    /// The last result whose names were read, of the innermost folder around a file.
    pub fn named_around(&self, path: &Path) -> Option<&Snapshot> {
        let folder = self.holding(path)?.folder();
        self.named().find(|snapshot| snapshot.folder() == folder)
    }

    /// Takes the results of a check.
    pub fn take(&mut self, snapshots: Vec<Arc<Snapshot>>) {
        let known = std::mem::take(&mut self.with_names);
        let before = |new: &Arc<Snapshot>| {
            let mut earlier = self.snapshots.iter().chain(&known).filter(|old| old.folder() == new.folder());
            earlier.find(|old| old.has_names()).map(Arc::clone)
        };
        self.with_names = snapshots.iter().filter_map(before).collect();
        self.snapshots = snapshots;
        for (path, _) in self.buffers.iter() {
            let is_readable = |one: &Snapshot| one.source(path).is_some_and(|source| one.is_readable(source.id()));
            if let Some(snapshot) = innermost(&self.snapshots, path, is_readable) {
                self.readable.insert(path.clone(), Arc::clone(snapshot));
            }
        }
        self.readable.retain(|path, _| self.buffers.get(path).is_some());
    }

    /// Whether the text of a file changed since it was checked.
    pub fn is_stale(&self, path: &Path) -> bool {
        let checked = self.checked(path).map(|(_, source)| source);
        let open = self.buffers.get(path).map(|buffer| &buffer.source);
        open.zip(checked).is_some_and(|(open, checked)| open.text != checked.text)
    }

    /// The last checked text of a file, in the innermost folder around it.
    fn checked(&self, path: &Path) -> Option<(&Snapshot, &Arc<Source>)> {
        let snapshot = innermost(&self.snapshots, path, |one| one.source(path).is_some())?;
        Some((&**snapshot, snapshot.source(path)?))
    }
}

/// The innermost folder around a file that passes a test.
fn innermost<'s>(
    snapshots: &'s [Arc<Snapshot>],
    path: &Path,
    test: impl Fn(&Snapshot) -> bool,
) -> Option<&'s Arc<Snapshot>> {
    let around = snapshots.iter().filter(|snapshot| path.starts_with(snapshot.folder()) && test(snapshot));
    around.max_by_key(|snapshot| snapshot.folder().as_os_str().len())
}

impl Places<'_> {
    /// The URI of a file in the editor. Returns `None` for a path that is not UTF-8.
    pub fn uri(&self, path: &Path) -> Option<Uri> {
        match self.buffers.get(path) {
            Some(buffer) => Some(buffer.uri.clone()),
            None => uri::of_path(path),
        }
    }

    /// The version of an open file. Returns `None` if the file is not open.
    pub fn version(&self, path: &Path) -> Option<i32> {
        self.buffers.get(path).map(|buffer| buffer.version)
    }
}
