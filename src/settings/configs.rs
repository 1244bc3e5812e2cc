//! The configurations of a run, and which of them applies to a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::discover::{self, Lookup};
use crate::settings::config::{self, Config, FILE_NAME};
use crate::source::{FileId, Source, reason};

/// The configurations, each read once.
#[derive(Clone)]
pub(crate) struct Configs(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// The configuration of `--config`, which applies to every file.
    only: Option<Arc<Chain>>,
    /// Files whose texts are not those on the disk, by their canonical paths.
    edited: HashMap<PathBuf, Arc<Source>>,
    folders: Mutex<HashMap<PathBuf, Arc<Above>>>,
    /// Why a configuration cannot be read.
    failed: Mutex<Option<String>>,
}

/// The configurations in a folder and in the folders above it, up to their repository.
#[derive(Default)]
struct Above {
    /// The configurations, the nearest first. Those above a configuration with `root: true` are left out.
    chains: Vec<Arc<Chain>>,
    repository: Option<PathBuf>,
}

/// A configuration and the configurations that it extends.
pub(crate) struct Chain {
    /// Canonical paths and texts, the configuration itself first.
    pub(crate) files: Vec<(PathBuf, String)>,
    is_root: bool,
    /// The `include` and `exclude` globs of each configuration.
    globs: Vec<Arc<discover::Project>>,
    /// Why the last configuration cannot be extended further.
    broken: Option<String>,
}

impl Configs {
    /// Reads configurations from the disk. `edited` has the files with other texts in an editor, by their canonical
    /// paths.
    pub(crate) fn new(edited: HashMap<PathBuf, Arc<Source>>) -> Configs {
        Configs(Arc::new(Inner { edited, ..Inner::default() }))
    }

    /// One configuration for every file, with globs relative to the folder of the project.
    ///
    /// # Errors
    /// A sentence that names the file, if it cannot be read.
    pub(crate) fn only(&self, path: &Path, project: &Path) -> Result<Configs, String> {
        let chain = self.0.read(&canonical(path), Some(project))?;
        Ok(Configs(Arc::new(Inner { only: Some(Arc::new(chain)), ..Inner::default() })))
    }

    /// Whether one configuration applies to every file.
    pub(crate) fn is_only(&self) -> bool {
        self.0.only.is_some()
    }

    /// The lookup that finds files by these configurations.
    pub(crate) fn lookup(&self) -> Lookup {
        let configs = self.clone();
        Lookup::new(move |folder| configs.globs(folder).into())
    }

    fn globs(&self, folder: &Path) -> Vec<Arc<discover::Project>> {
        let globs = |chain: &Arc<Chain>| chain.globs.clone();
        match &self.0.only {
            Some(only) => globs(only),
            None => self.above(folder).chains.iter().flat_map(globs).collect(),
        }
    }

    /// The configuration that applies to the files of a folder.
    pub(crate) fn nearest(&self, folder: &Path) -> Option<Arc<Chain>> {
        self.0.only.clone().or_else(|| self.above(folder).chains.first().cloned())
    }

    /// The folder of the configured project that a folder belongs to. It is the folder of the outermost configuration
    /// in its repository, or of the nearest one with `root: true`.
    pub(crate) fn root(&self, folder: &Path) -> Option<PathBuf> {
        self.above(folder).chains.last().and_then(|chain| chain.folder()).map(Path::to_path_buf)
    }

    /// The repository that a folder is in.
    pub(crate) fn repository(&self, folder: &Path) -> Option<PathBuf> {
        self.above(folder).repository.clone()
    }

    /// Why one of the configurations cannot be read.
    pub(crate) fn failure(&self) -> Option<String> {
        self.0.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The configurations in a folder and in the folders above it.
    fn above(&self, folder: &Path) -> Arc<Above> {
        if let Some(known) = self.folders().get(folder) {
            return Arc::clone(known);
        }
        let config = self.config(folder);
        // In a worktree, `.git` is a file.
        let is_repository = folder.join(".git").exists();
        let outer = folder.parent().filter(|_| !is_repository).map(|parent| self.above(parent)).unwrap_or_default();
        let is_root = config.as_ref().is_some_and(|chain| chain.is_root);
        let others = outer.chains.iter().filter(|_| !is_root).cloned();
        let chains = config.into_iter().chain(others).collect();
        let repository = if is_repository { Some(folder.to_path_buf()) } else { outer.repository.clone() };
        let found = Arc::new(Above { chains, repository });
        self.folders().insert(folder.to_path_buf(), Arc::clone(&found));
        found
    }

    fn folders(&self) -> MutexGuard<'_, HashMap<PathBuf, Arc<Above>>> {
        self.0.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The configuration in a folder.
    fn config(&self, folder: &Path) -> Option<Arc<Chain>> {
        let path = folder.join(FILE_NAME);
        match (self.0.edited.contains_key(&path) || path.is_file()).then(|| self.0.read(&canonical(&path), None))? {
            Ok(chain) => Some(Arc::new(chain)),
            Err(message) => {
                self.0.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
                None
            }
        }
    }
}

impl Inner {
    /// Reads a configuration and those that it extends. Its globs are relative to `project`, otherwise to its folder.
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
                chain.broken = Some(format!("`{written}` extends itself through other configurations"));
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
        match self.edited.get(path) {
            Some(source) => Ok(source.text.clone()),
            None => std::fs::read_to_string(path).map_err(|error| reason(&error)),
        }
    }
}

impl Chain {
    /// The canonical path of the configuration itself.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.files.first().map(|(path, _)| path.as_path())
    }

    /// The folder of the configuration.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.path()?.parent()
    }

    /// All settings, including the extended ones. `file` numbers the texts by their paths. `place` returns the path of
    /// a folder in the project.
    pub(crate) fn config(&self, file: impl Fn(&Path) -> FileId, place: impl Fn(&Path) -> (PathBuf, String)) -> Config {
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

/// The path without links. If it does not exist, the path is returned as it is.
pub(crate) fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
