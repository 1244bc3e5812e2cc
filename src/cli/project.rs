//! The project around the targets of a run: its folder and its configuration.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::discover;
use crate::settings::baseline;
use crate::settings::config::{self, Config};
use crate::source::{FileId, Source};

/// Where a run takes place.
pub(super) struct Project {
    /// Canonical: the folder of `bowline.yaml`, else that of the repository, else the working directory.
    pub(super) folder: PathBuf,
    /// False where the folder is only the working directory.
    pub(super) is_known: bool,
    /// What the configuration says; it is the source `FileId(0)`.
    pub(super) config: Config,
    /// The configuration's file, canonical, and its text.
    pub(super) file: Option<(PathBuf, Source)>,
    /// What relative paths are shown against, canonical.
    cwd: PathBuf,
}

impl Project {
    /// Finds the project of some targets, which are relative to `cwd`; `config` is used instead of what is found.
    pub(super) fn find(cwd: &Path, targets: &[PathBuf], config: Option<&Path>) -> Result<Project, Failure> {
        let cwd = canonical(cwd);
        let start = common_folder(&cwd, targets);
        let found = config::find(&start);
        let repository = start.ancestors().find(|folder| folder.join(".git").exists());
        let folder = found.as_deref().and_then(Path::parent).or(repository);
        let mut project = Project {
            folder: folder.map_or_else(|| cwd.clone(), Path::to_path_buf),
            is_known: folder.is_some(),
            config: Config::default(),
            file: None,
            cwd: cwd.clone(),
        };
        if let Some(path) = config.map(|path| cwd.join(path)).or(found) {
            let text = config::load(&path).map_err(Failure::Message)?;
            project.configure(canonical(&path), text);
        }
        Ok(project)
    }

    /// Where the baseline is kept.
    pub(super) fn usual_baseline(&self) -> PathBuf {
        self.folder.join(self.config.baseline.as_deref().unwrap_or(Path::new(baseline::FILE_NAME)))
    }

    /// Takes a text for the configuration, whose file has this canonical path.
    pub(super) fn configure(&mut self, path: PathBuf, text: String) {
        self.config = config::read(&text, FileId(0));
        let source = self.source(&path, text);
        self.file = Some((path, source));
    }

    /// A text with its name for people and its path in the project.
    pub(super) fn source(&self, path: &Path, text: String) -> Source {
        Source::at(self.name(path), self.path(path), text)
    }

    /// What people call a file, by its canonical path.
    pub(super) fn name(&self, path: &Path) -> String {
        let shown = match (path.strip_prefix(&self.cwd), path.strip_prefix(&self.folder)) {
            (Ok(rest), _) => rest.to_path_buf(),
            (_, Ok(rest)) => self.shown_folder().join(rest),
            _ => path.to_path_buf(),
        };
        discover::slashed(&shown)
    }

    /// Where a file stands in the project, by its canonical path.
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

/// The folder that holds all targets.
fn common_folder(cwd: &Path, targets: &[PathBuf]) -> PathBuf {
    let folders = targets.iter().map(|target| {
        let path = canonical(&cwd.join(target));
        match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => path,
            // A pipe such as `<(helm template .)` stands nowhere.
            Ok(meta) if !meta.is_file() => cwd.to_path_buf(),
            _ => path.parent().map(Path::to_path_buf).unwrap_or(path),
        }
    });
    let common = |a: PathBuf, b: PathBuf| {
        let shared = a.components().zip(b.components()).take_while(|(a, b)| a == b);
        shared.map(|(part, _)| part).collect()
    };
    folders.reduce(common).unwrap_or_else(|| cwd.to_path_buf())
}

/// The path without links, where it is there.
pub(super) fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
