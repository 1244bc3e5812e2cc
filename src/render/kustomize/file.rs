//! The file of a kustomization.

use super::delivery::Addition;
use super::project::Project;
use crate::render::Value;
use crate::source::paths;
use crate::yaml::{Entry, Node};

/// The names that a kustomization may have (`konfig.RecognizedKustomizationFileNames`).
pub(super) const NAMES: &[&str] = &["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether kustomize reads the file of this path as the kustomization of its folder.
pub fn is_file_name(path: &str) -> bool {
    NAMES.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// A kustomization as it is written.
#[derive(Debug, Clone)]
pub struct Kustomization<'a> {
    /// The folder of the kustomization.
    pub folder: &'a str,
    /// The mapping with its fields.
    pub root: Node<'a>,
    /// The additions of a controller before it builds the kustomization.
    pub(super) addition: Option<Addition<'a>>,
}

impl<'a> Kustomization<'a> {
    /// The kustomization of a folder. Returns `None` if there is none, or if it is empty.
    pub fn read(project: &'a Project, folder: &str) -> Option<Self> {
        let (folder, unit) = project.units.get_key_value(folder)?;
        Some(Kustomization { folder, root: unit.root()?, addition: None })
    }

    /// The kustomization with the additions of a controller.
    pub(super) fn with(&self, addition: Addition<'a>) -> Self {
        Kustomization { addition: Some(addition), ..self.clone() }
    }

    /// Whether the kind of the kustomization is `Component`.
    pub fn is_component(&self) -> bool {
        self.root.get("kind").is_some_and(|kind| kind.text() == "Component")
    }

    /// The value of a field. As in Go's JSON reader, the case of letters may differ.
    pub fn field(&self, key: &str) -> Option<Value<'a>> {
        let added = self.addition.and_then(|addition| addition.node(key));
        added.or_else(|| self.node(key)).filter(|node| !node.is_null()).map(Value::written)
    }

    /// The written value of a field.
    pub fn node(&self, key: &str) -> Option<Node<'a>> {
        let is_like = |entry: &Entry<'a>| entry.key.text().eq_ignore_ascii_case(key);
        self.root.get(key).or_else(|| self.root.entries().find(is_like).map(|entry| entry.value))
    }

    /// The items of a list; empty if the field is missing.
    pub fn items(&self, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let added = self.addition.map(|addition| addition.items(key)).into_iter().flatten();
        self.node(key).into_iter().flat_map(|list| list.items()).chain(added)
    }

    /// The bases: `resources`, then the old `bases`.
    pub fn resources(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.items("resources").chain(self.items("bases"))
    }

    /// The entry that names a file, or the folder of a file. Returns `None` if no entry does.
    pub(super) fn entry_for(&self, file: &str) -> Option<Node<'a>> {
        let lists = ["components", "patchesStrategicMerge", "generators", "transformers", "validators"];
        let with_path = ["patches", "patchesJson6902", "replacements"];
        let paths = with_path.into_iter().flat_map(|key| self.items(key)).filter_map(|entry| entry.get("path"));
        let mut named = self.resources().chain(lists.into_iter().flat_map(|key| self.items(key))).chain(paths);
        let folder = paths::folder(file);
        named.find(|node| node.as_str().is_some_and(|text| [file, &*folder].contains(&self.path(text).as_str())))
    }

    /// The path of a named file, relative to the project's folder.
    pub fn path(&self, written: &str) -> String {
        paths::join(self.folder, written)
    }
}

/// The entries of a generator that name files, each with the path.
pub(super) fn named_files<'a>(generator: Node<'a>) -> impl Iterator<Item = (Node<'a>, &'a str)> + use<'a> {
    let files = generator.get("files").into_iter().flat_map(Node::items);
    files.chain(variable_files(generator)).map(|node| (node, after_key(node.text())))
}

/// The entries of a generator that name files of variables.
pub(super) fn variable_files<'a>(generator: Node<'a>) -> impl Iterator<Item = Node<'a>> + use<'a> {
    let list = generator.get("envs").into_iter().flat_map(Node::items);
    list.chain(generator.get("env").filter(|node| !node.text().is_empty()))
}

/// The path in `key=path`, or in a path alone.
pub(super) fn after_key(text: &str) -> &str {
    text.split_once('=').map_or(text, |(_, path)| path)
}
