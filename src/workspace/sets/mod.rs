//! Which files and objects are applied together: the files of a folder, or the output of kustomizations.
//!
//! A complete build of a kustomization is a separate set. If a build cannot be complete, the trees of its members are
//! marked once with what the kustomization may change. A node then tells other code whether it is certain.

mod builds;
mod changes;
pub(super) mod evidence;
mod kustomize;
mod marks;
pub mod template;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::kube::{Namespace, Resource, SetId};
use crate::source::{FileId, Sources, paths};
use crate::yaml::{Node, Parsed};

pub use kustomize::Kustomization;

/// The API group of kustomizations. A file with this group need not be called `kustomization.yaml`.
const KUSTOMIZE_GROUP: &str = "kustomize.config.k8s.io";

/// Files that are applied together, as far as the files tell: all have the same folder and kustomizations.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
pub struct Set {
    /// The folder of the files, relative to the project; empty for the project's own.
    pub folder: String,
    /// The kustomizations that build the files, directly or through a base, by number in [`Sets::kustomizations`]. The
    /// objects of a build have a separate number, which follows the numbers of the kustomizations.
    pub kustomizations: Vec<usize>,
}

/// All sets of a run.
#[derive(Debug, Default)]
pub struct Sets {
    /// All kustomizations.
    pub kustomizations: Vec<Kustomization>,
    /// For each kustomization, its number and the numbers of its components.
    parts: Vec<Vec<usize>>,
    sets: Vec<Set>,
    by_file: HashMap<FileId, SetId>,
    /// The files of the kustomizations.
    files: HashSet<FileId>,
    patch_files: HashSet<FileId>,
    builds: builds::Builds,
}

impl Sets {
    /// Reads the kustomizations among the files, and groups the files into sets.
    pub fn read(sources: &Sources, files: &[Arc<Parsed>]) -> Sets {
        let paths = files.iter().map(|file| (paths::normalize(&file.source.path), file.file()));
        let by_path: HashMap<String, FileId> = paths.collect();
        let kustomizations = kustomize::read_all(&by_path, files);
        let mut members = kustomize::members(&kustomizations, &by_path);
        let patch_files = kustomizations.iter().flat_map(|one| one.patch_files.iter().copied()).collect();
        let own_files = kustomizations.iter().map(|one| one.file).collect();
        let parts = kustomize::with_components(&kustomizations);
        let mut sets = Sets { kustomizations, parts, patch_files, files: own_files, ..Sets::default() };
        let mut known: HashMap<Set, SetId> = HashMap::new();
        // A text that was forgotten has no name.
        for (file, source) in sources.iter().filter(|(_, source)| !source.name.is_empty()) {
            let kustomizations = members.remove(&file).unwrap_or_default();
            let set = Set { folder: paths::folder(&source.path), kustomizations };
            let next = SetId(known.len() as u32);
            let id = *known.entry(set.clone()).or_insert(next);
            if id == next {
                sets.sets.push(set);
            }
            sets.by_file.insert(file, id);
        }
        sets
    }

    /// The set of a file.
    pub fn of(&self, file: FileId) -> SetId {
        self.by_file.get(&file).copied().unwrap_or(SetId(0))
    }

    /// A set by its number.
    pub fn get(&self, id: SetId) -> &Set {
        &self.sets[id.0 as usize]
    }

    /// Whether a kustomization names the file as a patch.
    pub fn is_patch_file(&self, file: FileId) -> bool {
        self.patch_files.contains(&file)
    }

    /// Whether the file is a kustomization.
    pub fn is_kustomization(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }

    /// Whether one kustomization builds both sets.
    pub fn share_kustomization(&self, a: SetId, b: SetId) -> bool {
        let others = &self.get(b).kustomizations;
        self.get(a).kustomizations.iter().any(|one| others.contains(one))
    }

    /// Whether both sets are applied together, as far as files tell: one kustomization, one folder, or one tree of
    /// folders without kustomizations.
    pub fn are_one(&self, a: SetId, b: SetId) -> bool {
        let (one, other) = (self.get(a), self.get(b));
        let is_loose = one.kustomizations.is_empty() && other.kustomizations.is_empty();
        self.share_kustomization(a, b)
            || is_loose && (paths::is_below(&one.folder, &other.folder) || paths::is_below(&other.folder, &one.folder))
    }

    /// Whether a text in a patch passes `test`. The patch must belong to a kustomization that builds the object.
    pub fn is_said_in_patch(&self, resource: &Resource<'_>, test: impl Fn(&str) -> bool) -> bool {
        let changes = self.building(resource.set).flat_map(Kustomization::changes);
        changes.filter(|change| change.hits(resource)).any(|change| change.says.iter().any(|text| test(text)))
    }

    /// Whether a kustomization that builds a set generates an object.
    pub fn generates(&self, set: SetId, kind: &str, name: &str) -> bool {
        self.building(set).any(|kustomization| kustomization.generates(kind, name))
    }

    /// Whether a kustomization that builds a set adds objects that are not in any file, such as those of a chart.
    pub fn is_filled(&self, set: SetId) -> bool {
        self.is_shared(set) || self.building(set).any(Kustomization::is_open)
    }

    /// Whether a kustomization is in the folder of a set. If it does not build a file there, the file may be unused.
    pub fn is_next_to_kustomization(&self, set: SetId) -> bool {
        let folder = &self.get(set).folder;
        self.kustomizations.iter().any(|kustomization| kustomization.folder == *folder)
    }

    /// The kustomizations that build a set, with their components, each once.
    fn building(&self, set: SetId) -> impl Iterator<Item = &Kustomization> {
        let parts = self.get(set).kustomizations.iter().filter_map(|&index| self.parts.get(index));
        parts.flatten().collect::<BTreeSet<_>>().into_iter().map(|&index| &self.kustomizations[index])
    }

    /// Whether a kustomization that builds the object replaces `$(NAME)` with a value.
    pub fn fills_in(&self, resource: &Resource<'_>, name: &str) -> bool {
        self.building(resource.set).any(|kustomization| kustomization.variables.contains(name))
    }

    /// Marks on the trees what incomplete builds may change, and documents that break off.
    pub fn mark(&self, files: &mut [Arc<Parsed>]) {
        files.par_iter_mut().filter(|file| !self.is_covered(file.file())).for_each(|file| {
            let changes: Vec<_> = self.building(self.of(file.file())).flat_map(Kustomization::changes).collect();
            let is_broken = file.documents.iter().any(|document| document.broken);
            if (is_broken || !changes.is_empty()) && !self.is_patch_file(file.file()) {
                marks::mark(file, &changes);
            }
        });
    }

    /// Sets the namespace that the kustomizations of an object agree on.
    pub(super) fn set_namespace(&self, resource: &mut Resource<'_>) {
        let set: HashSet<&str> = self.building(resource.set).filter_map(|one| one.namespace.as_deref()).collect();
        let only = set.iter().next().filter(|_| set.len() == 1);
        resource.namespace = match only {
            None if set.is_empty() => return,
            Some(name) if !crate::text::unknown::is_unknown(name) => Namespace::Named((*name).to_owned()),
            _ => Namespace::Unknown,
        };
    }
}

/// Reads the objects of a document: the root, or the items of a list.
pub(super) fn objects<'w>(root: Node<'w>, set: SetId, is_patch: bool, found: &mut Vec<Resource<'w>>) {
    found_in(Resource::read(root, set, is_patch), found);
}

fn found_in<'w>(resource: Option<Resource<'w>>, found: &mut Vec<Resource<'w>>) {
    let Some(resource) = resource else { return };
    let items = resource.root.get("items").filter(|items| items.is_sequence() && resource.kind_name.ends_with("List"));
    match items {
        Some(items) => items.items().for_each(|item| found_in(resource.read_item(item), found)),
        None if resource.group() == KUSTOMIZE_GROUP => {}
        None => found.push(resource),
    }
}
