//! Loads what kustomizations name, and what that names in turn.

use super::file::{Kustomization, NAMES};
use super::project::{Content, Files, Project, Unit};

/// Loads the kustomizations of some folders with all that they name.
pub fn load(files: &mut dyn Files, folders: &[&str]) -> Project {
    let mut loader = Loader { files, project: Project::default(), waiting: Vec::new() };
    loader.waiting.extend(folders.iter().map(|folder| (*folder).to_owned()));
    while let Some(folder) = loader.waiting.pop() {
        loader.folder(&folder);
    }
    loader.project
}

struct Loader<'f> {
    files: &'f mut dyn Files,
    project: Project,
    /// Folders that are still to be loaded.
    waiting: Vec<String>,
}

impl Loader<'_> {
    /// Loads the kustomization of a folder, if there is one.
    fn folder(&mut self, folder: &str) {
        if self.project.units.contains_key(folder) {
            return;
        }
        let path = |name: &&str| if folder.is_empty() { (*name).to_owned() } else { format!("{folder}/{name}") };
        let Some(Content::Text(source)) = NAMES.iter().find_map(|name| self.files.read(&path(name))) else { return };
        let parsed = self.files.parse(&source);
        let Some(document) = parsed.documents.iter().position(|document| document.tree.root().is_some()) else {
            return;
        };
        self.project.units.insert(folder.to_owned(), Unit { parsed, document });
        let Some(kustomization) = Kustomization::read(&self.project, folder) else { return };
        let named = kustomization.resources().chain(kustomization.items("components"));
        let named: Vec<String> = named.map(|node| kustomization.path(node.text())).collect();
        named.into_iter().for_each(|path| self.resource(path));
    }

    /// Loads a file of objects, or a folder.
    fn resource(&mut self, path: String) {
        if self.files.is_folder(&path) {
            self.waiting.push(path);
        } else if !self.project.parsed.contains_key(&path)
            && let Some(Content::Text(source)) = self.files.read(&path)
        {
            let parsed = self.files.parse(&source);
            self.project.parsed.insert(path, parsed);
        }
    }
}
