//! Finds what a change breaks: references that resolved before it and do not resolve after it.
//!
//! Two workspaces are compared, and files that did not change share their trees. A reference that was already broken is
//! not reported. Neither is one that is unknown on either side.

mod asked;
mod fixed;
mod hosts;
mod names;
mod pairs;
mod parts;
mod ports;
mod selectors;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Nearness, Reference, Relation, Workspace};
use crate::kube::{Kind, Labels, Namespace, Resource};
use crate::source::{FileId, Span};
use crate::yaml::{Node, Passage, Place};
pub use fixed::{Fixed, fixed};
use pairs::Pairs;

/// References that one edit of a change breaks.
#[derive(Debug)]
pub struct Loss<'w> {
    /// The object with the place that was edited. If the other end was deleted: the object with the first broken
    /// reference.
    pub at: &'w Resource<'w>,
    /// The place that was edited. If the other end was deleted: the first broken reference.
    pub place: Passage<'w>,
    /// The effect of the change.
    pub how: How,
    /// The kind and name that the target of the references had before.
    pub was: String,
    /// The target as it is now. `None` if it was deleted.
    pub other: Option<&'w Resource<'w>>,
    /// The references that no longer resolve; at least one.
    pub left: Vec<Left<'w>>,
}

impl<'w> Loss<'w> {
    /// The broken references that are elsewhere than at the place that was edited.
    pub fn elsewhere(&self) -> impl Iterator<Item = &Left<'w>> {
        self.left.iter().filter(|left| left.place.span() != self.place.span())
    }
}

/// The way in which a change broke a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The other end was deleted.
    Deleted,
    /// The target, or the part of it that the reference requires, has a new name.
    Renamed(String),
    /// The other end moved to another namespace.
    Moved,
    /// The target no longer has what the reference requires.
    Changed,
    /// The reference itself was edited, and has another requirement now.
    Reference(String),
    /// The object with the reference moved to another namespace.
    MovedAway,
    /// Another cause, such as a kustomization that no longer builds one of the objects.
    Other,
}

/// A reference now and before the change, and the objects that it named before.
struct Known<'b, 'w> {
    reference: Reference<'w>,
    old_from: &'b Resource<'b>,
    old: Reference<'b>,
    /// The objects that it named before.
    targets: Vec<&'b Resource<'b>>,
}

/// A reference that resolved before a change and does not now.
#[derive(Debug)]
pub struct Left<'w> {
    /// The object that makes the reference.
    pub from: &'w Resource<'w>,
    /// The place of the reference.
    pub place: Passage<'w>,
    /// The whole reference, for other findings on a part of it.
    pub extent: Node<'w>,
    /// The requirement of the reference.
    pub asks: Asks<'w>,
    /// Whether the reference certainly fails: nothing else makes the required object.
    pub is_sure: bool,
}

/// The requirement of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks<'w> {
    /// An object of a kind and name.
    Name(Kind, &'w str),
    /// A key of the object.
    Key(&'w str),
    /// A port of the Service.
    Port(&'w str),
    /// Pods with some labels.
    Pods,
    /// Objects of a kind with some labels.
    Objects(&'static str),
    /// A port of the pods.
    ContainerPort(&'w str),
    /// A Service by the name of a host.
    Host(&'w str),
}

/// The states before and after a change.
struct Change<'b, 'w> {
    then: &'b Workspace<'b>,
    now: &'w Workspace<'w>,
    pairs: Pairs<'b, 'w>,
    /// The files of each side that the other side does not have with the same content.
    then_files: HashSet<FileId>,
    now_files: HashSet<FileId>,
    /// The kinds and names of the objects in `then_files`.
    touched: HashSet<(Kind, &'b str)>,
    /// The labels of these objects and of their pods; an unknown value is `None`.
    labels: HashMap<String, HashSet<Option<&'b str>>>,
    /// Whether a kustomization or a patch file changed, which may affect any object.
    is_broad: bool,
}

/// One broken reference, before those of one edit are grouped.
struct Broken<'w> {
    /// Identifies the object that the reference resolved to.
    target: String,
    at: &'w Resource<'w>,
    place: Passage<'w>,
    how: How,
    was: String,
    other: Option<&'w Resource<'w>>,
    left: Left<'w>,
}

/// The references that resolve in the workspace `then`, but not in `now`, which a change made of it.
pub fn losses<'b, 'w>(then: &'b Workspace<'b>, now: &'w Workspace<'w>) -> Vec<Loss<'w>> {
    let change = Change::read(then, now);
    if change.then_files.is_empty() && change.now_files.is_empty() {
        return Vec::new();
    }
    let mut all = names::broken(&change);
    all.extend(selectors::broken(&change));
    all.extend(ports::broken(&change));
    all.extend(asked::broken(&change));
    all.extend(hosts::broken(&change));
    together(all)
}

/// Groups the references that one edit broke, in order of the text.
fn together(mut all: Vec<Broken<'_>>) -> Vec<Loss<'_>> {
    let place = |place: Passage<'_>| (place.span().file, place.span().start);
    all.sort_by_key(|broken| (broken.left.asks.rank(), place(broken.left.place)));
    let mut losses: BTreeMap<(Option<Span>, String), Loss<'_>> = BTreeMap::new();
    for Broken { target, at, place, how, was, other, left } in all {
        let key = match how {
            How::Deleted => (None, target),
            _ => (Some(place.span()), String::new()),
        };
        let loss = losses.entry(key).or_insert_with(|| Loss { at, place, how, was, other, left: Vec::new() });
        loss.left.push(left);
    }
    losses.into_values().collect()
}

impl Asks<'_> {
    /// The order in which a message names several requirements that one edit breaks.
    fn rank(self) -> usize {
        match self {
            Asks::Pods | Asks::Objects(_) => 0,
            Asks::Name(..) | Asks::Host(_) => 1,
            Asks::Key(_) | Asks::Port(_) | Asks::ContainerPort(_) => 2,
        }
    }
}

impl<'b, 'w> Change<'b, 'w> {
    fn read(then: &'b Workspace<'b>, now: &'w Workspace<'w>) -> Self {
        let files =
            |workspace: &Workspace<'_>| -> HashSet<FileId> { workspace.files.iter().map(|file| file.file()).collect() };
        let (all_then, all_now) = (files(then), files(now));
        let then_files: HashSet<FileId> = all_then.difference(&all_now).copied().collect();
        let now_files: HashSet<FileId> = all_now.difference(&all_then).copied().collect();
        let builds = |workspace: &Workspace<'_>, file: &FileId| {
            workspace.sets.is_kustomization(*file) || workspace.sets.is_patch_file(*file)
        };
        let is_broad =
            then_files.iter().any(|file| builds(then, file)) || now_files.iter().any(|file| builds(now, file));
        let of_files = || then.resources.iter().filter(|object| then_files.contains(&object.file()));
        let touched = of_files().filter_map(|object| Some((object.kind, object.name?))).collect();
        let mut labels: HashMap<String, HashSet<Option<&'b str>>> = HashMap::new();
        for object in of_files() {
            let of_pods = then.template(object).map_or(&[][..], |template| &template.labels.list);
            for label in Labels::below(object.root).list.iter().chain(of_pods) {
                labels.entry(label.key.to_string()).or_default().insert(label.written);
            }
        }
        let pairs = Pairs::read(then, &then_files, now, &now_files);
        Change { then, now, pairs, then_files, now_files, touched, labels, is_broad }
    }

    /// Whether two objects of the old state belong together so surely that one refers to the other.
    fn meet_before(&self, from: &Resource<'b>, object: &Resource<'b>, relation: Relation, is_only: bool) -> bool {
        match relation {
            Relation::Same => true,
            Relation::Different => false,
            Relation::Maybe => {
                let is_said = || self.then.namespace(from) == self.then.namespace(object);
                let is_named = || matches!(self.then.namespace(object), Namespace::Named(_));
                let is_everywhere = object.kind.is_cluster_scoped();
                self.then.is_nearby(from, object) || is_only && (is_everywhere || is_named() && is_said())
            }
        }
    }

    /// Whether an object that is found now belongs to another application, such as a variant of the same one. It
    /// existed before, but further away than the objects found then. `is_used` says whether a nearer object uses it.
    fn is_of_others(
        &self,
        from: &Resource<'w>,
        object: &'w Resource<'w>,
        is_used: impl Fn(&Resource<'w>, Nearness) -> bool,
    ) -> bool {
        let stayed = self.pairs.before(object).is_some_and(|old| old.source().path == object.source().path);
        let nearness = self.now.nearness(from, object);
        stayed && nearness > Nearness::Folder && is_used(object, nearness)
    }

    /// Whether the change moved an object to another namespace.
    fn is_moved(&self, old: &Resource<'b>, new: &Resource<'w>) -> bool {
        self.then.namespace(old) != self.now.namespace(new)
    }
}

/// A key that identifies an object among all objects of the old state.
fn identity(object: &Resource<'_>) -> String {
    format!("{:09} {}", object.id, object.title())
}

/// The place of the namespace of an object, or of its name if it has none.
fn namespace_place<'w>(object: &Resource<'w>) -> Node<'w> {
    object.root.find(&["metadata", "namespace"]).filter(|node| !node.is_empty()).unwrap_or_else(|| object.head())
}
