//! Parts of objects that a tool merges into whole ones.

use super::Workspace;
use crate::kube::{Kind, Resource};
use crate::source::FileId;
use crate::text::similar::is_slip;
use crate::yaml::{Document, Node};

/// The operations of a JSON patch (RFC 6902, 4).
const OPERATIONS: &[&str] = &["add", "copy", "move", "remove", "replace", "test"];

/// Whether a document is a list of operations of a JSON patch.
pub fn is_operations(document: &Document) -> bool {
    let is_operation = |item: Node<'_>| {
        let text = |key: &str| item.get(key).and_then(|node| node.as_str());
        text("op").is_some_and(|op| OPERATIONS.contains(&op)) && text("path").is_some_and(|path| path.starts_with('/'))
    };
    let mut items = document.tree.root().into_iter().flat_map(Node::items).peekable();
    items.peek().is_some() && items.all(is_operation)
}

/// A patch that no kustomization in the files names.
#[derive(Debug, Clone, Copy)]
pub struct UnusedPatch<'w> {
    /// The name of a kustomization that names other files of the folder as patches.
    pub forgotten_by: Option<&'w str>,
}

impl<'w> Workspace<'w> {
    /// Whether an object is a patch by its shape, or by the name of its file or folder. A patch may lack required
    /// fields.
    pub fn reads_like_patch(&self, resource: &Resource<'_>) -> bool {
        resource.is_patch || !self.sets.is_built(resource.set) && self.is_named_as_patch(resource)
    }

    /// Whether an object without `spec` is not meant to be applied as it is. A tool may merge it into a full object of
    /// its name, or a test may compare it with an object in a cluster.
    pub fn may_lack_spec(&'w self, resource: &Resource<'w>) -> bool {
        let is_full = |other: &Resource<'_>| {
            other.id != resource.id
                && other.kind_name == resource.kind_name
                && other.root.written("spec").is_some()
                && !self.sets.are_apart(resource, other)
                && !self.are_copies(resource, other)
        };
        let is_expectation = |name: &str| {
            let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
            words.any(|word| matches!(word, "assert" | "errors" | "expected"))
        };
        resource.name.is_none_or(|name| self.named(resource.kind, name).any(is_full))
            || self.reads_like_patch(resource)
            || resource.root.get("status").is_some()
            || resource.source().path.rsplit('/').next().is_some_and(is_expectation)
    }

    /// Whether two objects are in files at the same place of two trees of folders, such as `dev/web.yaml` and
    /// `prod/web.yaml`. If no kustomization builds either file, neither object is a part of the other.
    pub fn are_copies(&self, one: &Resource<'_>, other: &Resource<'_>) -> bool {
        let is_loose = |set| self.sets.get(set).kustomizations.is_empty() && !self.sets.is_next_to_kustomization(set);
        let (a, b) = (one.source().path.split('/'), other.source().path.split('/'));
        let is_layer = |name: &str| ["base", "overlay", "patch"].iter().any(|word| name.contains(word));
        let mut differing = a.clone().zip(b.clone()).filter(|(one, other)| one != other);
        a.clone().count() == b.clone().count()
            && a.clone().next_back() == b.clone().next_back()
            && differing.next().is_some_and(|(one, other)| !is_layer(one) && !is_layer(other))
            && differing.next().is_none()
            && is_loose(one.set)
            && is_loose(other.set)
    }

    /// The facts of an unused patch. Returns `None` if the object is not a patch, or if a kustomization names its file.
    pub fn unused_patch(&self, resource: &Resource<'_>) -> Option<UnusedPatch<'w>> {
        resource.is_patch.then(|| self.unused(resource.file()))?
    }

    /// The facts of an unused JSON patch. Returns `None` if the document has no operations, or if a kustomization names
    /// its file.
    pub fn unused_operations(&self, document: &Document) -> Option<UnusedPatch<'w>> {
        is_operations(document).then(|| self.unused(document.tree.source().id()))?
    }

    fn unused(&self, file: FileId) -> Option<UnusedPatch<'w>> {
        if self.sets.is_patch_file(file) || !self.sets.get(self.sets.of(file)).kustomizations.is_empty() {
            return None;
        }
        let folder = |file| crate::source::paths::folder(&self.sources.get(file).path);
        let own = folder(file);
        let forgets = |files: &[_]| files.iter().any(|&file| folder(file) == own);
        let mut kustomizations = self.sets.kustomizations.iter();
        let forgotten_by = kustomizations.find(|one| forgets(&one.patch_files));
        Some(UnusedPatch { forgotten_by: forgotten_by.map(|one| &*self.sources.get(one.file).name) })
    }

    /// Whether the name of the file or of its folder is that of a patch.
    fn is_named_as_patch(&self, resource: &Resource<'_>) -> bool {
        let path = &resource.source().path;
        let is_patch = |name: &str| {
            let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
            words.any(|word| matches!(word, "patch" | "patches" | "overlay" | "override"))
        };
        let mut parts = path.rsplit('/');
        parts.next().is_some_and(is_patch) || parts.next().is_some_and(|folder| folder == "patches")
    }
}

/// Whether an object has a name and a few fields, but none of the parts that make it whole. These are the selector (or
/// schedule) and the image of a workload, or the selector and ports of a Service. Nobody forgets so much at once.
pub(super) fn is_part(resource: &Resource<'_>) -> bool {
    let Some(spec) = resource.spec().filter(|spec| spec.is_mapping() && !spec.is_empty()) else { return false };
    let lacks = |keys: &[&str]| keys.iter().all(|key| spec.entry(key).is_none() && !spec.may_gain(key));
    let is_image = |key: Node<'_>| key.text() == "image" || is_slip(key.text(), "image");
    let has_image = || spec.descendants().any(|node| node.key().is_some_and(is_image));
    let lacks_all = match resource.kind {
        Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet | Kind::ReplicaSet => {
            lacks(&["selector"]) && !has_image()
        }
        Kind::CronJob => lacks(&["schedule"]) && !has_image(),
        Kind::Service => lacks(&["selector", "ports", "clusterIP", "externalName"]) && !is_external_name(spec),
        _ => false,
    };
    resource.name.is_some() && lacks_all && !has_stray_key(resource, spec)
}

/// Whether a Service is only an alias of another name, and needs no other fields.
fn is_external_name(spec: Node<'_>) -> bool {
    spec.get("type").and_then(|kind| kind.as_str()) == Some("ExternalName")
}

/// Whether a part of the object only seems to be missing, because it is misspelt or at the wrong level.
fn has_stray_key(resource: &Resource<'_>, spec: Node<'_>) -> bool {
    const PARTS: [&str; 6] = ["selector", "ports", "containers", "matchLabels", "spec", "template"];
    let is_misspelt = |key: &str| PARTS.iter().any(|part| key != *part && is_slip(key, part));
    let metadata = resource.root.get("metadata").into_iter();
    let outside = metadata.chain([resource.root]).flat_map(|node| node.entries());
    let is_stray = |key: &str| PARTS.contains(&key);
    outside.filter(|entry| entry.value != spec).any(|entry| is_stray(entry.key.text()))
        || ["containers", "matchLabels", "spec"].iter().any(|key| spec.entry(key).is_some())
        || spec.entries().any(|entry| is_misspelt(entry.key.text()))
}

/// The start of each mark of a strategic merge patch.
const MARKS: &[&str] = &["$patch", "$deleteFromPrimitiveList", "$setElementOrder"];

/// Whether a document has the marks of a strategic merge patch.
pub(super) fn is_patch(text: &str, root: Node<'_>) -> bool {
    // Few texts need the walk over all nodes.
    let is_mark = |at: usize| MARKS.iter().any(|mark| text[at..].starts_with(mark));
    memchr::memchr_iter(b'$', text.as_bytes()).any(is_mark) && root.tree().nodes().any(is_patch_mark)
}

fn is_patch_mark(node: Node<'_>) -> bool {
    let text = node.text();
    text.starts_with('$')
        && (text == "$patch" || text.starts_with("$deleteFromPrimitiveList") || text == "$setElementOrder")
}
