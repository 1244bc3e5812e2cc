//! Finds the pods that selectors select.

use super::near::says;
use crate::kube::labels::Found;
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::workspace::nearby::CROWD;
use crate::workspace::topics::{About, ask};
use crate::workspace::{Nearness, Relation, Workspace};

/// Up to this number of candidates, templates with unknown labels cannot make a crowd.
const FEW: usize = 100;

/// A pod template that a selector matches, and how near it is.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'w> {
    /// The template.
    pub template: &'w PodTemplate<'w>,
    /// Whether the selector and the template certainly are in the same namespace.
    pub relation: Relation,
    /// Whether the labels certainly match.
    pub truth: Truth,
}

impl<'w> Workspace<'w> {
    /// The pod templates that a Service's selector matches or may match, from the nearest scope that has any.
    pub fn selected(&self, service: &Resource<'w>) -> Vec<Selected<'_>> {
        let selector = Service::read(service).and_then(|view| view.selector());
        selector.map_or_else(Vec::new, |selector| self.matched(service, &selector))
    }

    /// The pod templates that a selector of an object matches or may match in its own namespace, from the nearest scope that
    /// has any. Empty for an empty selector.
    pub fn matched(&self, from: &Resource<'w>, selector: &Selector<'w>) -> Vec<Selected<'_>> {
        if self.is_crowd(from, selector) {
            return Vec::new();
        }
        let mut found: Vec<(Nearness, Selected<'_>)> = self
            .candidates(from, selector)
            .filter_map(|template| {
                let owner = self.owner(template);
                let relation = self.relation(from, owner);
                let truth = matches(selector, template);
                let fits = relation != Relation::Different && truth != Truth::No;
                fits.then(|| (self.nearness(from, owner), Selected { template, relation, truth }))
            })
            .collect();
        found.sort_by_key(|(nearness, selected)| (*nearness, selected.template.owner));
        let best = found.first().map(|(nearness, _)| *nearness);
        found.into_iter().take_while(|(nearness, _)| Some(*nearness) == best).map(|(_, selected)| selected).collect()
    }

    /// The pod templates that the selectors of an object certainly match. Empty if one of the selectors matches none or
    /// an uncertain one.
    pub fn surely_matched(&'w self, from: &Resource<'w>, selectors: &[Selector<'w>]) -> Vec<&'w PodTemplate<'w>> {
        let mut all = Vec::new();
        for selector in selectors {
            let matched = self.matched(from, selector);
            let is_sure = |one: &Selected<'_>| {
                one.relation == Relation::Same && one.truth == Truth::Yes && one.template.kind != Kind::Custom
            };
            if matched.is_empty() || !selector.entry.value.is_certain() || !matched.iter().all(is_sure) {
                return Vec::new();
            }
            all.extend(matched.into_iter().map(|one| one.template));
        }
        all
    }

    /// The pods of other lasting workloads that the selector of a workload certainly also selects. Files next to each
    /// other may contain variants of one application, unless a label contains the name of only one of the two.
    pub fn also_selected(&'w self, workload: &Resource<'w>) -> Vec<&'w PodTemplate<'w>> {
        let selector =
            workload_selector(workload).filter(|own| own.entry.value.is_certain() && !self.is_crowd(workload, own));
        let Some(selector) = selector else { return Vec::new() };
        let values = || selector.requirements.iter().filter_map(Requirement::single_value);
        let is_copied = |owner: &Resource<'w>| values().any(|value| says(workload, value) != says(owner, value));
        let is_applied = |owner: &Resource<'w>| match self.nearness(workload, owner) {
            Nearness::File | Nearness::Kustomization => true,
            Nearness::Folder => !self.is_example(workload) && is_copied(owner),
            Nearness::Steps(_) => false,
        };
        let is_selected = |template: &&'w PodTemplate<'w>| {
            let owner = self.owner(template);
            owner.id != workload.id
                && (owner.kind, owner.name) != (workload.kind, workload.name)
                && Kind::LASTING.contains(&owner.kind)
                && self.relation(workload, owner) == Relation::Same
                && matches(&selector, template) == Truth::Yes
                && is_applied(owner)
        };
        self.candidates(workload, &selector).filter(is_selected).collect()
    }

    /// Whether a selector certainly matches a pod template, or may match one nearby.
    pub fn selects_some(&self, service: &Resource<'w>, selector: &Selector<'w>) -> bool {
        self.is_crowd(service, selector)
            || self.candidates(service, selector).any(|template| {
                let owner = self.owner(template);
                let fits = match matches(selector, template) {
                    Truth::Yes => true,
                    Truth::Unknown => self.is_nearby(service, owner),
                    Truth::No => false,
                };
                fits && self.relation(service, owner) != Relation::Different
            })
    }

    /// Whether another Service than `from`, which is at least as near, certainly selects the template.
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

    /// Whether so many pods may match that a look at them for each selector would take quadratic time.
    pub(super) fn is_crowd(&self, from: &Resource<'_>, selector: &Selector<'w>) -> bool {
        let count = self.candidates(from, selector).take(CROWD + 1).count();
        if count > FEW {
            ask(About::AllOpenTemplates);
        }
        count > CROWD
    }

    /// Records the question for templates with unknown labels. A selector never selects those in another namespace.
    fn ask_open_templates(&self, from: &Resource<'_>) {
        match self.namespace(from).name() {
            Some(name) => {
                ask(About::OpenTemplates(Some(name)));
                ask(About::OpenTemplates(None));
            }
            None => ask(About::AllOpenTemplates),
        }
    }

    /// Templates that may match, here or in another namespace: those with a label that the selector requires, and those
    /// whose labels are not all known.
    pub(in crate::workspace) fn candidates(
        &self,
        from: &Resource<'_>,
        selector: &Selector<'w>,
    ) -> Box<dyn Iterator<Item = &PodTemplate<'w>> + '_> {
        if selector.is_empty() {
            return Box::new(std::iter::empty());
        }
        let lists = selector.requirements.iter().filter_map(|requirement| {
            let (key, value) = (requirement.key.as_ref()?, requirement.single_value()?);
            ask(About::Label(key, value));
            let written = self.by_label.get(&(key.to_string(), value)).map_or(&[][..], Vec::as_slice);
            // A label that a controller adds is not in any file.
            let added = PodTemplate::is_added_label(key);
            (!added).then_some(written)
        });
        match lists.min_by_key(|list| list.len()) {
            None => Box::new(self.templates().iter()),
            Some(list) => {
                self.ask_open_templates(from);
                // The lists are in order of the templates.
                let open = self.open_templates.iter().filter(|index| list.binary_search(index).is_err());
                Box::new(list.iter().chain(open).map(|&index| &self.templates[index]))
            }
        }
    }

    /// The Services that require a label of a template: those that may select it by its written labels.
    pub(in crate::workspace) fn services_asking<'a>(
        &'a self,
        template: &'a PodTemplate<'_>,
    ) -> impl Iterator<Item = &'a Resource<'w>> {
        self.asking(template).filter(|object| object.kind == Kind::Service)
    }

    /// The PodDisruptionBudgets that may select a template by what is written, in order.
    pub fn budgets_asking<'a>(&'a self, template: &'a PodTemplate<'_>) -> Vec<&'a Resource<'w>> {
        ask(About::OpenBudgets);
        let open = self.open_budgets.iter().map(|&id| &self.resources[id]);
        let asking = self.asking(template).filter(|object| object.kind == Kind::PodDisruptionBudget);
        let mut budgets: Vec<_> = asking.chain(open).collect();
        budgets.sort_by_key(|budget| budget.id);
        budgets
    }

    fn asking<'a>(&'a self, template: &'a PodTemplate<'_>) -> impl Iterator<Item = &'a Resource<'w>> {
        let labels = template.labels.list.iter().filter_map(|label| Some((label.key.to_string(), label.written?)));
        let lists = labels.filter_map(|label| {
            ask(About::Selector(&label.0, label.1));
            self.by_selector.get(&label)
        });
        lists.flatten().map(|&id| &self.resources[id])
    }
}

/// Whether a selector matches the pods of a template.
pub fn matches(selector: &Selector<'_>, template: &PodTemplate<'_>) -> Truth {
    let start = if selector.open { Truth::Unknown } else { Truth::Yes };
    let truth = selector.requirements.iter().fold(start, |truth, term| truth.and(holds(term, template)));
    // A label that is added both to the selector and to the pods does not change whether they match.
    let both = |key: &str| template.labels.find(key) != Found::Absent;
    match selector.entry.value.gains().all(both) {
        true => truth,
        false => truth.and(Truth::Unknown),
    }
}

fn holds(term: &Requirement<'_>, template: &PodTemplate<'_>) -> Truth {
    let Some(key) = term.key.as_deref() else { return Truth::Unknown };
    // The label with the pod's name is known except for its ordinal.
    let owner = term.single_value().and_then(|value| crate::kube::pod::pod_name_owner(key, value));
    if owner.is_some_and(|owner| template.owner_name.is_some_and(|name| name != owner)) {
        return Truth::No;
    }
    // If a label is set both on the selector and on the pods, a match before is still a match.
    let label = template.labels.get(key).filter(|label| !term.is_certain && label.value.is_none());
    match label.and_then(|label| label.written).map(|value| term.holds_as_written(Found::Value(value))) {
        Some(Truth::Yes) => Truth::Yes,
        _ => term.holds(template.find_label(key)),
    }
}
