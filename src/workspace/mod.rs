//! All objects of the linted files and how they relate; immutable once built, so rules run in parallel over it.

mod crds;
mod distribution;
mod examples;
mod facts;
mod governing;
mod near;
mod nearby;
mod patches;
mod ports;
mod project;
mod scope;
pub mod sets;
mod uses;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::kube::labels::Found;
use crate::kube::{Kind, Namespace, PodTemplate, Requirement, Resource, Selector, Service, SetId, Truth};
use crate::schema::Facts;
use crate::source::Sources;
use crate::yaml::{Node, Parsed};

pub use crds::Coverage;

pub use governing::governing_name;
pub use near::{Miss, NearMiss};
pub use patches::UnusedPatch;
pub use ports::PortReach;
pub use project::{External, Project};
pub use scope::{Nearness, Relation};
pub use sets::evidence::{Evidence, NO_OBJECT, evidence, is_object};
pub use sets::{Set, Sets};

/// A pod template that a selector matches, and how near it is.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'w> {
    /// The template.
    pub template: &'w PodTemplate<'w>,
    /// Whether the two certainly meet.
    pub relation: Relation,
    /// Whether the labels certainly match.
    pub truth: Truth,
}

/// All objects and the indexes over them.
#[derive(Debug)]
pub struct Workspace<'w> {
    /// The texts.
    pub sources: &'w Sources,
    /// The files with their documents.
    pub files: &'w [Arc<Parsed>],
    /// What is applied together.
    pub sets: &'w Sets,
    /// What the project says of the world around them.
    pub project: &'w Project,
    /// All objects but patches, in order of files and documents.
    pub resources: Vec<Resource<'w>>,
    /// What patches have of objects. Their numbers follow those of `resources`, so no index knows them.
    pub patched: Vec<Resource<'w>>,
    /// All pod templates, in order of their owners.
    pub templates: Vec<PodTemplate<'w>>,
    /// Where objects live that name no namespace.
    default_namespace: Option<Namespace>,
    by_name: HashMap<Kind, HashMap<&'w str, Vec<usize>>>,
    by_kind: HashMap<Kind, Vec<usize>>,
    template_of: HashMap<usize, usize>,
    by_label: HashMap<(String, &'w str), Vec<usize>>,
    /// Templates with labels that are not all known.
    open_templates: Vec<usize>,
    nearby: nearby::Nearby,
    /// Services by one of the labels that they ask for.
    by_selector: HashMap<(String, &'w str), Vec<usize>>,
    /// StatefulSets by their `serviceName`.
    by_service_name: HashMap<&'w str, Vec<usize>>,
    /// Sets with a document that breaks off before its object has a name, or in a list of objects.
    unread: Vec<SetId>,
    /// Of every object and patch, by number.
    facts: Vec<OnceLock<Facts<'w>>>,
    crds: crds::Crds<'w>,
}

impl<'w> Workspace<'w> {
    /// Indexes the objects of documents on which the [sets](Sets::mark) have marked what may change.
    pub fn build(
        sources: &'w Sources,
        files: &'w [Arc<Parsed>],
        sets: &'w Sets,
        project: &'w Project,
    ) -> Workspace<'w> {
        let mut workspace = Workspace {
            sources,
            files,
            sets,
            project,
            default_namespace: project.namespace.clone().map(Namespace::Named),
            resources: Vec::new(),
            patched: Vec::new(),
            templates: Vec::new(),
            by_name: HashMap::new(),
            by_kind: HashMap::new(),
            template_of: HashMap::new(),
            by_label: HashMap::new(),
            open_templates: Vec::new(),
            nearby: nearby::Nearby::default(),
            by_selector: HashMap::new(),
            by_service_name: HashMap::new(),
            unread: Vec::new(),
            facts: Vec::new(),
            crds: crds::Crds::default(),
        };
        let (mut objects, mut patched) = (Vec::new(), Vec::new());
        for file in files {
            let set = sets.of(file.file());
            for document in &file.documents {
                let Some(root) = document.tree.root() else {
                    workspace.unread.extend(document.broken.then_some(set));
                    continue;
                };
                let is_patch = sets.is_patch_file(file.file()) || is_patch(root);
                let mut found = Vec::new();
                sets::objects(root, set, is_patch, &mut found);
                let known = found.first().is_some_and(|resource| resource.name.is_some());
                if !is_patch && document.broken && (!known || root.get("items").is_some()) {
                    workspace.unread.push(set);
                }
                // What a kustomization builds is meant to be whole.
                let may_be_part = !document.broken && sets.get(set).kustomizations.is_empty();
                for mut resource in found {
                    resource.broken = document.broken;
                    resource.is_patch |= may_be_part && patches::is_part(&resource);
                    if resource.is_patch { patched.push(resource) } else { objects.push(resource) }
                }
            }
        }
        for (id, resource) in objects.iter_mut().chain(&mut patched).enumerate() {
            resource.id = id;
            sets.set_namespace(resource);
        }
        workspace.facts = objects.iter().chain(&patched).map(|_| OnceLock::new()).collect();
        (workspace.resources, workspace.patched) = (objects, patched);
        workspace.index();
        workspace.crds = workspace.read_crds();
        workspace
    }

    fn index(&mut self) {
        for resource in &self.resources {
            if let Some(name) = resource.name {
                self.by_name.entry(resource.kind).or_default().entry(name).or_default().push(resource.id);
            }
            self.by_kind.entry(resource.kind).or_default().push(resource.id);
            self.nearby.add(resource, self.sets.get(resource.set));
            if let Some(label) = service_label(resource) {
                self.by_selector.entry(label).or_default().push(resource.id);
            }
            if let Some((name, _)) = governing_name(resource).filter(|_| resource.kind == Kind::StatefulSet) {
                self.by_service_name.entry(name).or_default().push(resource.id);
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
                if template.labels.open || unknown_value || template.kind == Kind::Custom {
                    self.open_templates.push(index);
                }
                self.templates.push(template);
            }
        }
    }

    /// The objects of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Resource<'w>> {
        self.by_kind.get(&kind).into_iter().flatten().map(|&id| &self.resources[id])
    }

    /// The objects of a kind and name, in any namespace.
    pub fn named<'a>(&'a self, kind: Kind, name: &str) -> impl Iterator<Item = &'a Resource<'w>> + use<'a, 'w> {
        let ids = self.by_name.get(&kind).and_then(|names| names.get(name));
        ids.into_iter().flatten().map(|&id| &self.resources[id])
    }

    /// The pod template of an object.
    pub fn template(&self, resource: &Resource<'_>) -> Option<&PodTemplate<'w>> {
        self.template_of.get(&resource.id).map(|&index| &self.templates[index])
    }

    /// The object that makes pods from a template.
    pub fn owner(&self, template: &PodTemplate<'_>) -> &Resource<'w> {
        &self.resources[template.owner]
    }

    /// The objects of a kind and name that are nearest to `from` and may share its namespace; each with its relation.
    /// Two overlays may hold one name: only the nearest scope that has it counts.
    pub fn resolve(&self, from: &Resource<'_>, kind: Kind, name: &str) -> Vec<(&Resource<'w>, Relation)> {
        let candidates = self.named(kind, name).map(|resource| (resource, self.relation(from, resource)));
        self.nearest(from, candidates.filter(|(_, relation)| *relation != Relation::Different))
    }

    /// The nearest Service of a name that `from` certainly means; none where that is not certain.
    pub fn service(&self, from: &Resource<'_>, name: &str) -> Option<&Resource<'w>> {
        match self.resolve(from, Kind::Service, name).as_slice() {
            [(service, Relation::Same)] => Some(service),
            _ => None,
        }
    }

    fn nearest<'a>(
        &'a self,
        from: &Resource<'_>,
        candidates: impl Iterator<Item = (&'a Resource<'w>, Relation)>,
    ) -> Vec<(&'a Resource<'w>, Relation)> {
        let mut ranked: Vec<_> = candidates.map(|found| (self.nearness(from, found.0), found)).collect();
        ranked.sort_by_key(|(nearness, (resource, _))| (*nearness, resource.id));
        let best = ranked.first().map(|(nearness, _)| *nearness);
        ranked.into_iter().take_while(|(nearness, _)| Some(*nearness) == best).map(|(_, found)| found).collect()
    }

    /// The pod templates that a Service's selector matches or may match, from the nearest scope that has any.
    pub fn selected(&self, service: &Resource<'w>) -> Vec<Selected<'_>> {
        let Some(selector) = Service::read(service).and_then(|view| view.selector()) else { return Vec::new() };
        let mut found: Vec<(Nearness, Selected<'_>)> = self
            .candidates(&selector)
            .filter_map(|template| {
                let owner = self.owner(template);
                let relation = self.relation(service, owner);
                let truth = matches(&selector, template);
                let fits = relation != Relation::Different && truth != Truth::No;
                fits.then(|| (self.nearness(service, owner), Selected { template, relation, truth }))
            })
            .collect();
        found.sort_by_key(|(nearness, selected)| (*nearness, selected.template.owner));
        let best = found.first().map(|(nearness, _)| *nearness);
        found.into_iter().take_while(|(nearness, _)| Some(*nearness) == best).map(|(_, selected)| selected).collect()
    }

    /// True where a pod template certainly matches a Service's selector, or one nearby may.
    pub fn selects_some(&self, service: &Resource<'w>, selector: &Selector<'w>) -> bool {
        self.candidates(selector).any(|template| {
            let owner = self.owner(template);
            let fits = match matches(selector, template) {
                Truth::Yes => true,
                Truth::Unknown => self.is_nearby(service, owner),
                Truth::No => false,
            };
            fits && self.relation(service, owner) != Relation::Different
        })
    }

    /// True where a Service other than `from`, and as near to it, certainly selects the template.
    pub fn is_selected(&self, template: &PodTemplate<'_>, from: &Resource<'_>) -> bool {
        let owner = self.owner(template);
        let limit = self.nearness(from, owner);
        let others = self.services_asking(template).filter(|service| service.id != from.id);
        let near = others.filter(|service| self.nearness(service, owner) <= limit);
        near.filter(|service| self.relation(service, owner) != Relation::Different).any(|service| {
            let selector = Service::read(service).and_then(|view| view.selector());
            selector.is_some_and(|selector| !selector.is_empty() && matches(&selector, template) == Truth::Yes)
        })
    }

    /// True where Endpoints or an EndpointSlice for a Service of this name are written by hand.
    pub fn has_manual_endpoints(&self, name: &str) -> bool {
        const OWNER: &[&str] = &["metadata", "labels", "kubernetes.io/service-name"];
        let slice = |slice: &Resource<'_>| slice.root.find(OWNER).and_then(|node| node.as_str()) == Some(name);
        self.named(Kind::Endpoints, name).next().is_some() || self.of_kind(Kind::EndpointSlice).any(slice)
    }

    /// Templates that may match: those with a label that the selector asks for, and those that are not fully known.
    fn candidates(&self, selector: &Selector<'w>) -> Box<dyn Iterator<Item = &PodTemplate<'w>> + '_> {
        if selector.is_empty() {
            return Box::new(std::iter::empty());
        }
        let lists = selector.requirements.iter().filter_map(|requirement| {
            let (key, value) = (requirement.key.as_ref()?, requirement.single_value()?);
            let written = self.by_label.get(&(key.to_string(), value)).map_or(&[][..], Vec::as_slice);
            // A label that a controller adds stands in no file.
            let added = PodTemplate::is_added_label(key);
            (!added).then_some(written)
        });
        match lists.min_by_key(|list| list.len()) {
            None => Box::new(self.templates.iter()),
            Some(list) => {
                let known: HashSet<usize> = list.iter().copied().collect();
                let open = self.open_templates.iter().filter(move |index| !known.contains(index));
                Box::new(list.iter().chain(open).map(|&index| &self.templates[index]))
            }
        }
    }

    /// The Services that ask for a label which is written in a template: those that may select it by what is written.
    pub(super) fn services_asking<'a>(
        &'a self,
        template: &'a PodTemplate<'_>,
    ) -> impl Iterator<Item = &'a Resource<'w>> {
        let labels = template.labels.list.iter().filter_map(|label| Some((label.key.to_string(), label.written?)));
        let lists = labels.filter_map(|label| self.by_selector.get(&label));
        lists.flatten().map(|&id| &self.resources[id])
    }
}

/// A label that the pods of a Service must have.
fn service_label<'w>(resource: &Resource<'w>) -> Option<(String, &'w str)> {
    let view = Service::read(resource).filter(|_| resource.kind == Kind::Service)?;
    let selector = view.selector()?;
    selector.requirements.iter().find_map(|term| Some((term.key.as_ref()?.to_string(), term.single_value()?)))
}

/// Whether a selector matches the pods of a template.
pub fn matches(selector: &Selector<'_>, template: &PodTemplate<'_>) -> Truth {
    let start = if selector.open { Truth::Unknown } else { Truth::Yes };
    let truth = selector.requirements.iter().fold(start, |truth, term| truth.and(holds(term, template)));
    // A label that is added to the selector and to the pods keeps the two together.
    let both = |key: &str| template.labels.find(key) != Found::Absent;
    match selector.entry.value.gains().all(both) {
        true => truth,
        false => truth.and(Truth::Unknown),
    }
}

fn holds(term: &Requirement<'_>, template: &PodTemplate<'_>) -> Truth {
    let Some(key) = term.key.as_deref() else { return Truth::Unknown };
    // The pod name label is known but for its ordinal.
    let owner = term.single_value().and_then(|value| crate::kube::pod::pod_name_owner(key, value));
    if owner.is_some_and(|owner| template.owner_name.is_some_and(|name| name != owner)) {
        return Truth::No;
    }
    // A label that is set on the selector and on the pods keeps two together that were together before.
    let label = template.labels.get(key).filter(|label| !term.is_certain && label.value.is_none());
    match label.and_then(|label| label.written).map(|value| term.holds_as_written(Found::Value(value))) {
        Some(Truth::Yes) => Truth::Yes,
        _ => term.holds(template.find_label(key)),
    }
}

/// Documents with the marks of a strategic merge patch.
fn is_patch(root: Node<'_>) -> bool {
    root.get("$patch").is_some() || root.tree().nodes().any(|node| is_patch_mark(node))
}

fn is_patch_mark(node: Node<'_>) -> bool {
    let text = node.text();
    text.starts_with('$')
        && (text == "$patch" || text.starts_with("$deleteFromPrimitiveList") || text == "$setElementOrder")
}
