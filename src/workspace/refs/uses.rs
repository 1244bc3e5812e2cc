//! The users of a Service, as far as the files tell.

use super::Reference;
use crate::kube::{Kind, Resource, Selector};
use crate::text::unknown::is_unknown;
use crate::workspace::{Relation, Workspace};

impl<'w> Workspace<'w> {
    /// The nearest Service that a name in an object leads to. The name is not a reference, but a label of endpoints, a
    /// host, or a variable of an image. Returns `None` if the Service is not certain.
    pub fn service_called(&'w self, from: &Resource<'_>, name: &str) -> Option<&'w Resource<'w>> {
        let all = self.namesakes(from, Kind::Service, name, self.namespace(from).name());
        let related = all.map(|service| (service, self.relation(from, service)));
        let found = self.nearest(from, related.filter(|(_, relation)| *relation != Relation::Different));
        match found.as_slice() {
            [(service, Relation::Same)] => Some(service),
            _ => None,
        }
    }

    /// Whether an Ingress, a route or a ServiceMonitor uses the Service. These read its endpoints with their ports.
    pub fn is_used_by_endpoints(&'w self, service: &Resource<'w>) -> bool {
        let Some(name) = service.name else { return true };
        let uses = |reference: &Reference<'w>| match reference.from.kind {
            Kind::Ingress => self.relation(service, reference.from) != Relation::Different,
            kind => kind == Kind::Route,
        };
        let reads = |monitor: &Resource<'w>| {
            let selector = monitor.spec_entry("selector").map(Selector::label_selector);
            let watched = selector.and_then(|selector| self.watched_services(monitor, &selector));
            watched.is_some_and(|watched| watched.services.iter().any(|(watched, _)| watched.id == service.id))
        };
        let monitors = || self.of_kind(Kind::ServiceMonitor).filter(|monitor| self.is_nearby(service, monitor));
        self.referrers(Kind::Service, name).iter().any(uses) || monitors().any(reads)
    }

    /// Whether a text of an object near the Service contains its name as a host: `web:80`, `db-0.web.prod`.
    pub fn is_host_nearby(&'w self, service: &Resource<'w>) -> bool {
        self.hosts_near(service).any(|(host, _)| Some(host.service.text) == service.name)
    }

    /// Whether the files have Endpoints or an EndpointSlice for a Service.
    pub fn has_manual_endpoints(&'w self, service: &Resource<'w>) -> bool {
        const OWNER: &[&str] = &["metadata", "labels", "kubernetes.io/service-name"];
        let Some(name) = service.name else { return false };
        let owner = |slice: &Resource<'w>| slice.root.find(OWNER).and_then(|node| node.as_str());
        let is_of_it = |slice: &Resource<'w>| owner(slice).is_some_and(|owner| owner == name || is_unknown(owner));
        self.named(Kind::Endpoints, name).next().is_some() || self.of_kind(Kind::EndpointSlice).any(is_of_it)
    }
}
