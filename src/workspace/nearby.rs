//! Objects near another one, in its folder or in one of its kustomizations.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use super::refs::{makes_anything, makes_pods};
use super::topics::{About, ask};
use super::{Nearness, Set, Workspace};
use crate::kube::{Kind, PodTemplate, Resource};
use crate::source::paths;

/// The number of objects of one kind above which similar names and labels are not evidence, and a search would take
/// quadratic time. In such a crowd, no object counts as near.
pub(super) const CROWD: usize = 1_000;

/// The number of folders above which neighbouring folders are not one application.
const MANY_FOLDERS: usize = 100;

/// How far away an object of the same application may be, in steps between folders.
const REACH: Nearness = Nearness::Steps(2);

/// Ids of objects by the folder of their file and by the kustomizations that build it.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    /// Sorted, so that the folders below another one are next to each other.
    by_folder: BTreeMap<String, HashMap<Kind, Vec<usize>>>,
    by_kustomization: HashMap<(usize, Kind), Vec<usize>>,
}

impl Nearby {
    /// The folders that have objects, in order.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.by_folder.keys().map(String::as_str)
    }

    pub(super) fn add(&mut self, resource: &Resource<'_>, set: &Set) {
        let kinds = match self.by_folder.get_mut(&set.folder) {
            Some(kinds) => kinds,
            None => self.by_folder.entry(set.folder.clone()).or_default(),
        };
        kinds.entry(resource.kind).or_default().push(resource.id);
        for &kustomization in &set.kustomizations {
            self.by_kustomization.entry((kustomization, resource.kind)).or_default().push(resource.id);
        }
    }
}

impl<'w> Workspace<'w> {
    /// The objects of a kind in the folder or in a kustomization of `from`, including `from` itself, in order. Objects
    /// that are never applied together with it are left out. Empty in a crowd.
    pub fn nearby(&self, kind: Kind, from: &Resource<'_>) -> Vec<&Resource<'w>> {
        let set = self.sets.get(from.set);
        self.ask_nearby(kind, set);
        let same_folder = self.nearby.by_folder.get(set.folder.as_str()).and_then(|kinds| kinds.get(&kind));
        let built = set.kustomizations.iter().filter_map(|&index| self.nearby.by_kustomization.get(&(index, kind)));
        let lists: Vec<&Vec<usize>> = same_folder.into_iter().chain(built).collect();
        if lists.iter().any(|list| list.len() > CROWD) {
            return Vec::new();
        }
        let all = sorted(lists.into_iter().flatten().copied().collect()).into_iter().map(|id| &self.resources[id]);
        all.filter(|other| !self.sets.are_apart(from, other)).collect()
    }

    /// The objects of a kind that may belong to the application of `from`: those nearby, and those in a folder next to,
    /// above or below its own. In a crowd, or if there are many folders, only those nearby.
    pub fn around(&self, kind: Kind, from: &Resource<'_>) -> Vec<&Resource<'w>> {
        let mut found = self.nearby(kind, from);
        let folder = self.sets.get(from.set).folder.as_str();
        let above = paths::folder(folder);
        let further = paths::folder(&above);
        ask(About::Folders);
        ask(About::Below(kind, &above));
        ask(About::Folder(kind, &further));
        let from_above = (Bound::Included(above.as_str()), Bound::Unbounded);
        let inside = self.nearby.by_folder.range::<str, _>(from_above);
        let inside = inside.take_while(|(folder, _)| folder.starts_with(&above)).take(MANY_FOLDERS + 1);
        let folders: Vec<_> = inside.chain(self.nearby.by_folder.get_key_value(further.as_str())).collect();
        if folders.len() > MANY_FOLDERS {
            return found;
        }
        let ids = folders.into_iter().filter_map(|(_, kinds)| kinds.get(&kind)).flatten();
        let ids: Vec<usize> = ids.copied().take(CROWD + 1).collect();
        if ids.len() > CROWD {
            return found;
        }
        let is_known = |id: &usize| found.binary_search_by_key(id, |object| object.id).is_ok();
        let others = sorted(ids.into_iter().filter(|id| !is_known(id)).collect());
        let others = others.into_iter().map(|id| &self.resources[id]);
        found.extend(others.filter(|object| self.nearness(from, object) <= REACH));
        found
    }

    /// The pod templates in the folder or in a kustomization of an object. Empty in a crowd.
    pub fn templates_nearby(&self, from: &Resource<'_>) -> Vec<&PodTemplate<'w>> {
        let kinds = Kind::WORKLOADS.iter().chain(&[Kind::PodTemplate]).chain(Kind::OF_OTHERS);
        let owners = kinds.flat_map(|&kind| self.nearby(kind, from));
        let mut templates: Vec<_> = owners.filter_map(|owner| self.template(owner)).collect();
        templates.sort_by_key(|template| template.owner);
        templates
    }

    /// The pod templates in other folders of the application of an object: in the folder above its own, and in all
    /// folders below that one. Empty if a kustomization builds either, in a crowd, or if there are many folders.
    pub fn templates_in_application(&self, from: &Resource<'_>) -> Vec<&PodTemplate<'w>> {
        let set = self.sets.get(from.set);
        let above = paths::folder(&set.folder);
        ask(About::Folders);
        Kind::WORKLOADS.iter().for_each(|&kind| ask(About::Below(kind, &above)));
        let from_above = (Bound::Included(above.as_str()), Bound::Unbounded);
        let folders = self.nearby.by_folder.range::<str, _>(from_above);
        let inside = folders.take_while(|(folder, _)| folder.starts_with(&above)).take(MANY_FOLDERS + 1);
        let inside: Vec<_> = inside.filter(|(folder, _)| paths::is_below(folder, &above)).collect();
        if inside.len() > MANY_FOLDERS || !set.kustomizations.is_empty() {
            return Vec::new();
        }
        let others = inside.into_iter().filter(|(folder, _)| **folder != set.folder);
        let kinds = others.flat_map(|(_, kinds)| Kind::WORKLOADS.iter().filter_map(|kind| kinds.get(kind)));
        let ids: Vec<usize> = kinds.flatten().copied().take(CROWD + 1).collect();
        if ids.len() > CROWD {
            return Vec::new();
        }
        let owners = ids.into_iter().map(|id| &self.resources[id]);
        let loose = owners.filter(|owner| self.sets.get(owner.set).kustomizations.is_empty());
        loose.filter_map(|owner| self.template(owner)).collect()
    }

    /// Whether a broken document nearby may contain an object of any kind and name.
    pub fn has_unread_nearby(&self, from: &Resource<'_>) -> bool {
        let own = self.sets.get(from.set);
        ask(About::UnreadIn(&own.folder));
        own.kustomizations.iter().for_each(|&number| ask(About::UnreadOf(number)));
        self.unread.iter().any(|&(set, _)| {
            self.sets.get(set).folder == self.sets.get(from.set).folder || self.sets.share_kustomization(set, from.set)
        })
    }

    /// Whether the controller of a custom resource nearby, or a chart in its kustomization, may make objects of any kind and
    /// name.
    pub fn has_custom_resource_nearby(&self, from: &Resource<'_>) -> bool {
        self.has_maker_nearby(from, makes_anything)
    }

    /// Whether the controller of a custom resource nearby, or a chart in its kustomization, may make pods.
    pub fn has_pod_maker_nearby(&self, from: &Resource<'_>) -> bool {
        self.has_maker_nearby(from, makes_pods)
    }

    fn ask_nearby(&self, kind: Kind, set: &Set) {
        ask(About::Folder(kind, &set.folder));
        set.kustomizations.iter().for_each(|&number| ask(About::Kustomization(kind, number)));
    }

    fn has_maker_nearby(&self, from: &Resource<'_>, is_maker: fn(Kind) -> bool) -> bool {
        let set = self.sets.get(from.set);
        let in_folder = self.nearby.by_folder.get(set.folder.as_str());
        let is_built = |kind: &Kind| {
            set.kustomizations.iter().any(|&index| self.nearby.by_kustomization.contains_key(&(index, *kind)))
        };
        let mut makers = Kind::OF_OTHERS.iter().filter(|&&kind| is_maker(kind));
        makers.clone().for_each(|&kind| self.ask_nearby(kind, set));
        makers.any(|kind| in_folder.is_some_and(|kinds| kinds.contains_key(kind)) || is_built(kind))
            || self.sets.is_filled(from.set)
    }
}

/// Sorts numbers and removes duplicates.
fn sorted(mut ids: Vec<usize>) -> Vec<usize> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
