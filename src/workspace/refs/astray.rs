//! Services whose selector selects another application than their name and their ports suggest.

use super::selectors::{Selected, matches};
use crate::kube::ports::{Reached, Target, reach};
use crate::kube::{Kind, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::workspace::{Relation, Workspace};

/// A Service that selects the pods of another application.
#[derive(Debug)]
pub struct Astray<'w> {
    /// The term of the selector that selects the wrong pods.
    pub term: Requirement<'w>,
    /// A selected template.
    pub selected: &'w PodTemplate<'w>,
    /// The template that the author meant.
    pub meant: &'w PodTemplate<'w>,
    /// Whether the ports of the Service are also evidence.
    pub by_ports: bool,
}

impl<'w> Workspace<'w> {
    /// Finds a Service that selects the pods of another application than the one that it was meant for. With one other
    /// value in its selector, it would select pods that have its name or all its ports. The pods that it selects have
    /// neither.
    pub fn astray(&'w self, service: &Resource<'w>) -> Option<Astray<'w>> {
        let selected = self.surely_selected(service);
        let selected = if selected.is_empty() { self.selected_far_away(service) } else { selected };
        self.astray_from(service, &selected)
    }

    /// The pods of other folders and kustomizations that a Service may select. Empty if it may also select pods nearby.
    fn selected_far_away(&'w self, service: &Resource<'w>) -> Vec<&'w PodTemplate<'w>> {
        let selected = self.selected(service);
        let is_far = |selected: &Selected<'_>| {
            selected.relation == Relation::Maybe
                && selected.truth == Truth::Yes
                && !selected.template.kind.is_of_others()
                && !self.is_nearby(service, self.owner(selected.template))
        };
        let is_away = selected.iter().all(is_far);
        selected.into_iter().filter(|_| is_away).map(|selected| selected.template).collect()
    }

    /// Finds other pods that a Service was meant for, given the pods that it selects.
    pub(super) fn astray_from(
        &'w self,
        service: &Resource<'w>,
        selected: &[&'w PodTemplate<'w>],
    ) -> Option<Astray<'w>> {
        let name = service.name?;
        let selector = Service::read(service).and_then(|view| view.selector())?;
        let is_plain = |term: &Requirement<'w>| term.key.is_some() && term.single_value().is_some() && term.is_certain;
        if selector.open || selector.is_empty() || !selector.requirements.iter().all(is_plain) {
            return None;
        }
        let first = *selected.first()?;
        let liking = |template: &PodTemplate<'w>| liking(name, self.owner(template).name.unwrap_or_default());
        let own = selected.iter().map(|template| liking(template)).max()?;
        let by_ports = lacks_all_ports(service, selected);
        let candidates = match (own, by_ports) {
            (Liking::Same, false) => return None,
            (_, true) => self.templates_nearby(service),
            (_, false) => self.templates_named_for(name),
        };
        let judge = |meant: &'w PodTemplate<'w>| {
            let term = self.only_difference(service, &selector, meant)?;
            let fits = by_ports && has_all_ports(service, meant);
            let is_named = liking(meant) > own && liking(meant) >= Liking::Longer;
            let is_free = || !self.is_selected(meant, service);
            let is_meant = is_named && (fits || is_free() || self.has_own_service(service, selected))
                || fits && (is_free() || self.is_unreached_but_by(service, meant));
            is_meant.then_some(Astray { term, selected: first, meant, by_ports: fits })
        };
        let mut found: Vec<Astray<'w>> = candidates.into_iter().filter_map(judge).collect();
        let best = found.iter().map(|one| liking(one.meant)).max()?;
        found.retain(|one| liking(one.meant) == best);
        found.pop().filter(|_| found.is_empty())
    }

    /// Whether no other Service reaches the ports of a template to which this Service sends.
    fn is_unreached_but_by(&'w self, service: &Resource<'w>, template: &'w PodTemplate<'w>) -> bool {
        let reached = |view: Service<'w>| {
            view.ports().filter_map(|port| match reach(template, port.target?.target, port.protocol) {
                Reached::Port(declared) => Some(declared.node),
                _ => None,
            })
        };
        let own: Vec<_> = Service::read(service).into_iter().flat_map(reached).collect();
        let others = self.services_of(template).filter(|(other, _)| other.id != service.id);
        others.flat_map(|(_, view)| reached(view)).all(|node| !own.contains(&node))
    }

    /// Whether the selected pods have another Service whose name is closer to theirs.
    fn has_own_service(&'w self, service: &Resource<'w>, selected: &[&'w PodTemplate<'w>]) -> bool {
        let like = |service: &Resource<'w>, template: &PodTemplate<'w>| {
            let owner = self.owner(template).name.unwrap_or_default();
            liking(service.name.unwrap_or_default(), owner)
        };
        selected.iter().all(|template| {
            let mut others = self.services_of(template).filter(|(other, _)| other.id != service.id);
            others.any(|(other, _)| like(other, template) > like(service, template))
        })
    }

    /// The templates of workloads whose name is the given one, or a part of it that ends before a hyphen.
    fn templates_named_for(&'w self, name: &str) -> Vec<&'w PodTemplate<'w>> {
        let ends = name.match_indices('-').map(|(at, _)| at).chain([name.len()]);
        let owners = ends.flat_map(|end| lasting().flat_map(move |kind| self.named(kind, &name[..end])));
        owners.filter_map(|owner| self.template(owner)).collect()
    }

    /// The term that keeps a selector from pods of the same application. It must be the only one, and the pods have its
    /// key.
    fn only_difference(
        &self,
        service: &Resource<'w>,
        selector: &Selector<'w>,
        template: &PodTemplate<'w>,
    ) -> Option<Requirement<'w>> {
        let owner = self.owner(template);
        let is_near = self.is_nearby(service, owner) && self.relation(service, owner) == Relation::Same;
        if !is_near || !lasting().any(|kind| kind == template.kind) || !template.labels.is_certain() {
            return None;
        }
        if matches(selector, template) != Truth::No {
            return None;
        }
        let failing = selector.failing(|key| template.find_label(key));
        let [only] = failing.as_slice() else { return None };
        let label = template.labels.get(only.key.as_deref()?)?;
        // Other pods of this name have other values, so the value belongs to these pods.
        label.value.map(|_| (*only).clone())
    }
}

/// The kinds of pods that a Service can be meant for.
fn lasting() -> impl Iterator<Item = Kind> {
    Kind::LASTING.iter().copied().chain([Kind::Pod])
}

/// How similar the name of a Service is to that of a workload, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Liking {
    /// The names are not similar.
    None,
    /// The name of the workload has one more part.
    Shorter,
    /// The name of the Service has one more part.
    Longer,
    /// The names are equal.
    Same,
}

fn liking(service: &str, owner: &str) -> Liking {
    let starts = |long: &str, short: &str| {
        !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'))
    };
    match () {
        () if service == owner => Liking::Same,
        () if starts(service, owner) => Liking::Longer,
        () if starts(owner, service) => Liking::Shorter,
        () => Liking::None,
    }
}

/// Whether the selected pods declare ports, but none that the Service sends to.
fn lacks_all_ports(service: &Resource<'_>, templates: &[&PodTemplate<'_>]) -> bool {
    let lacks = |template: &&PodTemplate<'_>| {
        template.has_certain_ports()
            && template.ports().next().is_some()
            && all_ports(service, template, |reached| matches!(reached, Reached::Nothing))
    };
    templates.iter().all(lacks)
}

fn has_all_ports(service: &Resource<'_>, template: &PodTemplate<'_>) -> bool {
    template.has_certain_ports() && all_ports(service, template, |reached| matches!(reached, Reached::Port(_)))
}

/// Whether a Service has ports, and each of them reaches a wanted target in a pod.
fn all_ports(service: &Resource<'_>, template: &PodTemplate<'_>, is_wanted: impl Fn(&Reached<'_>) -> bool) -> bool {
    let Some(view) = Service::read(service).filter(|view| view.spec.is_certain_at(&["ports"])) else { return false };
    let mut ports = view.ports().peekable();
    ports.peek().is_some()
        && ports.all(|port| {
            let target = port.target.map_or(Target::Unknown, |target| target.target);
            is_wanted(&reach(template, target, port.protocol))
        })
}
