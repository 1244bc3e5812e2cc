//! All objects of the linted files and their relations. They do not change once built, so rules run in parallel.

mod answers;
mod builds;
pub mod change;
mod crds;
mod distribution;
mod examples;
mod facts;
mod graph;
pub mod names;
mod namesakes;
mod nearby;
mod patches;
mod project;
pub mod refs;
mod scope;
pub mod secrets;
pub mod sets;
mod topics;
mod written;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::kube::identity::Flaw;
use crate::kube::{Kind, Namespace, PodTemplate, Resource, Selector, Service, SetId};
use crate::render::kustomize::{Build, Inputs};
use crate::schema::Facts;
use crate::secrets::spots::Spot;
use crate::source::{FileId, Sources, Span};
use crate::yaml::{Document, Node, Parsed};
use sets::evidence;
use topics::{About, ask};
use written::Written;

pub use builds::{BuildProblem, new_problems};
pub use change::{Asks, Fixed, How, Left, Loss, fixed, losses};
pub use crds::Coverage;
pub use graph::{By, Edge, End, Graph, Object, Wanted};
pub use names::{Mention, Names, Thing, What};

pub use patches::{UnusedPatch, is_operations};
pub use project::{External, Project};
pub use refs::{
    Like, Likeness, Meant, Miss, Missed, Missing, NearMiss, PortReach, Reference, Resemblance, Resolution, Selected,
    matches,
};
pub use scope::{Nearness, Relation};
pub use sets::evidence::{Evidence, NO_OBJECT, Role, evidence, is_object, role};
pub use sets::{Set, Sets, template};
pub use topics::{Topic, Topics, noting};

/// The way in which an object is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The object is applied as it is written, as far as the files tell.
    Applied,
    /// Complete builds are made from the object, and it is not applied otherwise.
    Source,
    /// A kustomization built it.
    Built,
}

/// All objects and the indexes over them.
#[derive(Debug)]
pub struct Workspace<'w> {
    /// The texts of the files.
    pub sources: &'w Sources,
    /// The files with their documents.
    pub files: &'w [Arc<Parsed>],
    /// The objects that are applied together.
    pub sets: &'w Sets,
    /// The settings of the project on objects outside the files.
    pub project: &'w Project,
    /// All objects that are applied, as far as the files tell. Written objects come first, in order of files and
    /// documents. The objects of complete builds follow.
    pub resources: Vec<Resource<'w>>,
    /// The partial objects in patches. Their numbers follow those of `resources`, so no index contains them.
    pub patched: Vec<Resource<'w>>,
    /// The written objects of files that only complete builds apply. Their numbers follow those of `patched`. No index
    /// contains them, as the objects of the builds are applied instead.
    pub covered: Vec<Resource<'w>>,
    /// The builds of kustomizations.
    pub builds: &'w [Build<'w>],
    /// The texts that kustomizations read in addition to objects.
    pub inputs: Option<&'w Inputs<'w>>,
    /// The number of `resources` that are written in files. Those of builds follow.
    loose: usize,
    /// All pod templates, in order of their owners.
    templates: Vec<PodTemplate<'w>>,
    /// The namespace of objects that do not name one.
    default_namespace: Option<Namespace>,
    by_name: HashMap<Kind, HashMap<&'w str, Vec<usize>>>,
    by_kind: HashMap<Kind, Vec<usize>>,
    template_of: HashMap<usize, usize>,
    by_label: HashMap<(String, &'w str), Vec<usize>>,
    /// Templates with labels that are not all known.
    open_templates: Vec<usize>,
    nearby: nearby::Nearby,
    /// Services and PodDisruptionBudgets by one of the labels that they require.
    by_selector: HashMap<(String, &'w str), Vec<usize>>,
    /// PodDisruptionBudgets whose selectors require no label with a single value.
    open_budgets: Vec<usize>,
    /// The indexes in `covered`, by place.
    sources_of_builds: OnceLock<HashMap<Span, usize>>,
    references: OnceLock<refs::References<'w>>,
    made: OnceLock<refs::Made<'w>>,
    crowds: OnceLock<namesakes::Crowds<'w>>,
    service_labels: OnceLock<refs::ServiceLabels<'w>>,
    /// Sets and files with a document that breaks off inside a list of objects, or before its object has a name.
    unread: Vec<(SetId, FileId)>,
    /// The facts of every object and patch, by number.
    facts: Vec<OnceLock<Facts<'w>>>,
    secrets: Vec<OnceLock<Box<[Spot<'w>]>>>,
    reaches: Vec<OnceLock<(Box<[PortReach<'w>]>, Topics)>>,
    numbers: Vec<OnceLock<refs::Numbers<'w>>>,
    images: OnceLock<refs::ByImage<'w>>,
    crds: crds::Crds<'w>,
}

impl<'w> Workspace<'w> {
    /// The flaws that keep parts of a document from being objects. Empty for a kustomization and for patch files.
    pub fn flaws_of(&self, document: &'w Document) -> Vec<Flaw<'w>> {
        let file = document.tree.source().id();
        match self.sets.is_kustomization(file) || self.sets.is_patch_file(file) {
            true => Vec::new(),
            false => evidence::flaws(document).collect(),
        }
    }

    /// Makes a workspace without the contents of its files.
    fn empty(sources: &'w Sources, files: &'w [Arc<Parsed>], sets: &'w Sets, project: &'w Project) -> Workspace<'w> {
        Workspace {
            sources,
            files,
            sets,
            project,
            default_namespace: project.namespace.clone().map(Namespace::Named),
            resources: Vec::new(),
            patched: Vec::new(),
            covered: Vec::new(),
            builds: &[],
            inputs: None,
            loose: 0,
            templates: Vec::new(),
            by_name: HashMap::new(),
            by_kind: HashMap::new(),
            template_of: HashMap::new(),
            by_label: HashMap::new(),
            open_templates: Vec::new(),
            nearby: nearby::Nearby::default(),
            by_selector: HashMap::new(),
            open_budgets: Vec::new(),
            sources_of_builds: OnceLock::new(),
            references: OnceLock::new(),
            made: OnceLock::new(),
            crowds: OnceLock::new(),
            service_labels: OnceLock::new(),
            unread: Vec::new(),
            facts: Vec::new(),
            secrets: Vec::new(),
            reaches: Vec::new(),
            numbers: Vec::new(),
            images: OnceLock::new(),
            crds: crds::Crds::default(),
        }
    }

    /// Indexes the objects of documents. The [sets](Sets::mark) must have marked what may change in them.
    pub fn build(
        sources: &'w Sources,
        files: &'w [Arc<Parsed>],
        sets: &'w Sets,
        project: &'w Project,
    ) -> Workspace<'w> {
        Self::with_builds(sources, files, sets, project, &[])
    }

    /// Indexes the objects of documents and of builds. The sets must [contain](Sets::add_builds) the builds.
    pub fn with_builds(
        sources: &'w Sources,
        files: &'w [Arc<Parsed>],
        sets: &'w Sets,
        project: &'w Project,
        builds: &'w [Build<'w>],
    ) -> Workspace<'w> {
        let mut workspace = Workspace { builds, ..Workspace::empty(sources, files, sets, project) };
        workspace.read_objects();
        workspace.loose = workspace.resources.len();
        let built =
            sets.of_builds().flat_map(|(number, set)| builds[number].objects.iter().map(move |tree| (tree, set)));
        workspace.resources.extend(built.filter_map(|(tree, set)| Resource::read(tree.root()?, set, false)));
        workspace.resources.shrink_to_fit();
        let all = workspace.resources.iter_mut().chain(&mut workspace.patched).chain(&mut workspace.covered);
        let mut count = 0;
        for (id, resource) in all.enumerate() {
            resource.id = id;
            sets.set_namespace(resource);
            count += 1;
        }
        workspace.facts.resize_with(count, OnceLock::new);
        workspace.secrets.resize_with(count, OnceLock::new);
        workspace.reaches.resize_with(count, OnceLock::new);
        workspace.numbers.resize_with(count, OnceLock::new);
        workspace.index();
        workspace.crds = workspace.read_crds();
        workspace
    }

    /// Reads the objects that are written in files.
    fn read_objects(&mut self) {
        let (files, sets) = (self.files, self.sets);
        let read: Vec<Written<'w>> = files.par_iter().map(|file| Written::read(file, sets)).collect();
        for Written { mut resources, mut patched, mut covered, unread } in read {
            self.resources.append(&mut resources);
            self.patched.append(&mut patched);
            self.covered.append(&mut covered);
            self.unread.extend(unread);
        }
    }

    /// The objects that are written in files, without patches.
    pub fn written(&self) -> impl Iterator<Item = &Resource<'w>> {
        self.resources[..self.loose].iter().chain(&self.covered)
    }

    /// The object of a file from which a build made an object.
    pub(in crate::workspace) fn source(&self, built: &Resource<'_>) -> Option<&Resource<'w>> {
        let place = built.root.span();
        let by_place = || self.covered.iter().enumerate().map(|(index, one)| (one.root.span(), index)).collect();
        let index = *self.sources_of_builds.get_or_init(by_place).get(&place)?;
        self.covered.get(index)
    }

    /// The way in which an object or a patch is applied.
    pub fn stage(&self, resource: &Resource<'_>) -> Stage {
        match resource.id {
            id if id < self.loose => Stage::Applied,
            id if id < self.resources.len() => Stage::Built,
            id if id < self.resources.len() + self.patched.len() => Stage::Applied,
            _ => Stage::Source,
        }
    }

    fn index(&mut self) {
        for resource in &self.resources {
            if let Some(name) = resource.name {
                self.by_name.entry(resource.kind).or_default().entry(name).or_default().push(resource.id);
            }
            self.by_kind.entry(resource.kind).or_default().push(resource.id);
            self.nearby.add(resource, self.sets.get(resource.set));
            match asked_label(resource) {
                Some(label) => self.by_selector.entry(label).or_default().push(resource.id),
                None if resource.kind == Kind::PodDisruptionBudget => self.open_budgets.push(resource.id),
                None => {}
            }
            if let Some(template) = PodTemplate::read(resource) {
                let index = self.templates.len();
                self.template_of.insert(resource.id, index);
                for label in &template.labels.list {
                    if let Some(value) = label.written {
                        self.by_label.entry((label.key.to_string(), value)).or_default().push(index);
                    }
                }
                let unknown_value = template.labels.list.iter().any(|label| label.written.is_none());
                if template.labels.open || unknown_value || template.kind.is_of_others() {
                    self.open_templates.push(index);
                }
                self.templates.push(template);
            }
        }
    }

    /// The roots of the kustomizations whose documents are complete.
    pub fn kustomizations(&self) -> impl ParallelIterator<Item = Node<'w>> {
        let files = self.files.par_iter().filter(|file| self.sets.is_kustomization(file.file()));
        files.filter_map(|file| {
            let first = file.documents.iter().find(|document| document.tree.root().is_some() || document.broken)?;
            first.tree.root().filter(|_| !first.broken)
        })
    }

    /// The objects of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Resource<'w>> {
        ask(About::Kind(kind));
        self.by_kind.get(&kind).into_iter().flatten().map(|&id| &self.resources[id])
    }

    /// The objects of a kind and name, in any namespace.
    pub fn named<'a>(&'a self, kind: Kind, name: &str) -> impl Iterator<Item = &'a Resource<'w>> + use<'a, 'w> {
        ask(About::Named(kind, name));
        let ids = self.by_name.get(&kind).and_then(|names| names.get(name));
        ids.into_iter().flatten().map(|&id| &self.resources[id])
    }

    /// The objects of the kind and name of an object that come before it, the nearest first. If there are very many,
    /// only those next to it.
    pub fn named_before(&'w self, object: &Resource<'_>) -> impl Iterator<Item = &'w Resource<'w>> + use<'w> {
        let namespace = self.namespace(object).name();
        let all = object.name.into_iter().flat_map(|name| self.namesakes(object, object.kind, name, namespace));
        let before: Vec<_> = all.take_while(|other| other.id < object.id).collect();
        before.into_iter().rev()
    }

    /// All pod templates, in order of their owners.
    pub fn templates(&self) -> &[PodTemplate<'w>] {
        ask(About::Templates);
        &self.templates
    }

    /// The pod template of an object.
    pub fn template(&self, resource: &Resource<'_>) -> Option<&PodTemplate<'w>> {
        self.template_of.get(&resource.id).map(|&index| &self.templates[index])
    }

    /// The object that makes pods from a template.
    pub fn owner(&self, template: &PodTemplate<'_>) -> &Resource<'w> {
        &self.resources[template.owner]
    }

    pub(in crate::workspace) fn nearest<'a>(
        &'a self,
        from: &Resource<'_>,
        candidates: impl Iterator<Item = (&'a Resource<'w>, Relation)>,
    ) -> Vec<(&'a Resource<'w>, Relation)> {
        let mut ranked: Vec<_> = candidates.map(|found| (self.nearness(from, found.0), found)).collect();
        ranked.sort_by_key(|(nearness, (resource, _))| (*nearness, resource.id));
        let best = ranked.first().map(|(nearness, _)| *nearness);
        ranked.into_iter().take_while(|(nearness, _)| Some(*nearness) == best).map(|(_, found)| found).collect()
    }
}

/// A label that a Service or a PodDisruptionBudget requires of its pods.
fn asked_label<'w>(resource: &Resource<'w>) -> Option<(String, &'w str)> {
    let selector = match resource.kind {
        Kind::Service => Service::read(resource)?.selector()?,
        Kind::PodDisruptionBudget => Selector::label_selector(resource.spec()?.written("selector")?),
        _ => return None,
    };
    selector.requirements.iter().find_map(|term| Some((term.key.as_ref()?.to_string(), term.single_value()?)))
}
