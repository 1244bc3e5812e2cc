//! The custom resource definitions in the files, and the objects that they describe.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use super::Workspace;
use crate::kube::{Kind, Resource, resource::items};
use crate::schema::{self, Api, Crd, Structure};
use crate::text::unknown::is_unknown;

/// The facts about custom resources.
#[derive(Debug, Default)]
pub(super) struct Crds<'w> {
    /// Definitions by the kind of their objects, with the numbers of the objects that contain them.
    by_kind: HashMap<&'w str, Vec<(usize, Crd<'w>)>>,
    /// The results of checking the schemas of each definition, by its number; computed on first use.
    structures: HashMap<usize, OnceLock<Vec<Structure<'w>>>>,
    /// Groups of objects that a webhook may change before they are checked against their schema; `*` for any group.
    mutated: HashSet<&'w str>,
}

/// How many objects were checked against their schemas.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// The number of objects without a schema for each `apiVersion` and `kind`.
    pub without: BTreeMap<(String, String), usize>,
    /// The number of rules in CEL of the definitions that objects were checked against.
    pub rules: usize,
}

impl<'w> Workspace<'w> {
    /// Reads the definitions, except for those that a patch or a person may still change.
    pub(super) fn read_crds(&self) -> Crds<'w> {
        let mut crds = Crds::default();
        let definitions = self.of_kind(Kind::CustomResourceDefinition);
        crds.structures = definitions.map(|definition| (definition.id, OnceLock::new())).collect();
        let is_whole = |crd: &&Resource<'w>| {
            !crd.broken && !self.reads_like_patch(crd) && crd.root.is_certain_at(&["spec", "versions"])
        };
        for resource in self.of_kind(Kind::CustomResourceDefinition).filter(is_whole) {
            for crd in Crd::read(resource.root) {
                crds.by_kind.entry(crd.kind).or_default().push((resource.id, crd));
            }
        }
        let configurations = self.of_kind(Kind::MutatingWebhookConfiguration);
        for webhook in configurations.flat_map(|resource| items(Some(resource.root), "webhooks")) {
            let groups = || items(Some(webhook), "rules").flat_map(|rule| items(Some(rule), "apiGroups"));
            crds.mutated.extend(groups().filter_map(|group| group.as_str()));
            // A controller may fill in the groups when it runs.
            crds.mutated.extend(groups().next().is_none().then_some("*"));
        }
        crds
    }

    /// The APIs that an object may be written for: Kubernetes' own, or the one that was meant by a misspelt kind.
    /// Otherwise, the APIs of all definitions in the files. Empty if one of these definitions has no readable schema.
    pub(super) fn apis(&'w self, resource: &Resource<'_>) -> Vec<Api<'w>> {
        match schema::built_in().api(resource.api_version, resource.kind_name) {
            Some(api) => vec![api],
            None => match schema::built_in().meant(resource.api_version, resource.kind_name) {
                Some(api) => vec![api],
                None => {
                    self.crds_of(resource).iter().map(|(_, crd)| crd.api()).collect::<Option<_>>().unwrap_or_default()
                }
            },
        }
    }

    /// Whether Kubernetes or a definition in the files knows the kind of an object. A kind in a group of Kubernetes
    /// itself counts as known even if it does not exist there.
    pub fn knows_kind(&'w self, resource: &Resource<'_>) -> bool {
        Kind::has_group(resource.group()) || !self.crds_of(resource).is_empty()
    }

    /// The definition that an object is checked against, if it may be older than the one in the cluster. It may be
    /// older if it is not applied with the object and was not given for this purpose.
    pub fn unsure_definition(&'w self, resource: &Resource<'_>) -> Option<&'w Resource<'w>> {
        let all = self.crds_of(resource);
        let definitions = || all.iter().map(|(id, _)| &self.resources[*id]);
        let is_named = |definition: &Resource<'_>| self.project.definitions.contains(&definition.source().path);
        let is_sure =
            definitions().any(|definition| is_named(definition) || self.sets.are_one(resource.set, definition.set));
        definitions().next().filter(|_| !is_sure)
    }

    /// The results of checking the schemas of a definition, version by version.
    pub fn structures(&'w self, definition: &Resource<'w>) -> &'w [Structure<'w>] {
        let structures = self.crds.structures.get(&definition.id);
        structures.map_or(&[], |read| read.get_or_init(|| schema::structures(definition.root)))
    }

    /// A definition that is applied with an object, but does not serve its version, with the versions that it serves.
    /// Returns `None` if any definition in the files serves it.
    pub fn not_serving(&'w self, resource: &Resource<'_>) -> Option<(&'w Resource<'w>, Vec<&'w str>)> {
        let of_kind = || {
            self.crds.by_kind.get(resource.kind_name).into_iter().flatten().filter_map(|(id, crd)| {
                let (group, version) = crd.api_version.rsplit_once('/')?;
                (group == resource.group() && crd.is_served).then_some((&self.resources[*id], version))
            })
        };
        let version = resource.api_version.rsplit_once('/').map(|(_, version)| version);
        if of_kind().any(|(_, served)| Some(served) == version) {
            return None;
        }
        let is_applied = |definition: &Resource<'_>| self.sets.are_one(resource.set, definition.set);
        let (definition, _) = of_kind().find(|(definition, _)| is_applied(definition))?;
        Some((definition, of_kind().filter(|(other, _)| other.id == definition.id).map(|(_, served)| served).collect()))
    }

    /// Whether a webhook may add fields to an object that its definition requires.
    pub(super) fn is_mutated(&self, resource: &Resource<'_>) -> bool {
        let group = resource.api_version.split('/').next().unwrap_or_default();
        self.crds.mutated.contains("*") || self.crds.mutated.contains(group)
    }

    /// The definitions that an object may have: those that its kustomization builds with it, otherwise all. A
    /// definition in several builds appears once.
    fn crds_of(&'w self, resource: &Resource<'_>) -> Vec<&'w (usize, Crd<'w>)> {
        let of_kind = self.crds.by_kind.get(resource.kind_name).into_iter().flatten();
        let mut all: Vec<_> = of_kind.filter(|(_, crd)| crd.api_version == resource.api_version).collect();
        let is_own = |(id, _): &(usize, Crd<'w>)| self.resources[*id].set == resource.set;
        if self.sets.is_built(resource.set) && all.iter().any(|one| is_own(one)) {
            all.retain(|one| is_own(one));
        }
        let mut written = HashSet::new();
        all.retain(|(id, _)| written.insert(self.resources[*id].root.span()));
        all
    }

    /// How many of some objects are checked against schemas.
    pub fn coverage(&'w self, wanted: impl Fn(&Resource<'_>) -> bool) -> Coverage {
        let mut kinds: BTreeMap<(&str, &str), Vec<&Resource<'w>>> = BTreeMap::new();
        for resource in self.written().filter(|resource| wanted(resource)) {
            kinds.entry((resource.api_version, resource.kind_name)).or_default().push(resource);
        }
        let mut coverage = Coverage::default();
        for ((api_version, kind), resources) in kinds {
            if is_unknown(api_version) || is_unknown(kind) {
                continue;
            }
            if self.apis(resources[0]).is_empty() {
                coverage.without.insert((api_version.to_owned(), kind.to_owned()), resources.len());
            } else {
                coverage.rules += self.crds_of(resources[0]).iter().map(|(_, crd)| crd.rules()).max().unwrap_or(0);
            }
        }
        coverage
    }
}
