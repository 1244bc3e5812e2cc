//! Resolves references to objects.

use super::{Like, Reference};
use crate::kube::{Kind, Namespace, Resource, resource::known_str};
use crate::workspace::namesakes::next_to;
use crate::workspace::{Relation, Workspace};

/// The result of resolving a reference.
#[derive(Debug)]
pub enum Resolution<'w> {
    /// The nearest objects of the name that may share the namespace, each with whether it certainly does. There are
    /// several if each of several overlays has one.
    Found(Vec<(&'w Resource<'w>, Relation)>),
    /// No file has such an object.
    Missing(Missing<'w>),
    /// The files are not enough to tell.
    Unknown(Why),
}

/// What the files have in place of a missing object.
#[derive(Debug)]
pub struct Missing<'w> {
    /// Similar objects nearby that the author most probably meant, the likeliest first. None is in another namespace.
    pub near: Vec<Like<'w>>,
    /// Objects of the name that are certainly in another namespace.
    pub elsewhere: Vec<&'w Resource<'w>>,
    /// Whether other objects of the kind are nearby in the same namespace. If so, the files should also contain this
    /// one.
    pub has_peers: bool,
}

/// Why the target of a reference is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A template, or a kustomization, decides the name or the namespace.
    Changing,
    /// Every cluster has the object.
    BuiltIn,
    /// The project says that such an object is made elsewhere.
    External,
    /// A kustomization, or the controller of another object, makes the object.
    Made,
    /// A document nearby breaks off and may have contained the object.
    Unread,
    /// An object of the kind nearby has a name that is filled in later.
    Nameless,
}

impl<'w> Workspace<'w> {
    /// The references of an object to others of some kinds, with what each resolves to.
    pub fn resolved(
        &'w self,
        from: &'w Resource<'w>,
        is_wanted: impl Fn(Kind) -> bool,
    ) -> Vec<(Reference<'w>, Resolution<'w>)> {
        let wanted = self.references(from).filter(|reference| is_wanted(reference.kind));
        wanted.map(|reference| (reference, self.resolution(&reference))).collect()
    }

    /// Resolves a reference.
    pub fn resolution(&'w self, reference: &Reference<'w>) -> Resolution<'w> {
        let (from, kind) = (reference.from, reference.kind);
        let Some(name) = reference.name.filter(|_| reference.is_certain()) else {
            return Resolution::Unknown(Why::Changing);
        };
        let all = self.namesakes(from, kind, name, self.looks_in(reference));
        let all = all.map(|object| (object, self.meets(reference, object)));
        let found = self.nearest(from, all.filter(|(_, relation)| *relation != Relation::Different));
        if !found.is_empty() {
            return Resolution::Found(found);
        }
        if let Some(why) = self.may_be_there(reference, name) {
            return Resolution::Unknown(why);
        }
        let missing = self.missing(reference, name);
        match self.may_custom_resource_make(reference, name, &missing) {
            true => Resolution::Unknown(Why::Made),
            false => Resolution::Missing(missing),
        }
    }

    /// What the files have in place of a missing object.
    fn missing(&'w self, reference: &Reference<'w>, name: &str) -> Missing<'w> {
        let (from, kind) = (reference.from, reference.kind);
        let around = self.nearby(kind, from);
        let mut same = around.iter().copied().filter(|other| self.meets(reference, other) == Relation::Same);
        Missing {
            near: self.likely(reference, name),
            elsewhere: self
                .namesakes(from, kind, name, None)
                .filter(|other| !self.sets.are_apart(from, other))
                .collect(),
            has_peers: same.next().is_some(),
        }
    }

    /// Why an object may exist although no file has it. Returns `None` if there is no reason.
    pub(in crate::workspace) fn may_be_there(&'w self, reference: &Reference<'w>, name: &str) -> Option<Why> {
        let (from, kind) = (reference.from, reference.kind);
        if self.is_built_in(reference, name) {
            return Some(Why::BuiltIn);
        }
        if self.is_external(from, kind.name(), name) {
            return Some(Why::External);
        }
        if self.is_made(reference, name) {
            return Some(Why::Made);
        }
        if self.has_unread_nearby(from) {
            return Some(Why::Unread);
        }
        let is_nameless =
            |other: &&Resource<'w>| other.name.is_none() && self.meets(reference, other) == Relation::Same;
        self.nearby(kind, from).iter().any(is_nameless).then_some(Why::Nameless)
    }

    /// Whether an object is in the namespace of a reference. That is the one next to the name, or otherwise that of the
    /// object that refers. An object of a kind without namespaces is in all of them.
    pub(super) fn meets(&self, reference: &Reference<'w>, object: &Resource<'w>) -> Relation {
        if self.sets.are_apart(reference.from, object) {
            return Relation::Different;
        }
        let are_one = self.sets.are_one(reference.from.set, object.set);
        if object.kind.is_cluster_scoped() {
            return if are_one { Relation::Same } else { Relation::Maybe };
        }
        let Some(wanted) = reference.namespace() else { return self.relation(reference.from, object) };
        match (self.namespace(object), known_str(wanted)) {
            (_, Some(wanted)) if self.moves_along(reference, object, wanted) => Relation::Same,
            (Namespace::Named(name), Some(wanted)) if *name != wanted => Relation::Different,
            (Namespace::Named(_), Some(_)) if are_one => Relation::Same,
            _ => Relation::Maybe,
        }
    }

    /// Whether a kustomization that sets the namespace of an object also sets the one next to its name. It does if the
    /// two were equal; a missing one counts as `default` (kustomize `NameReferenceTransformer`, `resid.go`).
    fn moves_along(&self, reference: &Reference<'w>, object: &Resource<'w>, wanted: &str) -> bool {
        let written = object.root.find(&["metadata", "namespace"]).filter(|node| !node.is_empty());
        let written = written.map_or(Some("default"), known_str);
        self.sets.share_kustomization(reference.from.set, object.set) && written == Some(wanted)
    }

    /// The object that a reference certainly names. Returns `None` if that is not certain.
    pub fn target(&'w self, reference: &Reference<'w>) -> Option<&'w Resource<'w>> {
        self.resolution(reference).target()
    }

    /// The objects of a kind that certainly name an object.
    pub fn referring(&'w self, target: &Resource<'w>, kind: Kind) -> impl Iterator<Item = Reference<'w>> {
        let id = target.id;
        let references = target.name.map_or(&[][..], |name| self.referrers(target.kind, name));
        let references = next_to(references, id, |reference| reference.from.id);
        let names = move |reference: &Reference<'w>| {
            reference.from.kind == kind && self.target(reference).is_some_and(|found| found.id == id)
        };
        references.iter().copied().filter(names)
    }
}

impl<'w> Resolution<'w> {
    /// The object that the reference certainly names. Returns `None` if that is not certain.
    pub fn target(&self) -> Option<&'w Resource<'w>> {
        match self {
            Resolution::Found(found) => match found.as_slice() {
                [(target, Relation::Same)] => Some(target),
                _ => None,
            },
            Resolution::Missing(_) | Resolution::Unknown(_) => None,
        }
    }
}
