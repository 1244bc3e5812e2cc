//! The project around the targets of a run: its folder and the names of its files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::discover;
use crate::settings::baseline;
use crate::settings::configs::{Configs, canonical};
use crate::source::Source;

/// The project of a run.
pub(super) struct Project {
    /// The canonical path of the project's folder: the folder of the outermost `bowline.yaml`, otherwise of the
    /// repository, otherwise the working directory.
    pub(super) folder: PathBuf,
    /// Whether the folder is that of a configuration or repository, and not only the working directory.
    pub(super) is_known: bool,
    /// Whether the folder has a configuration.
    pub(super) is_configured: bool,
    /// The canonical working directory. Shown paths are relative to it.
    cwd: PathBuf,
}

impl Project {
    /// The project of a folder that has a configuration.
    pub(super) fn configured(cwd: &Path, folder: PathBuf) -> Project {
        Project { folder, is_known: true, is_configured: true, cwd: canonical(cwd) }
    }

    /// The project around all targets, which are relative to `cwd`.
    pub(super) fn of(cwd: &Path, targets: &[PathBuf], configs: &Configs) -> Project {
        match configs.root(&common_folder(&canonical(cwd), targets)) {
            Some(folder) => Project::configured(cwd, folder),
            None => Project::around(cwd, targets, configs),
        }
    }

    /// The project of targets without a configuration, which are relative to `cwd`.
    pub(super) fn around(cwd: &Path, targets: &[PathBuf], configs: &Configs) -> Project {
        let cwd = canonical(cwd);
        let repository = configs.repository(&common_folder(&cwd, targets));
        let is_known = repository.is_some();
        Project { folder: repository.unwrap_or_else(|| cwd.clone()), is_known, is_configured: false, cwd }
    }

    /// The path of the baseline if the configuration names none.
    pub(super) fn usual_baseline(&self) -> PathBuf {
        self.folder.join(baseline::FILE_NAME)
    }

    /// A text with its name for people and its path in the project.
    pub(super) fn source(&self, path: &Path, text: String) -> Source {
        Source::at(self.name(path), self.path(path), text)
    }

    /// The name of a file in reports, from its canonical path.
    pub(super) fn name(&self, path: &Path) -> String {
        let shown = match (path.strip_prefix(&self.cwd), path.strip_prefix(&self.folder)) {
            (Ok(rest), _) => rest.to_path_buf(),
            (_, Ok(rest)) => self.shown_folder().join(rest),
            _ => path.to_path_buf(),
        };
        discover::slashed(&shown)
    }

    /// The path of a file in the project, from its canonical path.
    pub(super) fn path(&self, path: &Path) -> String {
        discover::slashed(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    /// The project's folder as a person in the working directory writes it.
    pub(super) fn shown_folder(&self) -> PathBuf {
        match (self.cwd.strip_prefix(&self.folder), self.folder.strip_prefix(&self.cwd)) {
            _ if self.cwd == self.folder => PathBuf::from("."),
            (Ok(below), _) => below.components().map(|_| "..").collect(),
            (_, Ok(rest)) => rest.to_path_buf(),
            _ => self.folder.clone(),
        }
    }
}

/// The folder around all targets.
fn common_folder(cwd: &Path, targets: &[PathBuf]) -> PathBuf {
    let common = |a: PathBuf, b: PathBuf| {
        let shared = a.components().zip(b.components()).take_while(|(a, b)| a == b);
        shared.map(|(part, _)| part).collect()
    };
    targets.iter().map(|target| folder_of(cwd, target)).reduce(common).unwrap_or_else(|| cwd.to_path_buf())
}

/// The canonical path of a target that is a folder, otherwise of the folder that contains the target.
pub(super) fn folder_of(cwd: &Path, target: &Path) -> PathBuf {
    let path = canonical(&cwd.join(target));
    match fs::metadata(&path) {
        Ok(meta) if meta.is_dir() => path,
        // A pipe such as `<(helm template .)` is in no folder.
        Ok(meta) if !meta.is_file() => canonical(cwd),
        _ => path.parent().map(Path::to_path_buf).unwrap_or(path),
    }
}
