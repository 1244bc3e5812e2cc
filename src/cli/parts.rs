//! The files of a project by the configurations that apply to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::configs::{Chain, Configs, canonical};
use super::files::{Targets, Walked};
use super::project::{Project, folder_of};
use crate::settings::Part;
use crate::settings::config::{Config, FILE_NAME};
use crate::source::{FileId, Sources};

/// The configurations of a project whose files are wanted.
pub(super) struct Parts {
    /// The one of the project's folder comes first.
    pub(super) list: Vec<Configured>,
    /// The files that are bowline's own, by their canonical paths.
    pub(super) own: HashSet<PathBuf>,
    /// Wanted files of other projects, by the folder of their project.
    pub(super) foreign: BTreeMap<PathBuf, Vec<PathBuf>>,
}

/// A configuration and the files that it applies to.
pub(super) struct Configured {
    pub(super) config: Config,
    pub(super) part: Part,
    /// The canonical path of its folder.
    pub(super) folder: PathBuf,
    /// Whether none of the files is wanted.
    pub(super) is_idle: bool,
}

impl Parts {
    /// Sorts the files that a walk found. The texts of configurations are added to `sources`.
    pub(super) fn of(
        project: &Project,
        configs: &Configs,
        targets: &Targets,
        walked: &mut Walked,
        cwd: &Path,
        sources: &mut Sources,
    ) -> Result<Parts, Failure> {
        let mut foreign: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut own = HashSet::new();
        // The folders with configurations.
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        let is_config = |path: &Path| !configs.is_only() && path.file_name().is_some_and(|name| name == FILE_NAME);
        for found in walked.list.iter().filter(|found| is_config(&found.path)) {
            own.insert(found.path.clone());
            folders.extend(found.path.parent().map(Path::to_path_buf));
        }
        let mut chains: BTreeMap<PathBuf, Arc<Chain>> = BTreeMap::new();
        let stdin = targets.stdin_file.as_deref().unwrap_or(Path::new("."));
        let stdin = targets.stdin.then(|| configs.nearest(&folder_of(cwd, stdin))).flatten();
        let wanted: Vec<PathBuf> = walked.wanted.iter().cloned().collect();
        for path in wanted {
            let folder = path.parent().unwrap_or(&path);
            match configs.root(folder).filter(|root| !configs.is_only() && *root != project.folder) {
                Some(root) => {
                    walked.wanted.remove(&path);
                    foreign.entry(root).or_default().push(path);
                }
                None => chains.extend(configs.nearest(folder).and_then(Configured::key)),
            }
        }
        foreign.values_mut().for_each(|files| files.sort());
        let of_stdin = stdin.and_then(Configured::key);
        let folder_of_stdin = of_stdin.as_ref().map(|(folder, _)| folder.clone());
        chains.extend(of_stdin);
        folders.extend(chains.keys().cloned());
        if let Some(failure) = configs.failure() {
            return Err(failure);
        }
        let main = configs.nearest(&project.folder);
        // `--config` names one that may be anywhere.
        let main_folder = main.as_ref().and_then(|chain| chain.folder()).unwrap_or(&project.folder).to_path_buf();
        let is_only = configs.is_only();
        let is_idle = main.as_ref().is_some_and(|_| !chains.contains_key(&main_folder));
        let has_files_elsewhere = !chains.is_empty() || !foreign.is_empty();
        chains.remove(&main_folder);
        let ids = number(main.iter().chain(chains.values()), project, sources, &mut own);
        let read = |chain: Option<&Chain>, folder: PathBuf, lacks_stdin| {
            let place = |path: &Path| match is_only {
                true => (project.folder.clone(), String::new()),
                false => {
                    let folder = path.parent().unwrap_or(path);
                    (folder.to_path_buf(), project.path(folder))
                }
            };
            let file = |path: &Path| ids.get(path).copied().unwrap_or(FileId(0));
            let config = chain.map(|chain| chain.config(file, place)).unwrap_or_default();
            let others = folders.iter().filter(|other| !is_only && other.starts_with(&folder) && **other != folder);
            let others = others.map(|folder| project.path(folder)).collect();
            let part =
                Part { folder: if is_only { String::new() } else { project.path(&folder) }, others, lacks_stdin };
            Configured { config, part, folder, is_idle: false }
        };
        let lacks_stdin = |folder: &Path| folder_of_stdin.as_ref().is_some_and(|other| other != folder);
        let mut list = vec![read(main.as_deref(), main_folder.clone(), lacks_stdin(&main_folder))];
        list[0].is_idle = is_idle && has_files_elsewhere;
        for (folder, chain) in &chains {
            list.push(read(Some(chain), folder.clone(), lacks_stdin(folder)));
        }
        mark_shared(&mut list);
        Ok(Parts { list, own, foreign })
    }

    /// Adds the path of a baseline to bowline's own files.
    pub(super) fn keep_out(&mut self, path: &Path) {
        self.own.insert(canonical(path));
    }
}

impl Configured {
    fn key(chain: Arc<Chain>) -> Option<(PathBuf, Arc<Chain>)> {
        Some((chain.folder()?.to_path_buf(), chain))
    }
}

/// Adds the texts of configurations to the sources, each once.
fn number<'c>(
    chains: impl Iterator<Item = &'c Arc<Chain>>,
    project: &Project,
    sources: &mut Sources,
    own: &mut HashSet<PathBuf>,
) -> HashMap<PathBuf, FileId> {
    let mut ids = HashMap::new();
    for (path, text) in chains.flat_map(|chain| &chain.files) {
        if !ids.contains_key(path) {
            ids.insert(path.clone(), sources.add(project.source(path, text.clone())).id());
            own.insert(path.clone());
        }
    }
    ids
}

/// Marks the entries of `suppress` that others have as well.
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
