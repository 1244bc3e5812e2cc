//! Files as the editor has them: the open text takes precedence over the saved one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::discover;
use crate::session::{self, Disk};
use crate::source::{Source, paths};

/// The texts of open files, by their paths without links.
pub type Texts = HashMap<PathBuf, Arc<Source>>;

/// Answers of the disk since the last refresh, by path. Typing in the editor changes no file.
#[derive(Default)]
pub struct Seen {
    bytes: RefCell<HashMap<String, Option<Vec<u8>>>>,
    folders: RefCell<HashMap<String, bool>>,
    ignored: RefCell<HashMap<String, bool>>,
}

/// The known answer for a path. If there is none, `look` finds it.
fn once<T: Clone>(known: &RefCell<HashMap<String, T>>, path: &str, look: impl FnOnce() -> T) -> T {
    if let Some(found) = known.borrow().get(path) {
        return found.clone();
    }
    let found = look();
    known.borrow_mut().insert(path.to_owned(), found.clone());
    found
}

/// The disk around a project, with the open files of the editor.
pub struct Overlaid<'a> {
    /// The folder of the project.
    pub project: &'a Path,
    /// The folder that names of files are relative to.
    pub folder: &'a Path,
    /// Whether nothing outside the project may be read.
    pub is_bounded: bool,
    /// The open texts.
    pub texts: &'a Texts,
    /// The earlier answers of the disk.
    pub seen: &'a Seen,
}

impl Overlaid<'_> {
    /// The path of a file without `.` and `..`.
    fn full(&self, path: &str) -> PathBuf {
        let mut full = PathBuf::new();
        for part in self.project.join(path).components() {
            match part {
                std::path::Component::ParentDir => {
                    full.pop();
                }
                std::path::Component::CurDir => {}
                _ => full.push(part),
            }
        }
        full
    }
}

impl Disk for Overlaid<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let full = self.full(path);
        match self.texts.get(&full) {
            Some(source) => Some(source.text.clone().into_bytes()),
            None => once(&self.seen.bytes, path, || session::read(&full).ok()),
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        once(&self.seen.folders, path, || self.full(path).is_dir())
    }

    fn is_outside(&self, path: &str) -> bool {
        self.is_bounded && paths::leads_out(path)
    }

    fn is_ignored(&self, path: &str) -> bool {
        once(&self.seen.ignored, path, || discover::is_ignored(&self.full(path)))
    }

    fn is_repository(&self) -> bool {
        self.project.join(".git").exists()
    }

    fn name(&self, path: &str) -> String {
        let full = self.full(path);
        discover::slashed(full.strip_prefix(self.folder).unwrap_or(&full))
    }
}
