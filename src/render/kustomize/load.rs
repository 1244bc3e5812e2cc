//! Loads the files that kustomizations name, and the files that these name in turn.

use std::collections::BTreeMap;

use super::delivery::Delivery;
use super::file::{Kustomization, NAMES, named_files, variable_files};
use super::plugins;
use super::project::{Content, Files, Project, Unit};
use super::remote::is_remote;
use crate::secrets::inputs::variables_tree;
use crate::source::{Span, paths};
use crate::yaml::{Node, Tree, parse_embedded_stream};

/// Loads the kustomizations of some folders with everything that they name.
pub fn load(files: &mut dyn Files, folders: &[&str]) -> Project {
    let project = Project { is_repository: files.is_repository(), ..Project::default() };
    let mut loader = Loader { files, project, waiting: Vec::new() };
    loader.waiting.extend(folders.iter().map(|folder| paths::normalize(folder)));
    loader.folders();
    loader.deliveries();
    loader.folders();
    loader.plugins();
    loader.project
}

struct Loader<'f> {
    files: &'f mut dyn Files,
    project: Project,
    /// The folders that are not loaded yet.
    waiting: Vec<String>,
}

/// A file or folder that a kustomization names.
pub(super) enum Named {
    /// A file of objects, or a folder.
    Resource(String),
    /// A YAML file.
    Documents(String),
    /// A file for a generator.
    Content(String),
    /// A file of variables for a generator.
    Variables(String),
}

impl Loader<'_> {
    /// Loads the waiting kustomizations, and those that they name.
    fn folders(&mut self) {
        while let Some(folder) = self.waiting.pop() {
            self.folder(&folder);
        }
    }

    /// Loads the additions of controllers to kustomizations.
    fn deliveries(&mut self) {
        let mut deliveries = BTreeMap::new();
        for parsed in self.files.manifests() {
            Delivery::read_all(&parsed, &|folder| self.project.units.contains_key(folder), &mut deliveries);
        }
        let mut found = Found::default();
        for (folder, deliveries) in &deliveries {
            let Some(kustomization) = Kustomization::read(&self.project, folder) else { continue };
            for addition in deliveries.iter().filter_map(Delivery::addition) {
                found.append(named(&kustomization.with(addition)));
            }
        }
        let (trees, named) = found.parsed();
        self.project.embedded.extend(trees);
        named.into_iter().for_each(|named| self.load(named));
        self.project.deliveries = deliveries;
    }

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
        let is_other = |name: &&&'static str| path(name) != source.path && self.files.read(&path(name)).is_some();
        let other = NAMES.iter().find(is_other).copied();
        self.project.units.insert(folder.to_owned(), Unit { parsed, document, other });
        let Some(kustomization) = Kustomization::read(&self.project, folder) else { return };
        let (trees, named) = named(&kustomization).parsed();
        self.project.embedded.extend(trees);
        named.into_iter().for_each(|named| self.load(named));
    }

    /// Loads the files that generators and transformers name if they are written as objects.
    fn plugins(&mut self) {
        let folders: Vec<String> = self.project.units.keys().cloned().collect();
        for folder in folders {
            let Some(kustomization) = Kustomization::read(&self.project, &folder) else { continue };
            let mut found = Found::default();
            let written = plugins::FIELDS.map(|field| plugins::written(&self.project, &kustomization, field));
            written.into_iter().flatten().for_each(|plugin| found.of_plugin(&kustomization, plugin));
            let (trees, named) = found.parsed();
            self.project.embedded.extend(trees);
            named.into_iter().for_each(|named| self.load(named));
        }
    }

    fn load(&mut self, named: Named) {
        let (Named::Resource(path) | Named::Documents(path) | Named::Content(path) | Named::Variables(path)) = &named;
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
            Named::Content(path) => self.content(&path),
            Named::Variables(path) => {
                self.content(&path);
                // Only this kustomization reads a file that git ignores, so no finding may refer to it.
                if let Some(Content::Text(source)) = self.project.contents.get(&path)
                    && !self.project.ignored.contains(&path)
                {
                    self.project.variables.entry(path).or_insert_with(|| variables_tree(source));
                }
            }
        }
    }

    fn content(&mut self, path: &str) {
        if !self.project.contents.contains_key(path)
            && let Some(content) = self.files.read(path)
        {
            if self.files.is_ignored(path) {
                self.project.ignored.insert(path.to_owned());
            }
            self.project.contents.insert(path.to_owned(), content);
        }
    }
}

/// The named files, and the scalars whose text may be YAML.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) named: Vec<Named>,
    texts: Vec<Node<'a>>,
}

/// The files that a kustomization names.
pub(super) fn named<'a>(kustomization: &Kustomization<'a>) -> Found<'a> {
    let mut found = Found::default();
    let local = |node: Node<'a>| kustomization.path(node.text());
    for node in kustomization.resources().chain(kustomization.items("components")) {
        found.named.extend((!is_remote(node.text())).then(|| Named::Resource(local(node))));
    }
    for node in plugins::FIELDS.into_iter().flat_map(|field| kustomization.items(field)) {
        match node.text().contains('\n') {
            true => found.texts.push(node),
            false => found.named.push(Named::Resource(local(node))),
        }
    }
    kustomization.items("patchesStrategicMerge").for_each(|node| found.of_merge(kustomization, node));
    for patch in kustomization.items("patches").chain(kustomization.items("patchesJson6902")) {
        found.of_patch(kustomization, patch);
    }
    kustomization.items("replacements").for_each(|entry| found.of_patch(kustomization, entry));
    let schema = kustomization.root.find(&["openapi", "path"]);
    let files = kustomization.items("configurations").chain(kustomization.items("crds")).chain(schema);
    found.named.extend(files.map(|node| Named::Documents(local(node))));
    for generator in kustomization.items("configMapGenerator").chain(kustomization.items("secretGenerator")) {
        found.of_generator(kustomization, generator);
    }
    found
}

impl<'a> Found<'a> {
    fn append(&mut self, mut other: Found<'a>) {
        self.named.append(&mut other.named);
        self.texts.append(&mut other.texts);
    }

    /// Adds a patch in the form of an object: the path of a file, or the text of the patch.
    fn of_merge(&mut self, kustomization: &Kustomization<'a>, node: Node<'a>) {
        match node.text().contains('\n') {
            true => self.texts.push(node),
            false => self.named.push(Named::Documents(kustomization.path(node.text()))),
        }
    }

    /// Adds an entry with the text of a patch, or with the path of a file.
    fn of_patch(&mut self, kustomization: &Kustomization<'a>, entry: Node<'a>) {
        self.texts.extend(["patch", "jsonOp", "patches"].into_iter().filter_map(|key| entry.get(key)));
        let path = entry.get("path").map(|node| kustomization.path(node.text()));
        self.named.extend(path.map(Named::Documents));
    }

    fn of_generator(&mut self, kustomization: &Kustomization<'a>, generator: Node<'a>) {
        self.named.extend(named_files(generator).map(|(_, path)| Named::Content(kustomization.path(path))));
        self.named.extend(variable_files(generator).map(|node| Named::Variables(kustomization.path(node.text()))));
    }

    /// Adds a generator or transformer that is written as an object. Its paths are relative to the kustomization that
    /// uses it.
    fn of_plugin(&mut self, kustomization: &Kustomization<'a>, plugin: Node<'a>) {
        self.of_generator(kustomization, plugin);
        self.of_patch(kustomization, plugin);
        let list = |key: &str| plugin.get(key).into_iter().flat_map(Node::items);
        list("paths").for_each(|node| self.of_merge(kustomization, node));
        list("replacements").for_each(|entry| self.of_patch(kustomization, entry));
    }

    /// The documents in the scalars, and the named files.
    fn parsed(self) -> (Vec<(Span, Vec<Tree>)>, Vec<Named>) {
        let tree = |node: &Node<'a>| Some((node.span(), parse_embedded_stream(*node)?));
        (self.texts.iter().filter_map(tree).collect(), self.named)
    }
}
