//! The additions of a Flux Kustomization or an Argo CD Application to the kustomization of the folder that it applies.
//!
//! Both controllers write their additions into that kustomization before they build it (`kustomize.Generator` of
//! `fluxcd/pkg`, `kustomize edit` in Argo CD). So the kustomization is read as if it had these entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::specs::Table;
use crate::source::paths;
use crate::text::unknown::is_unknown;
use crate::yaml::{Node, Parsed};

/// The fields of a kustomization that a controller may add to.
const FIELDS: [&str; 7] = ["namespace", "namePrefix", "nameSuffix", "patches", "images", "replicas", "components"];

/// An object that applies a folder.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    parsed: Arc<Parsed>,
    /// The number of the document that contains the object.
    document: usize,
    /// The number of the source in the `sources` of an Application.
    source: usize,
}

/// The additions to a kustomization.
#[derive(Debug, Clone, Copy)]
pub(super) enum Addition<'a> {
    /// The `spec` of a Flux Kustomization.
    Flux(Node<'a>),
    /// The `spec.source` of an Argo CD Application, or an item of its `spec.sources`.
    Argo(Node<'a>),
}

impl Delivery {
    /// Reads the objects in a file that apply a folder with a kustomization, by folder. `is_built` tells whether a
    /// folder has one.
    pub(super) fn read_all(
        parsed: &Arc<Parsed>,
        is_built: &dyn Fn(&str) -> bool,
        found: &mut BTreeMap<String, Vec<Delivery>>,
    ) {
        let sources = parsed.documents.iter().enumerate().flat_map(|(document, it)| {
            let list = it.tree.root().and_then(|root| root.find(&["spec", "sources"]));
            let count = list.map_or(1, |list| list.items().count().max(1));
            (0..count).map(move |source| (document, source))
        });
        for (document, source) in sources {
            let delivery = Delivery { parsed: Arc::clone(parsed), document, source };
            let Some(written) = delivery.addition().and_then(Addition::path) else { continue };
            let Some(folder) = folder(&parsed.source.path, written.text(), is_built) else { continue };
            let others = found.entry(folder).or_default();
            let is_same = |other: &Delivery| {
                delivery.addition().zip(other.addition()).is_some_and(|(one, other)| one.is_same(other))
            };
            if !others.iter().any(is_same) {
                others.push(delivery);
            }
        }
    }

    /// The additions of the object to the kustomization of its folder.
    pub(super) fn addition(&self) -> Option<Addition<'_>> {
        let root = self.parsed.documents.get(self.document)?.tree.root()?;
        let text = |key: &str| root.get(key).map_or("", |node| node.text());
        let is_of = |group: &str| text("apiVersion").strip_prefix(group).is_some_and(|rest| rest.starts_with('/'));
        match text("kind") {
            "Kustomization" if is_of("kustomize.toolkit.fluxcd.io") => Some(Addition::Flux(root.get("spec")?)),
            "Application" if is_of("argoproj.io") => {
                let several = root.find(&["spec", "sources"]).and_then(|list| list.items().nth(self.source));
                Some(Addition::Argo(several.or_else(|| root.find(&["spec", "source"]))?))
            }
            _ => None,
        }
    }
}

/// The folder that a path in an object refers to. The path is relative to the top of the repository, which may be below
/// the project's folder.
fn folder(file: &str, written: &str, is_built: &dyn Fn(&str) -> bool) -> Option<String> {
    let below = file.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &file[..at]);
    let mut folders = std::iter::once("").chain(below).map(|top| paths::join(top, written.trim_start_matches('/')));
    folders.find(|folder| is_built(folder))
}

impl<'a> Addition<'a> {
    /// The path of the applied folder, as written.
    fn path(self) -> Option<Node<'a>> {
        let (Addition::Flux(spec) | Addition::Argo(spec)) = self;
        spec.get("path").filter(|path| path.as_str().is_some_and(|path| !path.is_empty() && !is_unknown(path)))
    }

    /// The value that the controller adds for a field of a kustomization.
    pub(super) fn node(self, key: &str) -> Option<Node<'a>> {
        let node = match self {
            _ if !FIELDS.contains(&key) => None,
            Addition::Flux(spec) if key == "namespace" => spec.get("targetNamespace"),
            Addition::Flux(spec) => spec.get(key),
            Addition::Argo(source) => source.find(&["kustomize", key]),
        };
        node.filter(|node| !node.is_empty())
    }

    /// The entries that the controller adds to a list.
    pub(super) fn items(self, key: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let entries = self.node(key).into_iter().flat_map(Node::items);
        let are_images = key == "images";
        entries.filter(move |entry| entry.is_mapping() || are_images || !matches!(self, Addition::Argo(_)))
    }

    /// The labels that the controller adds to objects, and the tables of fields that get them beyond an object's
    /// metadata.
    pub(super) fn labels(self) -> Option<(Node<'a>, &'static [Table])> {
        match self {
            Addition::Flux(spec) => Some((spec.find(&["commonMetadata", "labels"])?, &[])),
            Addition::Argo(source) => {
                let own = source.get("kustomize")?;
                let is_set = |key: &str| own.get(key).and_then(Node::as_bool) == Some(true);
                let tables: &[Table] = match (is_set("labelWithoutSelector"), is_set("labelIncludeTemplates")) {
                    (false, _) => &[Table::CommonLabels],
                    (true, true) => &[Table::Labels, Table::TemplateLabels],
                    (true, false) => &[Table::Labels],
                };
                Some((own.get("commonLabels")?, tables))
            }
        }
    }

    /// The annotations that the controller adds to objects, and the tables of fields that get them beyond an object's
    /// metadata.
    pub(super) fn annotations(self) -> Option<(Node<'a>, &'static [Table])> {
        match self {
            Addition::Flux(spec) => Some((spec.find(&["commonMetadata", "annotations"])?, &[])),
            Addition::Argo(source) => {
                Some((source.find(&["kustomize", "commonAnnotations"])?, &[Table::CommonAnnotations]))
            }
        }
    }

    /// Whether the text of two additions is equal.
    fn is_same(self, other: Self) -> bool {
        let text = |node: Option<Node<'_>>| node.map(|node| node.source_text().to_owned());
        let map = |of: Option<(Node<'_>, &'static [Table])>| of.map(|(node, tables)| (text(Some(node)), tables));
        FIELDS.iter().all(|key| text(self.node(key)) == text(other.node(key)))
            && map(self.labels()) == map(other.labels())
            && map(self.annotations()) == map(other.annotations())
    }
}
