//! The loaded files: every file that kustomizations name, and the kustomizations by folder.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::delivery::Delivery;
use crate::source::{Source, Span};
use crate::yaml::{Node, Parsed, Tree};

/// A source of files. Paths are those of [`Source::path`]: relative to the project, with `/`, without `.`.
pub trait Files {
    /// Reads a file. Returns `None` if it does not exist.
    fn read(&mut self, path: &str) -> Option<Content>;
    /// Whether the folder exists.
    fn is_folder(&mut self, path: &str) -> bool;
    /// Whether a path is outside of what may be read.
    fn is_outside(&mut self, _path: &str) -> bool {
        false
    }
    /// Whether git ignores a file and does not track it either.
    fn is_ignored(&mut self, _path: &str) -> bool {
        false
    }
    /// Whether the folder that paths are relative to is the top of a repository.
    fn is_repository(&mut self) -> bool {
        false
    }
    /// The files that may contain objects of Flux and Argo CD which apply folders.
    fn manifests(&self) -> Vec<Arc<Parsed>> {
        Vec::new()
    }
    /// The documents of a source.
    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed>;
}

/// The content of a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Text.
    Text(Arc<Source>),
    /// Bytes that are not UTF-8, for generators.
    Binary(Arc<[u8]>),
}

impl Content {
    /// Makes content from the bytes of a file. `add` makes a source from text; anything that is not UTF-8 is binary.
    pub fn of(bytes: Vec<u8>, add: impl FnOnce(String) -> Arc<Source>) -> Content {
        match String::from_utf8(bytes) {
            Ok(text) => Content::Text(add(text)),
            Err(error) => Content::Binary(error.into_bytes().into()),
        }
    }
}

/// Kustomizations with all files that they name.
#[derive(Debug, Default)]
pub struct Project {
    /// The kustomizations, by folder.
    pub(super) units: BTreeMap<String, Unit>,
    /// Files of manifests, patches and configurations, by path.
    pub(super) parsed: HashMap<String, Arc<Parsed>>,
    /// Files that generators read, by path.
    pub(super) contents: HashMap<String, Content>,
    /// The variables of those files that contain variables, each with its place, by path.
    pub(super) variables: HashMap<String, Tree>,
    /// The files of generators that git ignores.
    pub(super) ignored: HashSet<String>,
    /// Named paths that may not be read.
    pub(super) outside: HashSet<String>,
    /// Objects that apply a folder, by folder.
    pub(super) deliveries: BTreeMap<String, Vec<Delivery>>,
    /// Whether all that may be read is a whole repository.
    pub(super) is_repository: bool,
    /// Named folders without a kustomization.
    pub(super) bare: HashSet<String>,
    /// The documents in the text of a scalar, by the place of the scalar. Text that cannot be read has none.
    pub(super) embedded: HashMap<Span, Vec<Tree>>,
}

/// The file of one kustomization.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) parsed: Arc<Parsed>,
    /// The number of the document that contains it.
    pub(super) document: usize,
    /// The name of another kustomization in the folder.
    pub(super) other: Option<&'static str>,
}

impl Project {
    /// The folders with kustomizations.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.units.keys().map(String::as_str)
    }

    /// Whether a path is outside of what may be read.
    pub(super) fn is_outside(&self, path: &str) -> bool {
        self.outside.contains(path)
    }

    /// Whether a folder exists and has no kustomization.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        self.bare.contains(path)
    }

    /// The documents of a file of objects. Returns `None` if the file does not exist.
    pub(super) fn documents(&self, path: &str) -> Option<&Parsed> {
        self.parsed.get(path).map(Arc::as_ref)
    }

    /// The documents in the text of a scalar. Returns `None` if it is not YAML, or was not loaded.
    pub(super) fn embedded(&self, node: Node<'_>) -> Option<&[Tree]> {
        self.embedded.get(&node.span()).map(Vec::as_slice)
    }

    /// The variables of a file, each with its place. Returns `None` if findings cannot refer to places in the file.
    pub(super) fn variables(&self, path: &str) -> Option<Node<'_>> {
        self.variables.get(path)?.root()
    }

    /// The content of a file that a generator reads. Returns `None` if the file does not exist.
    pub fn content(&self, path: &str) -> Option<&Content> {
        self.contents.get(path)
    }
}

impl Unit {
    pub(super) fn root(&self) -> Option<Node<'_>> {
        self.parsed.documents.get(self.document)?.tree.root()
    }
}
