//! Finds the object that a reference most probably means if no object has its name.

use super::Reference;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::text::similar::{are_equal_without_digits, distance, is_near_name, is_slip};
use crate::workspace::{Nearness, Relation, Workspace};
use crate::yaml::Node;

/// An object that the author probably meant.
#[derive(Debug, Clone, Copy)]
pub struct Like<'w> {
    /// The object.
    pub object: &'w Resource<'w>,
    /// The name to write: that of the object, or of an object that its controller makes.
    pub name: Option<&'w str>,
    /// How the object resembles the missing one.
    pub resemblance: Resemblance,
}

/// How an object resembles the missing one; the best evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resemblance {
    /// Its name differs in one or two letters, in case, in `-` and `_`, or in a plural.
    Typo,
    /// Its controller makes an object whose name differs in one or two letters.
    Made,
    /// It has the name, but another kind.
    Kind,
    /// The name and the key in the reference are swapped.
    Swapped,
    /// Its name differs in a usual suffix, such as `-headless`.
    Suffix,
    /// Its name differs only in a number, or in one letter of few, and nothing refers to it.
    Unused,
}

/// The length of the longest usual suffix of a name: `-headless`.
const LONGEST_SUFFIX: usize = 9;

/// The length of the longest name. A longer text resembles no object (`DNS1123SubdomainMaxLength`).
const LONGEST_NAME: usize = 253;

/// How far away an object may be to be meant, in steps between folders.
const REACH: Nearness = Nearness::Steps(2);

impl<'w> Like<'w> {
    fn new(object: &'w Resource<'w>, resemblance: Resemblance) -> Self {
        Self { object, name: object.name, resemblance }
    }
}

impl<'w> Workspace<'w> {
    /// The objects that a reference probably means, the likeliest first.
    pub(super) fn likely(&'w self, reference: &Reference<'w>, name: &str) -> Vec<Like<'w>> {
        let mut found: Vec<Like<'w>> = self.like_named(reference, name).collect();
        found.extend(self.nearly_made(reference, name));
        found.extend(self.of_other_kinds(reference, name));
        found.extend(self.swapped(reference));
        found.sort_by_key(|like| (like.resemblance, self.nearness(reference.from, like.object), like.object.id));
        found
    }

    fn like_named(&'w self, reference: &Reference<'w>, name: &str) -> impl Iterator<Item = Like<'w>> {
        let around = match name.len() > LONGEST_NAME {
            true => Vec::new(),
            false => self.around(reference.kind, reference.from),
        };
        let resemblance = move |other: &'w Resource<'w>| {
            let named = other.name?;
            let is_near = || self.meets(reference, other) != Relation::Different;
            let found = match name.len().abs_diff(named.len()) <= LONGEST_SUFFIX && is_near() {
                true if is_slip(name, named) => Resemblance::Typo,
                true if is_near_name(name, named) => Resemblance::Suffix,
                true if is_little_apart(name, named) => Resemblance::Unused,
                _ => return None,
            };
            let is_meant = match found {
                Resemblance::Typo => true,
                _ if !self.is_nearby(reference.from, other) => false,
                Resemblance::Suffix => true,
                _ => self.referrers(other.kind, named).is_empty(),
            };
            is_meant.then_some(found)
        };
        let likes = around.into_iter().filter_map(move |object| Some(Like::new(object, resemblance(object)?)));
        likes.collect::<Vec<_>>().into_iter()
    }

    /// Objects that have the name and another kind, which the field could name or which people confuse with its kind.
    fn of_other_kinds(&'w self, reference: &Reference<'w>, name: &str) -> impl Iterator<Item = Like<'w>> {
        let similar = match reference.kind {
            Kind::ConfigMap => Some(Kind::Secret),
            Kind::Secret => Some(Kind::ConfigMap),
            Kind::Deployment => Some(Kind::StatefulSet),
            Kind::StatefulSet => Some(Kind::Deployment),
            _ => None,
        };
        let others = reference.fact.role.kinds.iter().copied().chain(similar);
        let others = others
            .filter(|&kind| kind != reference.kind)
            .flat_map(|kind| self.namesakes(reference.from, kind, name, None));
        let fits = |object: &&Resource<'w>| {
            self.nearness(reference.from, object) <= REACH
                && self.meets(reference, object) != Relation::Different
                && self.may_be_of_other_kind(reference, object)
        };
        let likes = others.filter(fits).map(|object| Like::new(object, Resemblance::Kind));
        likes.collect::<Vec<_>>().into_iter()
    }

    /// Whether a reference may mean an object that has its name and another kind. A Secret and a ConfigMap often share
    /// the name of their application, as do a Role and a ClusterRole. Often, only one of them is in the files.
    fn may_be_of_other_kind(&'w self, reference: &Reference<'w>, object: &Resource<'w>) -> bool {
        let mut keys = reference.fact.keys().peekable();
        if keys.peek().is_some() {
            let is_known = |key: Node<'_>, has: &[Node<'_>]| has.iter().any(|other| other.text() == key.text());
            return self.all_keys(object).is_none_or(|has| keys.all(|key| is_known(key, &has)));
        }
        // The other kind has its own field in the object that refers.
        let mut named = self.referrers(object.kind, object.name.unwrap_or_default()).iter().peekable();
        named.peek().is_none()
            || named.clone().all(|other| other.from.id != reference.from.id)
                && named.any(|other| is_alike(other.from.kind, reference.from.kind))
    }

    /// Objects that have the name as a key, and whose own name is written as the key.
    fn swapped(&'w self, reference: &Reference<'w>) -> impl Iterator<Item = Like<'w>> {
        let key = reference.fact.keys().next().and_then(known_str);
        let named = key.into_iter().flat_map(|key| self.namesakes(reference.from, reference.kind, key, None));
        let has_key = |object: &&'w Resource<'w>| {
            let keys = self.keys(object);
            reference.name.is_some_and(|name| keys.iter().any(|key| key.text() == name))
                && self.nearness(reference.from, object) <= REACH
                && self.meets(reference, object) != Relation::Different
        };
        let likes = named.filter(has_key).map(|object| Like::new(object, Resemblance::Swapped));
        likes.collect::<Vec<_>>().into_iter()
    }
}

/// Whether objects of two kinds refer to others in the same way, as all workloads do.
fn is_alike(a: Kind, b: Kind) -> bool {
    a == b || Kind::WORKLOADS.contains(&a) && Kind::WORKLOADS.contains(&b)
}

/// Whether two names differ only in their digits, or in one letter although they are short.
fn is_little_apart(a: &str, b: &str) -> bool {
    a != b && (are_equal_without_digits(a, b) || a.len().min(b.len()) >= 2 && distance(a, b, 1).is_some())
}
