//! The contents and the problems of objects, without those that patches and kustomizations may still add or change.

use std::collections::HashSet;

use super::Workspace;
use crate::kube::Resource;
use crate::kube::values::version_set::VersionSet;
use crate::schema::{self, Api, Facts, Misread, Part, Problem, Shape};
use crate::yaml::{self, Entry, Node};

impl<'w> Workspace<'w> {
    /// The API of an object. Returns `None` if its fields are not known.
    pub fn api(&'w self, resource: &Resource<'w>) -> Option<Api<'w>> {
        self.facts(resource).api
    }

    /// The contents of an object or of a patch, and its problems in some of the requested versions. Computed on first
    /// use.
    pub fn facts(&'w self, resource: &Resource<'w>) -> &'w Facts<'w> {
        self.facts[resource.id].get_or_init(|| self.read_facts(resource))
    }

    fn read_facts(&'w self, resource: &Resource<'w>) -> Facts<'w> {
        let (apis, root, kind) = (self.apis(resource), resource.root, resource.kind);
        let all = VersionSet::from(self.project.versions);
        let (api, versions) = match apis.first() {
            Some(&api) if is_flattened(api, root) => (Some(api), VersionSet::default()),
            Some(&api) => (Some(api), all),
            // No requested version has the API; the author probably meant this one.
            None => (schema::built_in().most_mature(resource.kind_name, resource.group()), VersionSet::default()),
        };
        let mut facts = schema::facts(kind, api, root, versions);
        facts.api = apis.first().copied();
        // If a kind has several definitions, any of them may be the one in the cluster.
        for &other in apis.iter().skip(1) {
            if facts.problems.is_empty() {
                break;
            }
            let theirs = schema::problems(other, root, versions);
            let theirs: HashSet<_> = theirs.iter().map(Problem::identity).collect();
            facts.problems.retain(|problem| theirs.contains(&problem.identity()));
        }
        if !facts.problems.is_empty() {
            self.keep_counting(resource, &mut facts.problems);
        }
        // Values that may change before the object is applied are not judged, except for texts.
        facts.problems.retain(|problem| problem.node().is_certain());
        facts.ports.retain(|port| port.entry.value.is_certain());
        facts.quantities.retain(|quantity| quantity.entry.value.is_certain());
        facts.shrink();
        facts
    }

    /// Drops problems that do not apply to a patch, or to an object that a tool completes.
    fn keep_counting(&self, resource: &Resource<'_>, problems: &mut Vec<Problem<'w>>) {
        let is_patch = self.reads_like_patch(resource);
        let is_custom = schema::built_in().api(resource.api_version, resource.kind_name).is_none();
        let is_filled = is_custom && self.is_mutated(resource);
        problems.retain(|problem| {
            (!is_patch || problem.counts_in_patches() && !is_removal(problem))
                && !(is_filled && matches!(problem, Problem::Missing(_)))
                && !is_sops(problem, resource.root)
        });
    }

    /// Whether kustomize reads the object before kubectl does: a kustomization in the files builds its file, or it is a
    /// patch. A built object was already read by kustomize.
    pub fn is_kustomized(&self, resource: &Resource<'_>) -> bool {
        let is_member = !self.sets.get(resource.set).kustomizations.is_empty();
        is_member && !self.sets.is_built(resource.set) || resource.is_patch
    }

    /// The places of an object that must contain a string, but contain another type when they reach the API server.
    ///
    /// kustomize repairs some of them (measured with its API 0.21). It treats words such as `yes` and all annotations
    /// as strings. In a patch, a null removes an entry.
    pub fn misread(&'w self, resource: &Resource<'w>) -> impl Iterator<Item = &'w Misread<'w>> {
        let kustomized = self.is_kustomized(resource);
        self.facts(resource).texts.misread.iter().filter(move |misread| {
            let text = misread.place.node.text();
            let word = misread.place.node.as_bool().is_some() && !yaml::is_boolean_everywhere(text);
            let null = misread.place.node.is_null();
            !(kustomized && (word || null || misread.place.part == Part::Annotation))
        })
    }

    /// The keys of an object, at any place, that become another text because YAML does not read them as strings.
    ///
    /// Words such as `yes` are strings to kustomize.
    pub fn misread_keys(&'w self, resource: &Resource<'w>) -> impl Iterator<Item = Node<'w>> {
        let kustomized = self.is_kustomized(resource);
        let keys = self.facts(resource).texts.keys.iter().copied();
        keys.filter(move |key| !kustomized || key.scalar().is_number() || yaml::is_boolean_everywhere(key.text()))
    }
}

/// Whether the problem is a null in a patch, which removes a field that may exist.
fn is_removal(problem: &Problem<'_>) -> bool {
    matches!(problem, Problem::Unknown(field) if field.entry.value.is_null())
}

/// Whether the problem is the key that SOPS adds to a file and removes before the file is applied.
fn is_sops(problem: &Problem<'_>, root: Node<'_>) -> bool {
    matches!(problem, Problem::Unknown(field) if field.parent == root && field.entry.key.text() == "sops")
}

/// Whether the object lost its indentation, so that every key is at the root. If so, several mappings are empty or
/// missing, and several keys lost their mapping. No single key is then the mistake.
fn is_flattened(api: Api<'_>, root: Node<'_>) -> bool {
    let definition = api.definition();
    let lost = definition.fields().filter(|field| {
        let is_mapping = matches!(field.shape(), Shape::Record(_) | Shape::Map(_)) && field.name() != "status";
        match root.get(field.name()) {
            Some(value) => is_mapping && value.is_null(),
            None => is_mapping && matches!(field.name(), "metadata" | "spec"),
        }
    });
    let orphan = |entry: &Entry<'_>| definition.field(&entry.key.key_text()).next().is_none();
    lost.take(2).count() == 2 && root.entries().filter(orphan).take(2).count() == 2
}
