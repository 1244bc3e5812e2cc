//! The files that kustomizations name: files of the session, and further files on the disk.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::render::kustomize::{self, Content, Files, Project};
use crate::source::{Source, Sources, paths};
use crate::yaml::{self, Parsed};

/// The source of files that a session was not given. Paths are those of [`Source::path`].
pub trait Disk {
    /// The bytes of a file. Returns `None` if it does not exist.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// Whether a folder exists.
    fn is_folder(&self, path: &str) -> bool;
    /// Whether a path is outside of what may be read.
    fn is_outside(&self, path: &str) -> bool;
    /// Whether git ignores a file and does not track it either.
    fn is_ignored(&self, path: &str) -> bool;
    /// Whether the folder that paths are relative to is the top of a repository.
    fn is_repository(&self) -> bool {
        false
    }
    /// The name of a file in reports.
    fn name(&self, path: &str) -> String;
}

/// Texts that kustomizations name and that are not files of the session, by their paths.
pub(super) type Others = HashMap<String, Arc<Source>>;

/// Loads the kustomizations among some files, with everything that they name. A file that is not among these becomes a
/// source, and is added to `others`. A text that was already there keeps its number.
pub(super) fn load(
    sources: &mut Sources,
    parsed: &[Arc<Parsed>],
    disk: Option<&dyn Disk>,
    others: &mut Others,
) -> Project {
    let by_path: HashMap<String, Arc<Parsed>> =
        parsed.iter().map(|file| (paths::normalize(&file.source.path), Arc::clone(file))).collect();
    let own = by_path.keys().filter(|path| kustomize::is_file_name(path)).map(|path| paths::folder(path));
    let folders: HashSet<String> = own.collect();
    if folders.is_empty() {
        return Project::default();
    }
    let mut folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    folders.sort_unstable();
    let known = folders_of(by_path.keys());
    let before = std::mem::take(others);
    kustomize::load(&mut Here { sources, by_path, folders: known, disk, before, others }, &folders)
}

/// The folders that contain some files, directly or at any depth.
fn folders_of<'p>(paths: impl Iterator<Item = &'p String>) -> HashSet<String> {
    let mut known = HashSet::from([String::new()]);
    for path in paths {
        let mut rest = path.as_str();
        while let Some((folder, _)) = rest.rsplit_once('/').filter(|(folder, _)| !known.contains(*folder)) {
            known.insert(folder.to_owned());
            rest = folder;
        }
    }
    known
}

struct Here<'a> {
    sources: &'a mut Sources,
    by_path: HashMap<String, Arc<Parsed>>,
    folders: HashSet<String>,
    disk: Option<&'a dyn Disk>,
    before: Others,
    others: &'a mut Others,
}

impl Here<'_> {
    fn add(&mut self, name: String, path: &str, text: String) -> Arc<Source> {
        let known = self.others.get(path).or_else(|| self.before.get(path)).filter(|known| known.text == text);
        let source = known.cloned().unwrap_or_else(|| self.sources.add(Source::at(name, path.to_owned(), text)));
        self.others.insert(path.to_owned(), Arc::clone(&source));
        source
    }
}

impl Files for Here<'_> {
    fn read(&mut self, path: &str) -> Option<Content> {
        if let Some(parsed) = self.by_path.get(path) {
            return Some(Content::Text(Arc::clone(&parsed.source)));
        }
        let disk = self.disk?;
        let bytes = disk.read(path)?;
        Some(Content::of(bytes, |text| self.add(disk.name(path), path, text)))
    }

    fn is_folder(&mut self, path: &str) -> bool {
        self.folders.contains(path) || self.disk.is_some_and(|disk| disk.is_folder(path))
    }

    fn is_outside(&mut self, path: &str) -> bool {
        !self.by_path.contains_key(path) && self.disk.is_some_and(|disk| disk.is_outside(path))
    }

    fn is_ignored(&mut self, path: &str) -> bool {
        self.disk.is_some_and(|disk| disk.is_ignored(path))
    }

    fn is_repository(&mut self) -> bool {
        self.disk.is_some_and(Disk::is_repository)
    }

    fn manifests(&self) -> Vec<Arc<Parsed>> {
        let mut all: Vec<Arc<Parsed>> = self.by_path.values().cloned().collect();
        all.sort_by(|one, other| one.source.path.cmp(&other.source.path));
        all
    }

    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed> {
        match self.by_path.get(&source.path) {
            Some(parsed) if parsed.source.id() == source.id() => Arc::clone(parsed),
            _ => Arc::new(yaml::parse(source)),
        }
    }
}
