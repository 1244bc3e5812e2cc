//! The references between objects, and what is known about their targets.
//!
//! Which fields are references is data (`schema/roles.txt`). This module reads them once, resolves each, and decides
//! what a rule may claim about one that resolves to nothing.

mod astray;
mod claim;
mod governing;
mod granted;
pub mod hosts;
mod keys;
mod made;
mod missed;
mod monitors;
mod near;
mod numbers;
mod ports;
mod resemblance;
mod resolve;
mod selectors;
mod unreached;
mod uses;

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::Workspace;
use super::topics::{About, Topic, ask};
use crate::kube::{Kind, Resource, resource::known_str};
use crate::schema::ReferenceFact;
use crate::yaml::Node;

pub use astray::Astray;
pub use claim::Meant;
pub(super) use made::{Made, makes_anything, makes_pods};
pub use missed::Missed;
pub(in crate::workspace) use monitors::ServiceLabels;
pub use monitors::Watched;
pub use near::{Likeness, Miss, NearMiss};
pub(in crate::workspace) use numbers::{ByImage, Numbers, images};
pub use ports::PortReach;
pub use resemblance::{Like, Resemblance};
pub use resolve::{Missing, Resolution, Why};
pub use selectors::{Selected, matches};

/// The name of another object, written in an object.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'w> {
    /// The object that contains the reference.
    pub from: &'w Resource<'w>,
    /// The kind of the named object.
    pub kind: Kind,
    /// The name. `None` if a template fills it in, or if the text contains more than a name.
    pub name: Option<&'w str>,
    /// The place, and the fields next to it.
    pub fact: &'w ReferenceFact<'w>,
}

impl<'w> Reference<'w> {
    fn read(from: &'w Resource<'w>, fact: &'w ReferenceFact<'w>) -> Option<Self> {
        let kind = kind(fact)?;
        let node = fact.entry.value;
        if node.is_empty() {
            return None;
        }
        // Custom resources may write another form, such as `namespace/name`, which is not only the name of an object.
        let is_name = |name: &&str| !(from.kind.is_of_others() && name.contains(['/', '@']));
        let name = known_str(node).filter(is_name);
        Some(Self { from, kind, name, fact })
    }

    /// The place of the name.
    pub fn node(&self) -> Node<'w> {
        self.fact.entry.value
    }

    /// The namespace that is written next to the name. Returns `None` if there is none.
    pub fn namespace(&self) -> Option<Node<'w>> {
        self.fact.holder.get(self.fact.role.namespace?).filter(|node| !node.is_empty())
    }

    /// Whether nothing changes the name and its namespace before the object is applied.
    pub fn is_certain(&self) -> bool {
        // kustomize fills in `$(X)`, which is never a part of a name.
        let is_known = |node: Node<'w>| node.is_certain() && known_str(node).is_some_and(|text| !text.contains("$("));
        is_known(self.node()) && self.namespace().is_none_or(is_known)
    }

    /// The field that contains the name, such as `serviceName`.
    pub fn field(&self) -> &'w str {
        self.fact.entry.key.text()
    }

    /// Whether it is `serviceName` of a StatefulSet, which names the Service that governs its pods.
    pub fn is_governing(&self) -> bool {
        self.from.kind == Kind::StatefulSet && self.kind == Kind::Service && self.field() == "serviceName"
    }
}

/// The kind of the named object. Returns `None` if the field may not name such a kind, or if a template fills it in.
fn kind(fact: &ReferenceFact<'_>) -> Option<Kind> {
    let (holder, kinds) = (fact.holder, fact.role.kinds);
    let Some(written) = holder.get("kind").filter(|node| !node.is_empty()) else { return kinds.first().copied() };
    let written = known_str(written)?;
    let text = |key| holder.get(key).and_then(known_str).filter(|text| !text.is_empty());
    let group = text("apiVersion").map(|version| version.rsplit_once('/').map_or("", |(group, _)| group));
    match group.or(text("apiGroup")).or(text("group")) {
        Some(group) => Some(Kind::of(group, written)).filter(|kind| kinds.is_empty() || kinds.contains(kind)),
        None if kinds.is_empty() => Some(Kind::of("", written)),
        None => kinds.iter().copied().find(|kind| kind.is_called(written)),
    }
}

/// All references, by the [topic](Topic) of a question for the references to an object.
#[derive(Debug, Default)]
pub(super) struct References<'w> {
    by_topic: HashMap<Topic, Referring<'w>>,
}

/// The references of one topic.
#[derive(Debug, Default)]
struct Referring<'w> {
    /// The numbers of the objects that contain them, in order.
    from: Vec<usize>,
    /// The references, read when they are first needed.
    read: OnceLock<Vec<Reference<'w>>>,
}

impl References<'_> {
    fn of<'t>(all: impl Iterator<Item = (usize, &'t [Topic])>) -> Self {
        let mut references = Self::default();
        for (from, topics) in all {
            for topic in topics {
                references.by_topic.entry(*topic).or_default().from.push(from);
            }
        }
        references
    }
}

impl<'w> Workspace<'w> {
    /// The references that an object makes, in order of the text.
    pub fn references(&'w self, from: &'w Resource<'w>) -> impl Iterator<Item = Reference<'w>> {
        self.facts(from).references.iter().filter_map(|fact| Reference::read(from, fact))
    }

    /// Whether no reference names an object. If others nearly name it, the typo may be in the object itself.
    pub fn is_unnamed(&'w self, object: &Resource<'w>) -> bool {
        object.name.is_some_and(|name| self.referrers(object.kind, name).is_empty())
    }

    /// Reads the references of all objects on all threads. Without this, the first query reads them on one thread.
    pub fn read_references(&'w self) {
        self.resources.par_iter().for_each(|resource| {
            self.facts(resource);
        });
        self.all_references();
    }

    /// Restores the known references of all objects: their [topics](Self::reference_topics), by number and in order.
    /// The facts of objects are then read only if a rule needs them.
    pub fn recall_references<'t>(&self, all: impl Iterator<Item = (usize, &'t [Topic])>) {
        self.references.get_or_init(|| References::of(all));
    }

    fn all_references(&'w self) -> &'w References<'w> {
        self.references.get_or_init(|| {
            let all: Vec<_> = self.resources.iter().map(|object| self.reference_topics(object)).collect();
            References::of(all.iter().map(|topics| &**topics).enumerate())
        })
    }

    /// The references to a kind and name, from any namespace.
    pub fn referrers(&'w self, kind: Kind, name: &str) -> &'w [Reference<'w>] {
        let about = About::Referrers(kind, name);
        ask(about);
        let Some(referring) = self.all_references().by_topic.get(&about.topic()) else { return &[] };
        referring.read.get_or_init(|| {
            let all = referring.from.iter().flat_map(|&from| self.references(&self.resources[from]));
            all.filter(|reference| reference.kind == kind && reference.name == Some(name)).collect()
        })
    }
}
