//! What the server knows of the editor, and what the last check found.

use std::path::Path;
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
    /// The open texts.
    pub buffers: Buffers,
    /// What the last check found, for each folder.
    pub snapshots: Vec<Arc<Snapshot>>,
}

/// How places are said to the editor.
pub struct Places<'a> {
    /// What columns count.
    pub encoding: Encoding,
    /// The open texts, which have the names that the editor gave them.
    pub buffers: &'a Buffers,
}

/// A file that a request is about.
pub struct Asked<'a> {
    /// What was found in its folder.
    pub snapshot: &'a Snapshot,
    /// Its text, which is that of the editor.
    pub source: &'a Arc<Source>,
    /// How places are said.
    pub places: Places<'a>,
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The text changed while the request waited: the editor asks again.
    Changed,
}

impl State {
    /// How places are said to the editor.
    pub fn places(&self) -> Places<'_> {
        Places { encoding: self.client.encoding, buffers: &self.buffers }
    }

    /// The file of a URI as it was checked. Returns `None` if it holds nothing to check.
    ///
    /// # Errors
    /// If the text of the editor is another one by now.
    pub fn asked(&self, uri: &Uri) -> Result<Option<Asked<'_>>, Refusal> {
        let Some(path) = uri::to_path(uri) else { return Ok(None) };
        let Some((snapshot, source)) = self.checked(&path) else { return Ok(None) };
        match self.buffers.get(&path) {
            Some(buffer) if buffer.source.text != source.text => Err(Refusal::Changed),
            _ => Ok(Some(Asked { snapshot, source, places: self.places() })),
        }
    }

    /// Whether the text of a file changed since it was checked.
    pub fn is_stale(&self, path: &Path) -> bool {
        let checked = self.checked(path).map(|(_, source)| source);
        let open = self.buffers.get(path).map(|buffer| &buffer.source);
        open.zip(checked).is_some_and(|(open, checked)| open.text != checked.text)
    }

    /// The text of a file that was checked last: that of the innermost folder which holds it.
    fn checked(&self, path: &Path) -> Option<(&Snapshot, &Arc<Source>)> {
        let holding = self.snapshots.iter().filter(|snapshot| path.starts_with(snapshot.folder()));
        let all = holding.filter_map(|snapshot| Some((&**snapshot, snapshot.source(path)?)));
        all.max_by_key(|(snapshot, _)| snapshot.folder().as_os_str().len())
    }
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
