//! Applications that are correct, and the objects in them.

use std::path::Path;

use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Node, Parsed};

use super::place::Site;
use crate::common::walk;

/// The files of an application.
pub struct App {
    pub name: String,
    pub files: Vec<File>,
}

pub struct File {
    pub name: String,
    pub text: String,
    parsed: Parsed,
}

/// An object of an application.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    /// The number of the object's file.
    pub file: usize,
    pub root: Node<'a>,
}

impl App {
    pub fn read_all(folder: &Path) -> Vec<App> {
        let mut apps: Vec<App> =
            std::fs::read_dir(folder).unwrap().map(|entry| App::read(&entry.unwrap().path())).collect();
        apps.sort_by(|a, b| a.name.cmp(&b.name));
        apps
    }

    fn read(folder: &Path) -> App {
        let files = walk(folder).into_iter().map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let sources = Sources::new(vec![Source::new(name.clone(), text.clone())]);
            File { name, text, parsed: yaml::parse(sources.get(FileId(0))) }
        });
        App { name: folder.file_name().unwrap().to_str().unwrap().to_owned(), files: files.collect() }
    }

    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.files.iter().enumerate().flat_map(|(file, one)| {
            one.parsed.documents.iter().filter_map(move |document| Some(Object { file, root: document.tree.root()? }))
        })
    }

    /// The objects of a kind and name in the namespace of another object.
    pub fn named<'a>(&'a self, kind: &str, name: &str, namespace: Option<&str>) -> impl Iterator<Item = Object<'a>> {
        self.objects().filter(move |object| {
            object.kind() == kind
                && object.name() == name
                && (object.namespace().is_none() || object.namespace() == namespace)
        })
    }

    /// Every scalar of all files, with the number of its file.
    pub fn scalars(&self) -> impl Iterator<Item = (usize, Node<'_>)> {
        self.objects().flat_map(|object| object.root.descendants().map(move |node| (object.file, node)))
    }

    /// Whether a text is a value or a key anywhere.
    pub fn has(&self, text: &str) -> bool {
        self.scalars().any(|(_, node)| node.as_str() == Some(text))
    }
}

impl<'a> Object<'a> {
    pub fn kind(self) -> &'a str {
        self.root.get("kind").map_or("", |kind| kind.text())
    }

    pub fn name(self) -> &'a str {
        self.root.find(&["metadata", "name"]).map_or("", |name| name.text())
    }

    pub fn namespace(self) -> Option<&'a str> {
        self.root.find(&["metadata", "namespace"]).map(|namespace| namespace.text())
    }

    /// The pod template of a workload.
    pub fn template(self) -> Option<Node<'a>> {
        let paths: [&[&str]; 2] = [&["spec", "jobTemplate", "spec", "template"], &["spec", "template"]];
        let found = paths.iter().find_map(|path| self.root.find(path))?;
        found.find(&["spec", "containers"]).map(|_| found)
    }

    /// Whether the labels of the pods match a selector.
    pub fn has_labels(self, selector: Node<'a>) -> bool {
        let Some(labels) = self.template().and_then(|template| template.find(&["metadata", "labels"])) else {
            return false;
        };
        selector.is_mapping()
            && selector
                .entries()
                .all(|term| labels.get(term.key.text()).is_some_and(|label| label.text() == term.value.text()))
    }

    /// Whether the object is in the namespace of another one.
    pub fn has_same_namespace(self, site: &Site<'_>) -> bool {
        self.namespace() == site.object.namespace()
    }
}
