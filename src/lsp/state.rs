//! What the server knows of the editor, and what the last check found.

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

/// All that a request may ask.
#[derive(Default)]
pub struct State {
    /// What the editor can do.
    pub client: Client,
    /// What its user wants.
    pub preferences: Preferences,
    /// The folders that the editor works with.
    pub folders: Vec<PathBuf>,
    /// The open texts.
    pub buffers: Buffers,
    /// What the last check found, for each folder.
    pub snapshots: Vec<Arc<Snapshot>>,
    /// Of each folder, the last of these whose names were read. What is typed completes names from there if many files would
    /// have to be read for the newest ones.
    pub with_names: Vec<Arc<Snapshot>>,
    /// Of each open text, what was found when it could last be read to its end.
    pub readable: HashMap<PathBuf, Arc<Snapshot>>,
}

/// How places are written for the editor.
pub struct Places<'a> {
    /// What columns count.
    pub encoding: Encoding,
    /// The open texts, which have the names that the editor gave them.
    pub buffers: &'a Buffers,
    /// As in [`State`].
    pub readable: &'a HashMap<PathBuf, Arc<Snapshot>>,
}

/// A file that a request is about.
pub struct Asked<'a> {
    /// What was found in its folder.
    pub snapshot: &'a Snapshot,
    /// Its text, which is that of the editor.
    pub source: &'a Arc<Source>,
    /// How places are written.
    pub places: Places<'a>,
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The text changed while the request waited: the editor asks again.
    Changed,
    /// It cannot be done, for this reason.
    Failed(String),
}

impl State {
    /// How places are written for the editor.
    pub fn places(&self) -> Places<'_> {
        Places { encoding: self.client.encoding, buffers: &self.buffers, readable: &self.readable }
    }

    /// The file of a URI as it was checked. Returns `None` if there is nothing in it to check.
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

    /// What was found in the innermost folder around a file.
    pub fn holding(&self, path: &Path) -> Option<&Snapshot> {
        innermost(&self.snapshots, path, |_| true).map(|snapshot| &**snapshot)
    }

    /// What was found in each folder when its names were last read.
    pub fn named(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter().map(|newest| {
            let is_before = |old: &&Arc<Snapshot>| !newest.has_names() && old.folder() == newest.folder();
            &**self.with_names.iter().find(is_before).unwrap_or(newest)
        })
    }

    /// What was found in the innermost folder around a file when its names were last read.
    pub fn named_around(&self, path: &Path) -> Option<&Snapshot> {
        let folder = self.holding(path)?.folder();
        self.named().find(|snapshot| snapshot.folder() == folder)
    }

    /// Takes what a check found.
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

    /// The text of a file that was checked last, in the innermost folder around it.
    fn checked(&self, path: &Path) -> Option<(&Snapshot, &Arc<Source>)> {
        let snapshot = innermost(&self.snapshots, path, |one| one.source(path).is_some())?;
        Some((&**snapshot, snapshot.source(path)?))
    }
}

/// The innermost of the folders around a file that a test takes.
fn innermost<'s>(
    snapshots: &'s [Arc<Snapshot>],
    path: &Path,
    test: impl Fn(&Snapshot) -> bool,
) -> Option<&'s Arc<Snapshot>> {
    let around = snapshots.iter().filter(|snapshot| path.starts_with(snapshot.folder()) && test(snapshot));
    around.max_by_key(|snapshot| snapshot.folder().as_os_str().len())
}

impl Places<'_> {
    /// What the editor calls a file. Returns `None` for a path that is not UTF-8.
    pub fn uri(&self, path: &Path) -> Option<Uri> {
        match self.buffers.get(path) {
            Some(buffer) => Some(buffer.uri.clone()),
            None => uri::of_path(path),
        }
    }

    /// The version of a text. Returns `None` if it is not open.
    pub fn version(&self, path: &Path) -> Option<i32> {
        self.buffers.get(path).map(|buffer| buffer.version)
    }
}
