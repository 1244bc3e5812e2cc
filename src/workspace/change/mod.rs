//! What a change breaks: references that resolved before it and do not resolve after it.
//!
//! Two workspaces are compared, and files that did not change share their trees. What was broken before is not
//! reported, and neither is what is unknown on either side.

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

/// References that a change breaks by one edit.
#[derive(Debug)]
pub struct Loss<'w> {
    /// The object with the place that was edited. If the other end is gone: with the first reference that is left.
    pub at: &'w Resource<'w>,
    /// The place that was edited. If the other end is gone: the first reference that is left.
    pub place: Passage<'w>,
    /// What the change did.
    pub how: How,
    /// The object that the references resolved to, as it was: its kind and name.
    pub was: String,
    /// That object as it is now. `None` if it is gone.
    pub other: Option<&'w Resource<'w>>,
    /// The references that resolve to nothing now; at least one.
    pub left: Vec<Left<'w>>,
}

impl<'w> Loss<'w> {
    /// The references that are left elsewhere than at the place that was edited.
    pub fn elsewhere(&self) -> impl Iterator<Item = &Left<'w>> {
        self.left.iter().filter(|left| left.place.span() != self.place.span())
    }
}

/// What a change did to break a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The other end is gone.
    Deleted,
    /// The target has another name, or what is required of it was renamed.
    Renamed(String),
    /// The other end went to another namespace.
    Moved,
    /// The target lost what is required.
    Changed,
    /// The reference now requires something other than before.
    Reference(String),
    /// The object with the reference went to another namespace.
    MovedAway,
    /// Something else, such as a kustomization that no longer builds one of them.
    Other,
}

/// What is found of a name before the change, and what it says now.
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
    /// Where.
    pub place: Passage<'w>,
    /// All of it, as far as other findings may be about it.
    pub extent: Node<'w>,
    /// What it requires.
    pub asks: Asks<'w>,
    /// Whether it cannot work: nothing else makes what is required.
    pub is_sure: bool,
}

/// What a reference requires.
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

/// A state and the one that a change made of it.
struct Change<'b, 'w> {
    then: &'b Workspace<'b>,
    now: &'w Workspace<'w>,
    pairs: Pairs<'b, 'w>,
    /// The files of each side that the other does not have, or that have other content there.
    then_files: HashSet<FileId>,
    now_files: HashSet<FileId>,
    /// The kinds and names of the objects in those of before.
    touched: HashSet<(Kind, &'b str)>,
    /// The labels of these objects and of their pods; a value that is not known is `None`.
    labels: HashMap<String, HashSet<Option<&'b str>>>,
    /// Whether a file that says how others are built changed, which may touch any object.
    is_broad: bool,
}

/// A broken reference before those of one edit are brought together.
struct Broken<'w> {
    /// Names the object that the reference resolved to.
    target: String,
    at: &'w Resource<'w>,
    place: Passage<'w>,
    how: How,
    was: String,
    other: Option<&'w Resource<'w>>,
    left: Left<'w>,
}

/// The references that resolve in one workspace and not in another, which a change made of it.
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

/// Brings together what one edit broke, in order of the text.
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
    /// The order in which several things are named that one edit breaks.
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

    /// Whether two objects of the state before meet so surely that one refers to the other.
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

    /// Whether an object that is found now belongs to another application, such as a variant of the same one: it was there
    /// before as well, further away than what was found then, and `is_used` says whether an object uses it that is nearer.
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

/// Names an object of the state before among all of them.
fn identity(object: &Resource<'_>) -> String {
    format!("{:09} {}", object.id, object.title())
}

/// The place of the namespace of an object, or of its name if it has none.
fn namespace_place<'w>(object: &Resource<'w>) -> Node<'w> {
    object.root.find(&["metadata", "namespace"]).filter(|node| !node.is_empty()).unwrap_or_else(|| object.head())
}
