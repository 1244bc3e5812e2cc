//! The files that kustomizations name: those of the session, and those on the disk that nobody asked to be checked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::render::kustomize::{self, Content, Files, Project};
use crate::source::{Source, Sources, paths};
use crate::yaml::{self, Parsed};

/// Where files are that a session was not given. Paths are those of [`Source::path`].
pub trait Disk {
    /// The bytes of a file. Returns `None` if there is none.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// Whether a folder is there.
    fn is_folder(&self, path: &str) -> bool;
    /// Whether a path leads out of what may be read.
    fn is_outside(&self, path: &str) -> bool;
    /// Whether git ignores a file and does not track it either.
    fn is_ignored(&self, path: &str) -> bool;
    /// What people call a file.
    fn name(&self, path: &str) -> String;
}

/// Loads the kustomizations among some files with all that they name. What was not among the files becomes a source.
pub(super) fn load(sources: &mut Sources, parsed: &[Arc<Parsed>], disk: Option<&dyn Disk>) -> Project {
    let by_path: HashMap<String, Arc<Parsed>> =
        parsed.iter().map(|file| (paths::normalize(&file.source.path), Arc::clone(file))).collect();
    let own = by_path.keys().filter(|path| kustomize::is_file_name(path)).map(|path| paths::folder(path));
    let folders: HashSet<String> = own.collect();
    if folders.is_empty() {
        return Project::default();
    }
    let mut folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    folders.sort_unstable();
    let known = by_path.keys().flat_map(|path| above(path)).collect();
    kustomize::load(&mut Here { sources, by_path, folders: known, disk }, &folders)
}

/// The folders that a file is in.
fn above(path: &str) -> Vec<String> {
    let ends = path.char_indices().filter(|(_, c)| *c == '/');
    ends.map(|(at, _)| path[..at].to_owned()).chain([String::new()]).collect()
}

struct Here<'a> {
    sources: &'a mut Sources,
    by_path: HashMap<String, Arc<Parsed>>,
    folders: HashSet<String>,
    disk: Option<&'a dyn Disk>,
}

impl Files for Here<'_> {
    fn read(&mut self, path: &str) -> Option<Content> {
        if let Some(parsed) = self.by_path.get(path) {
            return Some(Content::Text(Arc::clone(&parsed.source)));
        }
        let disk = self.disk?;
        let bytes = disk.read(path)?;
        Some(Content::of(bytes, |text| self.sources.add(Source::at(disk.name(path), path.to_owned(), text))))
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

    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed> {
        match self.by_path.get(&source.path) {
            Some(parsed) if parsed.source.id() == source.id() => Arc::clone(parsed),
            _ => Arc::new(yaml::parse(source)),
        }
    }
}
