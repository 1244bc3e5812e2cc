//! What a reference resolves to.

use super::Reference;
use crate::kube::{Kind, Namespace, Resource};
use crate::text::similar::is_near_name;
use crate::workspace::{Relation, Workspace};

/// What a reference resolves to.
#[derive(Debug)]
pub enum Resolution<'w> {
    /// The nearest objects of the name that may share the namespace, each with whether it certainly does. Several if
    /// overlays have one each.
    Found(Vec<(&'w Resource<'w>, Relation)>),
    /// No file has such an object.
    Missing(Missing<'w>),
    /// Nobody can tell from the files.
    Unknown(Why),
}

/// What there is instead of an object that no file has.
#[derive(Debug)]
pub struct Missing<'w> {
    /// Objects nearby, in the same namespace, that have nearly the name.
    pub near: Vec<&'w Resource<'w>>,
    /// Objects of the name in namespaces that are certainly others.
    pub elsewhere: Vec<&'w Resource<'w>>,
    /// Whether other objects of the kind are nearby in the same namespace: such objects are among the files then.
    pub has_peers: bool,
}

/// Why it is not known what a reference resolves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A template, or a kustomization, decides the name.
    Changing,
    /// The project says that such an object is made elsewhere.
    External,
    /// A document nearby breaks off, which may have been the object.
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

    /// What a reference resolves to.
    pub fn resolution(&'w self, reference: &Reference<'w>) -> Resolution<'w> {
        let (from, kind) = (reference.from, reference.kind);
        let Some(name) = reference.name.filter(|_| reference.node().is_certain()) else {
            return Resolution::Unknown(Why::Changing);
        };
        let all = self.named(kind, name).map(|object| (object, self.meets(reference, object)));
        let found = self.nearest(from, all.filter(|(_, relation)| *relation != Relation::Different));
        if !found.is_empty() {
            return Resolution::Found(found);
        }
        if self.has_unread_nearby(from) {
            return Resolution::Unknown(Why::Unread);
        }
        if self.is_external(from, kind.name(), name) {
            return Resolution::Unknown(Why::External);
        }
        let around = self.nearby(kind, from);
        let same = || around.iter().copied().filter(|other| self.meets(reference, other) == Relation::Same);
        if same().any(|other| other.name.is_none()) {
            return Resolution::Unknown(Why::Nameless);
        }
        let is_near = |other: &&Resource<'_>| other.name.is_some_and(|other| is_near_name(other, name));
        Resolution::Missing(Missing {
            near: same().filter(is_near).collect(),
            elsewhere: self.named(kind, name).collect(),
            has_peers: same().next().is_some(),
        })
    }

    /// Whether an object lives where a reference looks: in the namespace next to the name, otherwise in that of the
    /// object that refers to it.
    fn meets(&self, reference: &Reference<'w>, object: &Resource<'w>) -> Relation {
        let Some(wanted) = reference.namespace() else { return self.relation(reference.from, object) };
        match self.namespace(object) {
            Namespace::Named(name) if *name != wanted => Relation::Different,
            Namespace::Named(_) if self.sets.are_one(reference.from.set, object.set) => Relation::Same,
            _ => Relation::Maybe,
        }
    }

    /// The object that a reference certainly names. Returns `None` if that is not certain.
    pub fn target(&'w self, reference: &Reference<'w>) -> Option<&'w Resource<'w>> {
        match self.resolution(reference) {
            Resolution::Found(found) => match found.as_slice() {
                [(target, Relation::Same)] => Some(target),
                _ => None,
            },
            Resolution::Missing(_) | Resolution::Unknown(_) => None,
        }
    }

    /// The objects of a kind that certainly name an object.
    pub fn referring(&'w self, target: &Resource<'w>, kind: Kind) -> impl Iterator<Item = Reference<'w>> {
        let references = target.name.map_or(&[][..], |name| self.referrers(target.kind, name));
        let id = target.id;
        let names = move |reference: &Reference<'w>| {
            reference.from.kind == kind && self.target(reference).is_some_and(|found| found.id == id)
        };
        references.iter().copied().filter(names)
    }
}
