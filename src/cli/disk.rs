//! The files that a session itself reads from the disk, because kustomizations name them.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::discover;
use crate::session::{self, read};
use crate::source::paths;

/// The disk below and around a project's folder.
pub(super) struct Disk {
    pub(super) folder: PathBuf,
    pub(super) cwd: PathBuf,
    /// Files that are treated as missing.
    pub(super) absent: HashSet<PathBuf>,
    /// Whether the folder is that of a project. Nothing outside of a project is read.
    pub(super) is_bounded: bool,
}

impl session::Disk for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(path);
        if self.absent.contains(&path) { None } else { read(&path).ok() }
    }

    fn is_folder(&self, path: &str) -> bool {
        self.folder.join(path).is_dir()
    }

    fn is_outside(&self, path: &str) -> bool {
        self.is_bounded && paths::leads_out(path)
    }

    fn is_ignored(&self, path: &str) -> bool {
        discover::is_ignored(&self.folder.join(path))
    }

    fn is_repository(&self) -> bool {
        self.folder.join(".git").exists()
    }

    fn name(&self, path: &str) -> String {
        let path = self.folder.join(path);
        discover::slashed(path.strip_prefix(&self.cwd).unwrap_or(&path))
    }
}
