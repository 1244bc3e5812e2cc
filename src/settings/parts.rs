//! The files of a project, by the configurations that apply to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Part;
use super::config::{Config, FILE_NAME};
use super::configs::{Chain, Configs};
use crate::discover;
use crate::source::FileId;

/// The result of a walk, with canonical paths.
pub(crate) struct Walk<'a> {
    /// The folder of the project.
    pub(crate) project: &'a Path,
    /// All files of the project.
    pub(crate) files: Vec<&'a Path>,
    /// The files whose findings are reported, in any order.
    pub(crate) wanted: Vec<&'a Path>,
    /// The folder that standard input belongs to. `None` if it is not read.
    pub(crate) stdin: Option<PathBuf>,
}

/// The configurations of the reported files of a project, and that of its folder.
pub(crate) struct Parts {
    /// The configurations. The one of the project's folder comes first.
    pub(crate) list: Vec<Configured>,
    /// The files that are bowline's own, by their canonical paths.
    pub(crate) own: HashSet<PathBuf>,
    /// Files of other projects whose findings are also requested, by the folder of their project.
    pub(crate) foreign: BTreeMap<PathBuf, Vec<PathBuf>>,
}

/// A configuration and the files that it applies to.
pub(crate) struct Configured {
    pub(crate) config: Config,
    pub(crate) part: Part,
    /// The canonical path of its folder.
    pub(crate) folder: PathBuf,
    /// Whether no finding of these files is reported.
    pub(crate) is_idle: bool,
}

impl Parts {
    /// Sorts the files of a walk. `add` takes the texts of configurations, each once, and numbers them.
    pub(crate) fn of(configs: &Configs, walk: &Walk<'_>, add: &mut dyn FnMut(&Path, &str) -> FileId) -> Parts {
        let project = walk.project;
        let mut foreign: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut own = HashSet::new();
        // The folders with configurations.
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        let is_config = |path: &Path| !configs.is_only() && path.file_name().is_some_and(|name| name == FILE_NAME);
        for path in walk.files.iter().filter(|path| is_config(path)) {
            own.insert(path.to_path_buf());
            folders.extend(path.parent().map(Path::to_path_buf));
        }
        let mut chains: BTreeMap<PathBuf, Arc<Chain>> = BTreeMap::new();
        for &path in &walk.wanted {
            let folder = path.parent().unwrap_or(path);
            match configs.root(folder).filter(|root| !configs.is_only() && root != project) {
                Some(root) => foreign.entry(root).or_default().push(path.to_path_buf()),
                None => chains.extend(configs.nearest(folder).and_then(Configured::key)),
            }
        }
        foreign.values_mut().for_each(|files| files.sort());
        let of_stdin = walk.stdin.as_ref().and_then(|folder| configs.nearest(folder)).and_then(Configured::key);
        let folder_of_stdin = of_stdin.as_ref().map(|(folder, _)| folder.clone());
        chains.extend(of_stdin);
        folders.extend(chains.keys().cloned());
        let main = configs.nearest(project);
        // `--config` may name a configuration in any folder.
        let main_folder = main.as_ref().and_then(|chain| chain.folder()).unwrap_or(project).to_path_buf();
        let is_only = configs.is_only();
        let is_idle = main.as_ref().is_some_and(|_| !chains.contains_key(&main_folder));
        let has_files_elsewhere = !chains.is_empty() || !foreign.is_empty();
        chains.remove(&main_folder);
        let ids = number(main.iter().chain(chains.values()), add, &mut own);
        let read = |chain: Option<&Chain>, folder: PathBuf, lacks_stdin| {
            let place = |path: &Path| match is_only {
                true => (project.to_path_buf(), String::new()),
                false => {
                    let folder = path.parent().unwrap_or(path);
                    (folder.to_path_buf(), within(project, folder))
                }
            };
            let file = |path: &Path| ids.get(path).copied().unwrap_or(FileId(0));
            let config = chain.map(|chain| chain.config(file, place)).unwrap_or_default();
            let others = folders.iter().filter(|other| !is_only && other.starts_with(&folder) && **other != folder);
            let others = others.map(|folder| within(project, folder)).collect();
            let part =
                Part { folder: if is_only { String::new() } else { within(project, &folder) }, others, lacks_stdin };
            Configured { config, part, folder, is_idle: false }
        };
        let lacks_stdin = |folder: &Path| folder_of_stdin.as_ref().is_some_and(|other| other != folder);
        let mut list = vec![read(main.as_deref(), main_folder.clone(), lacks_stdin(&main_folder))];
        list[0].is_idle = is_idle && has_files_elsewhere;
        for (folder, chain) in &chains {
            list.push(read(Some(chain), folder.clone(), lacks_stdin(folder)));
        }
        mark_shared(&mut list);
        Parts { list, own, foreign }
    }
}

impl Configured {
    fn key(chain: Arc<Chain>) -> Option<(PathBuf, Arc<Chain>)> {
        Some((chain.folder()?.to_path_buf(), chain))
    }
}

/// The path of a file or folder in the project, from its canonical path.
fn within(project: &Path, path: &Path) -> String {
    discover::slashed(path.strip_prefix(project).unwrap_or(path))
}

/// Numbers the texts of configurations, each once.
fn number<'c>(
    chains: impl Iterator<Item = &'c Arc<Chain>>,
    add: &mut dyn FnMut(&Path, &str) -> FileId,
    own: &mut HashSet<PathBuf>,
) -> HashMap<PathBuf, FileId> {
    let mut ids = HashMap::new();
    for (path, text) in chains.flat_map(|chain| &chain.files) {
        if !ids.contains_key(path) {
            ids.insert(path.clone(), add(path, text));
            own.insert(path.clone());
        }
    }
    ids
}

/// Marks the entries of `suppress` that several configurations contain.
fn mark_shared(list: &mut [Configured]) {
    let inherited: HashSet<_> = list
        .iter()
        .flat_map(|part| &part.config.suppressions)
        .filter(|entry| entry.is_shared)
        .map(|entry| entry.span)
        .collect();
    for entry in list.iter_mut().flat_map(|part| &mut part.config.suppressions) {
        entry.is_shared |= inherited.contains(&entry.span);
    }
}
