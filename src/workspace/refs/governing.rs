//! The Services that govern StatefulSets, and the uses of the names of single pods.

use super::hosts::HostName;
use crate::kube::values::hosts::pod;
use crate::kube::{Kind, Resource, Service, Truth};
use crate::schema::HostFact;
use crate::workspace::{Reference, Relation, Workspace, matches};
use crate::yaml::{Node, Passage};

impl<'w> Workspace<'w> {
    /// The reference of a StatefulSet to the Service that governs its pods. Returns `None` if it names none.
    pub fn governing(&'w self, set: &'w Resource<'w>) -> Option<Reference<'w>> {
        self.references(set).find(Reference::is_governing)
    }

    /// The Service that certainly governs a StatefulSet, with the place that names it. Returns `None` if there is none.
    pub fn governing_service(&'w self, set: &'w Resource<'w>) -> Option<(&'w Resource<'w>, Node<'w>)> {
        let reference = self.governing(set)?;
        Some((self.target(&reference)?, reference.node()))
    }

    /// The StatefulSets that a Service certainly governs.
    pub fn stateful_sets_governed_by(&'w self, service: &Resource<'w>) -> Vec<&'w Resource<'w>> {
        let references = self.referring(service, Kind::StatefulSet).filter(Reference::is_governing);
        references.map(|reference| reference.from).collect()
    }

    /// The headless Services that certainly select the pods of a StatefulSet.
    pub fn headless_services_of<'a>(&'a self, set: &'a Resource<'w>) -> impl Iterator<Item = &'a Resource<'w>> {
        let asking = self.template(set).into_iter().flat_map(|template| self.services_asking(template));
        asking.filter(|service| {
            Service::read(service).is_some_and(|view| view.is_headless())
                && service.name.is_some()
                && self.selects(service, set) == Truth::Yes
                && self.relation(service, set) == Relation::Same
        })
    }

    /// Whether a Service selects the pods of a workload, whatever their namespaces.
    pub fn selects(&self, service: &Resource<'w>, workload: &Resource<'w>) -> Truth {
        let selector = Service::read(service).and_then(|view| view.selector());
        match selector.zip(self.template(workload)) {
            Some((selector, _)) if selector.is_empty() => Truth::No,
            Some((selector, template)) => matches(&selector, template),
            None => Truth::No,
        }
    }

    /// The place of a host near a StatefulSet that names one of its pods, `web-0.SERVICE`, if `wanted` accepts the
    /// host.
    pub fn pod_name_use(&'w self, set: &Resource<'w>, wanted: impl Fn(&HostName<'w>) -> bool) -> Option<Passage<'w>> {
        let is_pod =
            |host: &HostName<'w>| host.pod.and_then(|label| pod(label.text)).map(|(owner, _)| owner) == set.name;
        let mut hosts = self.hosts_near(set).filter(|(host, _)| set.name.is_some() && is_pod(host) && wanted(host));
        hosts.next().map(|(_, fact)| fact.place())
    }

    /// The hosts in the texts of objects that are near another object and may be in its namespace.
    pub(super) fn hosts_near(
        &'w self,
        object: &Resource<'w>,
    ) -> impl Iterator<Item = (HostName<'w>, &'w HostFact<'w>)> {
        let kinds = Kind::WORKLOADS.iter().chain(&[Kind::ConfigMap, Kind::Ingress]).chain(Kind::OF_OTHERS);
        let near = kinds.flat_map(|&kind| self.nearby(kind, object)).map(|other| &self.resources[other.id]);
        let near: Vec<_> = near.filter(|other| self.relation(object, other) != Relation::Different).collect();
        let facts = near.into_iter().flat_map(|other| self.facts(other).texts.hosts.iter());
        facts.filter_map(|fact| Some((HostName::of(fact)?, fact)))
    }
}
