//! One object of the linted files.

use super::kind::Kind;
use crate::diagnostic::ObjectName;
use crate::source::{FileId, Source};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// The namespace that an object will live in, as far as the files tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespace {
    /// Written in the object or set by its kustomization.
    Named(String),
    /// Not written, so the object goes to the current namespace of the command.
    Unset,
    /// Templated, or set differently by several kustomizations.
    Unknown,
}

impl Namespace {
    /// Its name, if it is known.
    pub fn name(&self) -> Option<&str> {
        match self {
            Namespace::Named(name) => Some(name),
            Namespace::Unset | Namespace::Unknown => None,
        }
    }
}

/// The number of a set of objects that are applied together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(pub u32);

/// One object.
#[derive(Debug)]
pub struct Resource<'w> {
    /// Its number in the workspace, in order of files and documents.
    pub id: usize,
    /// The set of objects that it is applied together with.
    pub set: SetId,
    /// Whether it is a part that another object completes. The numbers of patches follow those of objects.
    pub is_patch: bool,
    /// The mapping with `apiVersion` and `kind`.
    pub root: Node<'w>,
    /// `apiVersion` as written.
    pub api_version: &'w str,
    /// `kind` as written.
    pub kind_name: &'w str,
    /// The kind, if rules know it.
    pub kind: Kind,
    /// `metadata.name`, if it is a known string. `None` if only `generateName` is written.
    pub name: Option<&'w str>,
    /// The namespace that it will be in.
    pub namespace: Namespace,
    /// Whether its document breaks off, so that there is more than was read.
    pub broken: bool,
}

impl<'w> Resource<'w> {
    /// Reads a mapping as an object. Returns `None` if it lacks `apiVersion` or `kind`.
    pub fn read(root: Node<'w>, set: SetId, is_patch: bool) -> Option<Resource<'w>> {
        let api_version = root.get("apiVersion")?.as_str()?;
        let kind_name = root.get("kind")?.as_str()?;
        Some(Self::of(root, api_version, kind_name, set, is_patch))
    }

    /// Reads an item of a list. An item without a `kind` has the kind of the list: `ConfigMapList` contains ConfigMaps.
    pub fn read_item(&self, item: Node<'w>) -> Option<Resource<'w>> {
        let kind_name = self.kind_name.strip_suffix("List").filter(|kind| !kind.is_empty());
        let is_untold = item.is_mapping() && item.written("kind").is_none();
        match kind_name.filter(|_| is_untold) {
            Some(kind_name) => Some(Self::of(item, self.api_version, kind_name, self.set, self.is_patch)),
            None => Self::read(item, self.set, self.is_patch),
        }
    }

    fn of(root: Node<'w>, api_version: &'w str, kind_name: &'w str, set: SetId, is_patch: bool) -> Self {
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        let metadata = root.get("metadata");
        let field = |key| metadata.and_then(|node| node.get(key)).filter(|node| !node.is_empty());
        let name = field("name").and_then(known_str);
        let namespace = match field("namespace").map(|node| node.as_str()) {
            None => Namespace::Unset,
            Some(Some(text)) if !is_unknown(text) => Namespace::Named(text.to_owned()),
            Some(_) => Namespace::Unknown,
        };
        let kind = Kind::of(group, kind_name);
        let (id, broken) = (0, false);
        Resource { id, set, is_patch, root, api_version, kind_name, kind, name, namespace, broken }
    }

    /// The source of its root.
    pub fn source(&self) -> &'w Source {
        self.root.written_source()
    }

    /// The file of its root.
    pub fn file(&self) -> FileId {
        self.source().id()
    }

    /// The group of its API; empty for the core group.
    pub fn group(&self) -> &'w str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// `spec`.
    pub fn spec(&self) -> Option<Node<'w>> {
        self.root.get("spec")
    }

    /// A field below `spec`.
    pub fn spec_entry(&self, key: &str) -> Option<Entry<'w>> {
        self.spec()?.entry(key)
    }

    /// The `metadata.name` node.
    pub fn name_node(&self) -> Option<Node<'w>> {
        self.root.find(&["metadata", "name"])
    }

    /// The best short place for the whole object: its name, or otherwise its kind.
    pub fn head(&self) -> Node<'w> {
        self.name_node().or_else(|| self.root.get("kind")).unwrap_or(self.root)
    }

    /// `StatefulSet `web``, for messages.
    pub fn title(&self) -> String {
        match self.name {
            Some(name) => format!("{} `{name}`", self.kind_name),
            None => self.kind_name.to_owned(),
        }
    }

    /// `the pods of StatefulSet `web``, for messages; a Pod is the only one of its own.
    pub fn pods(&self) -> String {
        match self.kind {
            Kind::Pod => self.title(),
            _ => format!("the pods of {}", self.title()),
        }
    }

    /// The names that a report shows.
    pub fn object_name(&self) -> ObjectName {
        ObjectName {
            api_version: self.api_version.to_owned(),
            kind: self.kind_name.to_owned(),
            namespace: match &self.namespace {
                Namespace::Named(name) => Some(name.clone()),
                Namespace::Unset | Namespace::Unknown => None,
            },
            name: self.name_node().and_then(|node| node.as_str()).map(str::to_owned),
            written: self.name_node().filter(|node| !node.is_literal()).map(|node| node.source_text().to_owned()),
        }
    }
}

/// The text of a string that no template fills in.
pub fn known_str<'w>(node: Node<'w>) -> Option<&'w str> {
    node.as_str().filter(|text| !is_unknown(text))
}

/// The items of the list at a key of a mapping.
pub fn items<'w>(node: Option<Node<'w>>, key: &str) -> impl Iterator<Item = Node<'w>> + use<'w> {
    node.and_then(|node| node.get(key)).into_iter().flat_map(|list| list.items())
}
