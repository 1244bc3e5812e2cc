//! Declared ports that no Service reaches. A Service may have been meant to send to one of them.

use crate::kube::ports::{Reached, Target, reach};
use crate::kube::protocol::Protocol;
use crate::kube::values::names::names_side_port;
use crate::kube::{ContainerPort, PodTemplate, Resource, Service, ServicePort, Truth};
use crate::text::similar::is_number_typo;
use crate::workspace::nearby::CROWD;
use crate::workspace::{Relation, Workspace, matches};
use crate::yaml::Node;

impl<'w> Workspace<'w> {
    /// The only declared port that a Service port was most probably meant to reach. No Service reaches it, and it has
    /// the name of the Service port, or a number that differs by a typo. Returns `None` if there are several.
    pub fn meant_port(
        &'w self,
        service: &Resource<'w>,
        port: &ServicePort<'w>,
        templates: &[&'w PodTemplate<'w>],
    ) -> Option<ContainerPort<'w>> {
        let Some(Target::Number(number)) = port.target.map(|target| target.target) else { return None };
        let is_side = |name: Option<&str>| name.is_some_and(names_side_port);
        let is_meant = |declared: &ContainerPort<'w>| match (port.name, declared.name) {
            (Some(wanted), Some(name)) if wanted == name => true,
            // Different names are different ports, and a port for operators is not one for clients.
            (Some(wanted), Some(name)) if is_side(Some(wanted)) != is_side(Some(name)) => false,
            (name, _) => {
                let is_side_port = is_side(name) || name.is_none() && is_side(service.name);
                is_side_port == is_side(declared.name)
                    && declared.number.is_some_and(|other| is_number_typo(number, other))
            }
        };
        let declared = templates.iter().flat_map(|template| template.ports().map(move |port| (*template, port)));
        let fitting = declared.filter(|(_, declared)| is_meant(declared) && !declared.protocol.differs(port.protocol));
        let mut meant =
            fitting.filter(|(template, declared)| !self.is_reached(template, declared)).map(|(_, port)| port);
        let first = meant.next()?;
        meant.all(|other| other.number == first.number).then_some(first)
    }

    /// Whether a Service is the first of those that may select the pods of a template and send to a port number.
    pub fn is_first_sender(&'w self, service: &Resource<'w>, template: &PodTemplate<'w>, number: i64) -> bool {
        let sends = |view: &Service<'w>| {
            view.ports().any(|port| port.target.is_some_and(|target| target.target == Target::Number(number)))
        };
        let mut others = self.services_of(template).filter(|(_, view)| sends(view)).map(|(other, _)| other.id);
        others.all(|id| id >= service.id)
    }

    /// The places at which Services that may select the pods of a template send to a port by its name.
    pub fn senders_to_name(&'w self, template: &PodTemplate<'w>, name: &str) -> Vec<Node<'w>> {
        let targets = self.services_of(template).flat_map(|(_, view)| view.ports().filter_map(|port| port.target));
        targets.filter(|target| target.target == Target::Name(name)).map(|target| target.node).collect()
    }

    /// Whether a Service that may select the pods of a template sends to a port number.
    pub fn is_sent_to(&self, template: &PodTemplate<'w>, number: i64) -> bool {
        let sends = |port: ServicePort<'w>| port.target.is_some_and(|target| target.target == Target::Number(number));
        self.services_of(template).any(|(_, view)| view.ports().any(sends))
    }

    /// The first Service of the pods of a template that sends a port of this number to another number, with that
    /// number.
    pub fn port_behind_service(
        &'w self,
        template: &'w PodTemplate<'w>,
        number: i64,
        protocol: Protocol<'_>,
    ) -> Option<(&'w Resource<'w>, i64)> {
        let behind = |port: ServicePort<'w>| {
            if port.port != Some(number) || port.protocol.differs(protocol) {
                return None;
            }
            let target = port.target?.target;
            let reached = match (target, reach(template, target, port.protocol)) {
                (Target::Number(target), _) => Some(target),
                (_, Reached::Port(found)) => found.number,
                _ => None,
            };
            reached.filter(|target| *target != number)
        };
        self.services_of(template).find_map(|(service, view)| Some((service, view.ports().find_map(behind)?)))
    }

    /// The place at which another Service of the pods of a template sends the same port to one that the pods declare.
    pub fn twin_port(
        &'w self,
        service: &Resource<'w>,
        port: &ServicePort<'w>,
        template: &'w PodTemplate<'w>,
    ) -> Option<Node<'w>> {
        let fits = |twin: &ServicePort<'w>| {
            let target = twin.target.map_or(Target::Unknown, |target| target.target);
            let is_reached = || matches!(reach(template, target, twin.protocol), Reached::Port(_));
            twin.port.is_some() && twin.port == port.port && !twin.protocol.differs(port.protocol) && is_reached()
        };
        let mut others = self.services_of(template).filter(|(other, _)| other.id != service.id);
        others.find_map(|(_, view)| view.ports().find(fits)?.target).map(|target| target.node)
    }

    /// Whether a Service that may select the pods sends to a port that they declare.
    fn is_reached(&self, template: &PodTemplate<'w>, declared: &ContainerPort<'w>) -> bool {
        let reaches = |port: ServicePort<'w>| {
            let target = port.target.map_or(Target::Unknown, |target| target.target);
            match reach(template, target, port.protocol) {
                Reached::Port(found) | Reached::OtherProtocol(found) => found.node == declared.node,
                Reached::Unknown => true,
                Reached::Nothing => false,
            }
        };
        self.services_of(template).any(|(_, view)| view.ports().any(reaches))
    }

    /// The Services that may select the pods of a template. In a crowd, only some of them.
    pub(super) fn services_of<'a>(
        &'a self,
        template: &'a PodTemplate<'w>,
    ) -> impl Iterator<Item = (&'a Resource<'w>, Service<'w>)> {
        let asking = self.services_asking(template).take(CROWD);
        asking.filter_map(move |service| {
            let view = Service::read(service)?;
            let meets = self.relation(service, self.owner(template)) != Relation::Different
                && view.selector().is_some_and(|selector| matches(&selector, template) != Truth::No);
            meets.then_some((service, view))
        })
    }
}
