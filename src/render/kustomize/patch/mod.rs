//! Patches: changes of a kustomization to objects, written as a part of an object or as operations.

mod directive;
mod json6902;
mod keyed;
mod known;
mod settle;
mod strategic;
mod target;

use super::file::Kustomization;
use super::id::{Gvk, Id};
use super::problem::{Problem, ProblemKind};
use super::read;
use super::resource::Resource;
use super::similar;
use super::state::{Accumulated, Cx};
use super::twins;
use crate::render::{Key, Value};
use crate::yaml::{Cause, Kind, Node};
use directive::Refusal;
use known::Known;
use serde::de::IgnoredAny;
use strategic::{Merger, without};
pub(super) use target::Target;

/// A patch with everything that it needs.
struct Patch<'a> {
    /// The entry that requests it.
    entry: Node<'a>,
    /// Its documents.
    documents: Vec<Value<'a>>,
    /// The objects to which the patch applies. `None` if it has no `target`.
    target: Option<Value<'a>>,
    may_rename: bool,
    may_change_kind: bool,
    form: Form,
}

/// The three fields that contain patches.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Patches,
    StrategicMerge,
    Json6902,
}

/// `patchesStrategicMerge`, then `patches`.
pub(super) fn first_from_kustomization<'a>(
    kustomization: &Kustomization<'a>,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    for entry in kustomization.items("patchesStrategicMerge") {
        merge_from(kustomization, entry, made, cx);
    }
    for entry in kustomization.items("patches") {
        from_entry(kustomization, entry, Form::Patches, made, cx);
    }
}

/// `patchesJson6902`.
pub(super) fn later_from_kustomization<'a>(
    kustomization: &Kustomization<'a>,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    for entry in kustomization.items("patchesJson6902") {
        from_entry(kustomization, entry, Form::Json6902, made, cx);
    }
}

/// A patch that is written as a separate object.
pub(super) fn from_plugin<'a>(
    kustomization: &Kustomization<'a>,
    plugin: Node<'a>,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    match plugin.get("kind").map_or("", |kind| kind.text()) {
        "PatchJson6902Transformer" => from_entry(kustomization, plugin, Form::Json6902, made, cx),
        "PatchStrategicMergeTransformer" => {
            let paths = plugin.get("paths").into_iter().flat_map(Node::items);
            paths.chain(plugin.get("patches")).for_each(|entry| merge_from(kustomization, entry, made, cx));
        }
        _ => from_entry(kustomization, plugin, Form::Patches, made, cx),
    }
}

/// Applies patches in the form of objects, from a file or from a string.
fn merge_from<'a>(kustomization: &Kustomization<'a>, entry: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let Some(documents) = documents(kustomization, entry, Some(entry), cx) else { return };
    let form = Form::StrategicMerge;
    Patch { entry, documents, target: None, may_rename: false, may_change_kind: false, form }.apply(made, cx);
}

fn from_entry<'a>(
    kustomization: &Kustomization<'a>,
    entry: Node<'a>,
    form: Form,
    made: &mut Accumulated<'a>,
    cx: &mut Cx<'a>,
) {
    let written = |key: &str| entry.get(key).filter(|node| !node.is_empty());
    let inline = written("patch").or_else(|| written("jsonOp"));
    let text = match (inline, written("path")) {
        (Some(_), Some(path)) => {
            return cx.problem(path, ProblemKind::Refused, "a patch has `patch` or `path`, not both");
        }
        (None, None) => return cx.problem(entry, ProblemKind::Refused, "a patch needs `patch` or `path`"),
        (Some(text), None) | (None, Some(text)) => text,
    };
    if inline.is_none() && cx.project.is_outside(&kustomization.path(text.text())) {
        return made.gaps.push(cx.outside(text));
    }
    let Some(documents) = documents(kustomization, text, inline, cx) else { return };
    let raw = match inline {
        Some(node) => node.text().trim(),
        None => cx.project.documents(&kustomization.path(text.text())).map_or("", |parsed| parsed.source.text.as_str()),
    };
    if raw.starts_with('[') && serde_json::from_str::<IgnoredAny>(raw).is_err() {
        let message = "a patch that starts with `[` must be JSON, and this one is not, so kustomize builds nothing";
        return cx.problem(text, ProblemKind::Refused, message);
    }
    let option = |key: &str| entry.find(&["options", key]).and_then(|node| node.as_bool()) == Some(true);
    let patch = Patch {
        entry,
        documents,
        target: written("target").map(Value::written),
        may_rename: option("allowNameChange"),
        may_change_kind: option("allowKindChange"),
        form,
    };
    patch.apply(made, cx);
}

/// The documents of a patch: from the text of a scalar, or from the file that it names.
fn documents<'a>(
    kustomization: &Kustomization<'a>,
    text: Node<'a>,
    inline: Option<Node<'a>>,
    cx: &mut Cx<'a>,
) -> Option<Vec<Value<'a>>> {
    let project = cx.project;
    let is_inline = inline.is_some_and(|node| node.text().contains('\n') || project.embedded(node).is_some());
    let roots: Vec<Node<'a>> = if is_inline {
        let Some(trees) = project.embedded(text) else {
            cx.problem(text, ProblemKind::Unreadable, "the patch is not YAML, so kustomize refuses it");
            return None;
        };
        trees.iter().filter_map(|tree| tree.root()).collect()
    } else {
        let Some(parsed) = project.documents(&kustomization.path(text.text())) else {
            cx.no_file(text, text.text());
            return None;
        };
        if let Some(document) = parsed.documents.iter().find(|document| document.broken) {
            let message = format!("`{}` is not YAML to its end, so kustomize builds nothing", text.text());
            let because = document.problems.iter().map(|problem| problem.span).collect();
            cx.problems.push(Problem { because, ..Problem::new(text, ProblemKind::Unreadable, message) });
        }
        parsed.documents.iter().filter_map(|document| document.tree.root()).collect()
    };
    Some(read::without_lists(roots.into_iter().filter(|root| !root.is_null())).map(Value::written).collect())
}

impl<'a> Patch<'a> {
    fn apply(&self, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
        let target = match self.target.as_ref().map(Target::read).transpose() {
            Ok(target) => target,
            Err((at, message)) => return cx.problem(at, ProblemKind::Refused, message),
        };
        let is_operations = |document: &Value<'a>| document.kind() == Kind::Sequence;
        if self.documents.iter().any(is_operations) && self.form != Form::StrategicMerge {
            return self.operations(target, made, cx);
        }
        if self.documents.is_empty() {
            let kind = if self.form == Form::StrategicMerge { ProblemKind::Empty } else { ProblemKind::NoEffect };
            return cx.problem(self.entry, kind, "the patch is empty");
        }
        for document in &self.documents {
            let id = Resource::new(document.clone()).id();
            if id.gvk.kind.is_empty() || id.name.is_empty() {
                let message = "a strategic merge patch needs a `kind` and a `metadata.name`, so kustomize refuses it";
                return cx.problem(document.at(), ProblemKind::Refused, message);
            }
            match &target {
                Some(target) if self.documents.len() == 1 => {
                    let found: Vec<usize> = matching(target, made);
                    self.merge(document, &found, true, made, cx);
                }
                Some(_) => {
                    let message = "a patch of several documents has no `target`, so kustomize refuses it";
                    return cx.problem(self.entry, ProblemKind::Refused, message);
                }
                None => {
                    let found = named(&id, made);
                    match found[..] {
                        [_] => self.merge(document, &found, self.form == Form::StrategicMerge, made, cx),
                        [] => {
                            let message = format!(
                                "no object is `{} {}`, so kustomize refuses the patch",
                                kind_of(&id.gvk),
                                id.name
                            );
                            let similar = similar::object(&id.name, &id.gvk.kind, &made.resources);
                            let problem = Problem::new(document.at(), ProblemKind::NoTarget, message);
                            cx.problems.push(Problem { similar, ..problem });
                        }
                        _ => {
                            let message = format!(
                                "{} objects are `{} {}`, so kustomize refuses the patch",
                                found.len(),
                                kind_of(&id.gvk),
                                id.name
                            );
                            cx.problem(document.at(), ProblemKind::Refused, message);
                        }
                    }
                }
            }
        }
    }

    fn cause(&self) -> Cause {
        Cause { span: self.entry.span(), what: "patch sets the value".to_owned(), is_made: false }
    }

    /// Merges a document into objects. `is_copied` tells whether kustomize replaces the metadata of the patch.
    fn merge(
        &self,
        document: &Value<'a>,
        found: &[usize],
        is_copied: bool,
        made: &mut Accumulated<'a>,
        cx: &mut Cx<'a>,
    ) {
        // The fields that select the object are not part of the change.
        let mut patch = without(without(document.clone(), &["apiVersion"]), &["metadata", "namespace"]);
        if !self.may_rename {
            patch = without(patch, &["metadata", "name"]);
        }
        if !self.may_change_kind {
            patch = without(patch, &["kind"]);
        }
        if is_copied {
            patch = with_texts(with_texts(patch, "labels"), "annotations");
        }
        let drops_annotations = patch.find(&["metadata", "annotations"]).is_some_and(|it| directive::drops(&it));
        let cause = self.cause();
        let merger = Merger { cause: &cause };
        let (mut gone, mut is_changed) = (Vec::new(), false);
        self.note_no_match(found, made, cx);
        for &index in found {
            let resource = &mut made.resources[index];
            if self.may_rename || self.may_change_kind {
                resource.remember();
            }
            let known = Known::of(&resource.value);
            match merger.merge(Some(resource.value.clone()), Some(patch.clone()), known) {
                Ok(Some(value)) => {
                    let value = with_identity(value, &resource.value);
                    let before = std::mem::replace(&mut resource.value, value);
                    is_changed |= !before.is_same(&resource.value);
                    if drops_annotations {
                        resource.forget();
                    }
                    twins::follow(resource, &before);
                }
                Ok(None) => gone.push(index),
                Err(refusal) => {
                    is_changed = true;
                    refuse(refusal, cx);
                }
            }
        }
        if !is_changed && gone.is_empty() && !found.is_empty() {
            let message = "the patch changes nothing: the object already has all of its values";
            cx.problem(document.at(), ProblemKind::NoChange, message);
        }
        let mut index = 0;
        made.resources.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }

    /// Reports that no object matches the target, which kustomize ignores.
    fn note_no_match(&self, found: &[usize], made: &Accumulated<'a>, cx: &mut Cx<'a>) {
        if let Some(target) = self.target.as_ref().filter(|_| found.is_empty()) {
            let message = "no object matches this target, so the patch changes nothing";
            let similar = similar::object(target.text_at(&["name"]), target.text_at(&["kind"]), &made.resources);
            cx.problems.push(Problem { similar, ..Problem::new(target.at(), ProblemKind::NoEffect, message) });
        }
    }

    fn operations(&self, target: Option<Target>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
        let Some(target) = target else {
            let message = "operations need a `target`, so kustomize refuses the patch";
            return cx.problem(self.entry, ProblemKind::Refused, message);
        };
        // kustomize reads only the first document.
        let operations: Vec<Value<'a>> =
            self.documents.first().map(|document| document.items().into_owned()).unwrap_or_default();
        if operations.len() > json6902::MAX_OPERATIONS {
            let message = format!("a patch of {} operations is not built", operations.len());
            return cx.problem(self.entry, ProblemKind::Limit, message);
        }
        let cause = self.cause();
        let found = matching(&target, made);
        self.note_no_match(&found, made, cx);
        for index in found {
            let resource = &mut made.resources[index];
            if self.form == Form::Patches {
                resource.remember();
            }
            let mut value = resource.value.clone();
            if resource.has_notes() && value.find(&["metadata", "annotations"]).is_none_or(|value| value.is_null()) {
                with_annotations(&mut value, self.entry);
            }
            match json6902::apply(&mut value, &operations, &cause) {
                Ok(()) => {
                    resource.value = value;
                    // kustomize reads the whole object again.
                    resource.twins.clear();
                }
                Err(refusal) => refuse(refusal, cx),
            }
        }
    }
}

fn refuse<'a>((at, message): Refusal<'a>, cx: &mut Cx<'a>) {
    cx.problem(at, ProblemKind::Refused, message);
}

fn kind_of(gvk: &Gvk) -> String {
    let group = if gvk.group.is_empty() { String::new() } else { format!("{}/", gvk.group) };
    format!("{group}{} {}", gvk.version, gvk.kind)
}

fn matching(target: &Target, made: &Accumulated<'_>) -> Vec<usize> {
    let all = made.resources.iter().enumerate();
    all.filter(|(_, resource)| target.matches(resource)).map(|(index, _)| index).collect()
}

/// The objects that have or had the identity in a patch (`ResMap.GetById`).
fn named(id: &Id, made: &Accumulated<'_>) -> Vec<usize> {
    let is_meant = |resource: &Resource<'_>| {
        resource.previous.iter().any(|before| before.is_same(id)) || resource.id().is_same(id)
    };
    let all = made.resources.iter().enumerate();
    all.filter(|(_, resource)| is_meant(resource)).map(|(index, _)| index).collect()
}

/// Restores the former identity of an object that a patch replaced as a whole.
fn with_identity<'a>(mut object: Value<'a>, before: &Value<'a>) -> Value<'a> {
    let fields: [&[&str]; 4] = [&["apiVersion"], &["kind"], &["metadata", "name"], &["metadata", "namespace"]];
    for path in fields {
        let (Some(value), None, Some((key, above))) = (before.find(path), object.find(path), path.split_last()) else {
            continue;
        };
        let at = value.at();
        let mapping = above.iter().fold(&mut object, |mapping, key| {
            mapping.get_or_insert(Key::made((*key).to_owned(), at), || Value::mapping(Vec::new(), at))
        });
        mapping.set(Key::made((*key).to_owned(), at), value);
    }
    object
}

/// Labels or annotations as kustomize rewrites them: all values are strings, and an empty mapping is removed.
fn with_texts<'a>(mut object: Value<'a>, key: &str) -> Value<'a> {
    let Some(map) = object.find(&["metadata", key]) else { return object };
    let is_text = |value: &Value<'_>| value.as_str().is_some();
    if map.pairs().iter().all(|pair| is_text(&pair.value)) && !map.is_empty() {
        return object;
    }
    let Some(metadata) = object.get_mut("metadata") else { return object };
    if map.is_empty() {
        metadata.remove(key);
        return object;
    }
    if let Some(map) = metadata.get_mut(key) {
        for pair in map.pairs_mut().iter_mut().filter(|pair| !is_text(&pair.value)) {
            pair.value = Value::string(pair.value.text(), pair.value.at());
        }
    }
    object
}

/// Adds an empty mapping of annotations.
fn with_annotations<'a>(object: &mut Value<'a>, at: Node<'a>) {
    let key = |text: &'static str| Key::made(text, at);
    let metadata = object.get_or_insert(key("metadata"), || Value::mapping(Vec::new(), at));
    metadata.get_or_insert(key("annotations"), || Value::mapping(Vec::new(), at));
}
