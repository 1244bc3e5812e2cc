//! The configurations of a run: which of them applies to a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::project::canonical;
use super::{Failure, reason};
use crate::discover::{self, Lookup};
use crate::settings::config::{self, Config, FILE_NAME};
use crate::source::FileId;

/// The configurations, each read once.
#[derive(Clone)]
pub(super) struct Configs(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// `--config`: it applies to every file.
    only: Option<Arc<Chain>>,
    /// A file whose text is not the one on the disk.
    edited: Option<(PathBuf, String)>,
    folders: Mutex<HashMap<PathBuf, Level>>,
    /// Why a configuration cannot be read.
    failed: Mutex<Option<String>>,
}

/// What a folder has.
#[derive(Clone)]
struct Level {
    config: Option<Arc<Chain>>,
    is_repository: bool,
}

/// A configuration and those that it extends.
pub(super) struct Chain {
    /// Canonical paths and texts, its own first.
    pub(super) files: Vec<(PathBuf, String)>,
    is_root: bool,
    /// What each of them asks to take and to leave.
    globs: Vec<Arc<discover::Project>>,
    /// Why the last one cannot be extended further.
    broken: Option<String>,
}

impl Configs {
    /// Reads what is on the disk. `edited` is a file with the text that it has in an editor.
    pub(super) fn new(edited: Option<(PathBuf, String)>) -> Configs {
        Configs(Arc::new(Inner { edited, ..Inner::default() }))
    }

    /// One configuration for every file, with globs relative to the folder of the project.
    pub(super) fn only(&self, path: &Path, project: &Path) -> Result<Configs, Failure> {
        let chain = self.0.read(&canonical(path), Some(project)).map_err(Failure::Message)?;
        Ok(Configs(Arc::new(Inner { only: Some(Arc::new(chain)), ..Inner::default() })))
    }

    /// Whether one configuration applies to every file.
    pub(super) fn is_only(&self) -> bool {
        self.0.only.is_some()
    }

    /// What finds files by these configurations.
    pub(super) fn lookup(&self) -> Lookup {
        let configs = self.clone();
        Lookup::new(move |folder| configs.globs(folder).into())
    }

    fn globs(&self, folder: &Path) -> Vec<Arc<discover::Project>> {
        let chains = match &self.0.only {
            Some(only) => vec![Arc::clone(only)],
            None => self.above(folder).0,
        };
        chains.iter().flat_map(|chain| chain.globs.iter().cloned()).collect()
    }

    /// The configuration that applies to the files of a folder.
    pub(super) fn nearest(&self, folder: &Path) -> Option<Arc<Chain>> {
        self.0.only.clone().or_else(|| self.above(folder).0.into_iter().next())
    }

    /// The folder of the configured project that a folder belongs to: that of the outermost configuration in its repository, or
    /// of the nearest one that says `root: true`.
    pub(super) fn root(&self, folder: &Path) -> Option<PathBuf> {
        self.above(folder).0.last().and_then(|chain| chain.folder()).map(Path::to_path_buf)
    }

    /// The repository that a folder is in.
    pub(super) fn repository(&self, folder: &Path) -> Option<PathBuf> {
        self.above(folder).1
    }

    /// Why a configuration that was looked for cannot be read.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.0.failed.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Failure::Message)
    }

    /// The configurations of a folder and of those above it, the nearest first, and the repository that they end at.
    fn above(&self, folder: &Path) -> (Vec<Arc<Chain>>, Option<PathBuf>) {
        let mut found: Vec<Arc<Chain>> = Vec::new();
        for folder in folder.ancestors() {
            let Level { config, is_repository } = self.level(folder);
            if !found.last().is_some_and(|chain| chain.is_root) {
                found.extend(config);
            }
            if is_repository {
                return (found, Some(folder.to_path_buf()));
            }
        }
        (found, None)
    }

    fn level(&self, folder: &Path) -> Level {
        let mut folders = self.0.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(level) = folders.get(folder) {
            return level.clone();
        }
        let path = folder.join(FILE_NAME);
        let is_edited = self.0.edited.as_ref().is_some_and(|(edited, _)| *edited == path);
        let read = (is_edited || path.is_file()).then(|| self.0.read(&canonical(&path), None));
        let config = read.and_then(|read| match read {
            Ok(chain) => Some(Arc::new(chain)),
            Err(message) => {
                self.0.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
                None
            }
        });
        // In a worktree it is a file.
        let level = Level { config, is_repository: folder.join(".git").exists() };
        folders.insert(folder.to_path_buf(), level.clone());
        level
    }
}

impl Inner {
    /// Reads a configuration with those that it extends. Its globs are relative to `project`, otherwise to its folder.
    fn read(&self, path: &Path, project: Option<&Path>) -> Result<Chain, String> {
        let text = self.text(path).map_err(|why| format!("{}: {why}", path.display()))?;
        let mut chain = Chain { files: Vec::new(), is_root: false, globs: Vec::new(), broken: None };
        let mut next = Some((path.to_path_buf(), text));
        while let Some((path, text)) = next.take() {
            let config = config::read(&text, FileId(0));
            chain.is_root |= chain.files.is_empty() && config.root;
            let folder = project.or(path.parent()).unwrap_or(&path).to_path_buf();
            // The reader took only globs that are valid.
            chain.globs.extend(discover::Project::new(folder, &config.include, &config.exclude).ok().map(Arc::new));
            let base = config.extends.map(|(base, _)| (canonical(&path.parent().unwrap_or(&path).join(&base)), base));
            chain.files.push((path, text));
            let Some((base, written)) = base else { break };
            let written = written.display();
            if chain.files.iter().any(|(known, _)| *known == base) {
                chain.broken = Some(format!("`{written}` is extended in a circle"));
                break;
            }
            match self.text(&base) {
                Ok(text) => next = Some((base, text)),
                Err(why) => chain.broken = Some(format!("cannot extend `{written}`: {why}")),
            }
        }
        Ok(chain)
    }

    fn text(&self, path: &Path) -> Result<String, String> {
        match &self.edited {
            Some((edited, text)) if edited == path => Ok(text.clone()),
            _ => std::fs::read_to_string(path).map_err(|error| reason(&error)),
        }
    }
}

impl Chain {
    /// The canonical path of the configuration itself.
    pub(super) fn path(&self) -> Option<&Path> {
        self.files.first().map(|(path, _)| path.as_path())
    }

    /// The folder that it is in.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.path()?.parent()
    }

    /// All settings, including what it extends. `file` numbers the texts by their paths, and `place` returns the path
    /// of a folder in the project.
    pub(super) fn config(&self, file: impl Fn(&Path) -> FileId, place: impl Fn(&Path) -> (PathBuf, String)) -> Config {
        let mut whole: Option<Config> = None;
        for (path, text) in self.files.iter().rev() {
            let (folder, shown) = place(path);
            let mut config = config::read(text, file(path)).placed(&folder, &shown);
            if let (None, Some(message)) = (&whole, &self.broken) {
                config.cannot_extend(message.clone());
            }
            whole = Some(match whole {
                Some(base) => config.over(base),
                None => config,
            });
        }
        whole.unwrap_or_default()
    }
}
