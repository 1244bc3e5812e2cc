//! The files that are open in the editor, saved or not.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Encoding;
use crate::source::Source;

/// An open file.
#[derive(Debug, Clone)]
pub struct Buffer {
    /// The URI of the file in the editor.
    pub uri: Uri,
    /// The version that the editor gave to the last change.
    pub version: i32,
    /// The text, under the path of its file.
    pub source: Arc<Source>,
}

/// All open files, by their paths without links.
#[derive(Debug, Clone, Default)]
pub struct Buffers(HashMap<PathBuf, Buffer>);

impl Buffers {
    /// Takes the text of an opened file.
    pub fn open(&mut self, path: PathBuf, uri: Uri, version: i32, text: String) {
        let source = source(&path, text);
        self.0.insert(path, Buffer { uri, version, source });
    }

    /// Forgets a closed file.
    pub fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// An open file. Returns `None` if the file is not open.
    pub fn get(&self, path: &Path) -> Option<&Buffer> {
        self.0.get(path)
    }

    /// All open files, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Buffer)> {
        self.0.iter()
    }

    /// Applies changes in their order. Returns whether they were applied. Changes to a file that is not open, or to a
    /// newer version of the text, are not applied.
    pub fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let Some(buffer) = self.0.get_mut(path).filter(|buffer| buffer.version < version) else { return false };
        for change in changes {
            let text = match change.range {
                None => change.text,
                Some(range) => {
                    let (start, end) =
                        (encoding.offset(&buffer.source, range.start), encoding.offset(&buffer.source, range.end));
                    let mut text = buffer.source.text.clone();
                    text.replace_range(start.min(end) as usize..start.max(end) as usize, &change.text);
                    text
                }
            };
            buffer.source = source(path, text);
        }
        buffer.version = version;
        true
    }
}

fn source(path: &Path, text: String) -> Arc<Source> {
    Arc::new(Source::new(path.to_string_lossy().into_owned(), text))
}
