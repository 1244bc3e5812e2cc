//! Loads what kustomizations name, and what that names in turn.

use super::file::{Kustomization, NAMES};
use super::project::{Content, Files, Project, Unit};
use super::remote::is_remote;
use crate::source::paths;
use crate::yaml::{Node, parse_embedded_stream};

/// Loads the kustomizations of some folders with all that they name.
pub fn load(files: &mut dyn Files, folders: &[&str]) -> Project {
    let mut loader = Loader { files, project: Project::default(), waiting: Vec::new() };
    loader.waiting.extend(folders.iter().map(|folder| paths::normalize(folder)));
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

/// Something that a kustomization names.
enum Named {
    /// A file of objects, or a folder.
    Resource(String),
    /// A file of YAML.
    Documents(String),
    /// A file for a generator.
    Content(String),
}

impl Loader<'_> {
    /// Loads the kustomization of a folder, if there is one.
    fn folder(&mut self, folder: &str) {
        if self.project.units.contains_key(folder) {
            return;
        }
        let path = |name: &&str| paths::join(folder, name);
        let Some(Content::Text(source)) = NAMES.iter().find_map(|name| self.files.read(&path(name))) else {
            self.project.bare.insert(folder.to_owned());
            return;
        };
        let parsed = self.files.parse(&source);
        let Some(document) = parsed.documents.iter().position(|document| document.tree.root().is_some()) else {
            self.project.bare.insert(folder.to_owned());
            return;
        };
        self.project.units.insert(folder.to_owned(), Unit { parsed, document });
        let Some(kustomization) = Kustomization::read(&self.project, folder) else { return };
        let (named, texts) = named(&kustomization);
        let trees: Vec<_> =
            texts.iter().filter_map(|node| Some((node.span(), parse_embedded_stream(*node)?))).collect();
        self.project.embedded.extend(trees);
        named.into_iter().for_each(|named| self.load(named));
    }

    fn load(&mut self, named: Named) {
        let (Named::Resource(path) | Named::Documents(path) | Named::Content(path)) = &named;
        if self.files.is_outside(path) {
            self.project.outside.insert(path.clone());
            return;
        }
        match named {
            Named::Resource(path) if self.files.is_folder(&path) => self.waiting.push(path),
            Named::Resource(path) | Named::Documents(path) => {
                if !self.project.parsed.contains_key(&path)
                    && let Some(Content::Text(source)) = self.files.read(&path)
                {
                    let parsed = self.files.parse(&source);
                    self.project.parsed.insert(path, parsed);
                }
            }
            Named::Content(path) => {
                if !self.project.contents.contains_key(&path)
                    && let Some(content) = self.files.read(&path)
                {
                    self.project.contents.insert(path, content);
                }
            }
        }
    }
}

/// What a kustomization names, and the scalars whose text may be YAML.
fn named<'a>(kustomization: &Kustomization<'a>) -> (Vec<Named>, Vec<Node<'a>>) {
    let (mut named, mut texts) = (Vec::new(), Vec::new());
    let local = |node: Node<'a>| kustomization.path(node.text());
    for node in kustomization.resources().chain(kustomization.items("components")) {
        named.extend((!is_remote(node.text())).then(|| Named::Resource(local(node))));
    }
    for key in ["generators", "transformers", "validators"] {
        for node in kustomization.items(key) {
            match node.text().contains('\n') {
                true => texts.push(node),
                false => named.push(Named::Resource(local(node))),
            }
        }
    }
    for node in kustomization.items("patchesStrategicMerge") {
        match node.text().contains('\n') {
            true => texts.push(node),
            false => named.push(Named::Documents(local(node))),
        }
    }
    for patch in kustomization.items("patches").chain(kustomization.items("patchesJson6902")) {
        texts.extend(patch.get("patch"));
        named.extend(patch.get("path").map(|node| Named::Documents(local(node))));
    }
    let paths = kustomization.items("replacements").filter_map(|replacement| replacement.get("path"));
    let schema = kustomization.root.find(&["openapi", "path"]);
    let files = kustomization.items("configurations").chain(kustomization.items("crds")).chain(paths).chain(schema);
    named.extend(files.map(|node| Named::Documents(local(node))));
    let generators = kustomization.items("configMapGenerator").chain(kustomization.items("secretGenerator"));
    for generator in generators {
        let files = ["files", "envs"].into_iter().filter_map(|key| generator.get(key)).flat_map(Node::items);
        for node in files.chain(generator.get("env")) {
            let path = node.text().split_once('=').map_or(node.text(), |(_, path)| path);
            named.push(Named::Content(kustomization.path(path)));
        }
    }
    (named, texts)
}
