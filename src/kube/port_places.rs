//! Every place where a Service, an Ingress, a NetworkPolicy or a pod template writes a port or a port's name.

use super::kind::Kind;
use super::pod::PodTemplate;
use super::resource::{Resource, items};
use crate::yaml::{Entry, Node};

/// What a place takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Number,
    /// A number, or the name of a container port.
    NumberOrName,
    /// The name that a container gives to its port.
    ContainerName,
    /// The name that a Service gives to its port.
    ServiceName,
    /// The name of a Service port, in an Ingress.
    Reference,
}

/// One place.
#[derive(Debug, Clone)]
pub struct PortPlace<'w> {
    /// `key: value`.
    pub entry: Entry<'w>,
    /// What it takes.
    pub form: Form,
    /// The part of the object that it stands in, dotted, without list indexes.
    pub part: String,
}

/// The kinds that have such places.
pub const KINDS: &[Kind] = &[
    Kind::Service,
    Kind::Ingress,
    Kind::NetworkPolicy,
    Kind::Pod,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
    Kind::PodTemplate,
];

/// The places of an object of one of [`KINDS`], in no particular order.
pub fn read<'w>(resource: &Resource<'w>) -> Vec<PortPlace<'w>> {
    let mut found = Found { list: Vec::new(), part: String::new() };
    match resource.kind {
        Kind::Service => found.service(resource.spec()),
        Kind::Ingress => found.ingress(resource.spec()),
        Kind::NetworkPolicy => found.network_policy(resource.spec()),
        kind if KINDS.contains(&kind) => found.pod(PodTemplate::read(resource)),
        _ => {}
    }
    found.list
}

struct Found<'w> {
    list: Vec<PortPlace<'w>>,
    part: String,
}

impl<'w> Found<'w> {
    fn add(&mut self, node: Option<Node<'w>>, key: &str, form: Form) {
        if let Some(entry) = node.and_then(|node| node.written(key)) {
            self.list.push(PortPlace { entry, form, part: self.part.clone() });
        }
    }

    fn service(&mut self, spec: Option<Node<'w>>) {
        self.part = "spec.ports".to_owned();
        for port in items(spec, "ports") {
            self.add(Some(port), "name", Form::ServiceName);
            self.add(Some(port), "port", Form::Number);
            self.add(Some(port), "targetPort", Form::NumberOrName);
        }
    }

    fn ingress(&mut self, spec: Option<Node<'w>>) {
        for key in ["defaultBackend", "backend"] {
            self.part = format!("spec.{key}");
            self.backend(spec.and_then(|spec| spec.get(key)));
        }
        self.part = "spec.rules".to_owned();
        for rule in items(spec, "rules") {
            items(rule.get("http"), "paths").for_each(|path| self.backend(path.get("backend")));
        }
    }

    fn backend(&mut self, backend: Option<Node<'w>>) {
        let port = backend.and_then(|backend| backend.find(&["service", "port"]));
        self.add(port, "name", Form::Reference);
        self.add(port, "number", Form::Number);
        self.add(backend, "servicePort", Form::NumberOrName);
    }

    fn network_policy(&mut self, spec: Option<Node<'w>>) {
        for key in ["ingress", "egress"] {
            self.part = format!("spec.{key}");
            for port in items(spec, key).flat_map(|rule| items(Some(rule), "ports")) {
                self.add(Some(port), "port", Form::NumberOrName);
                self.add(Some(port), "endPort", Form::Number);
            }
        }
    }

    fn pod(&mut self, template: Option<PodTemplate<'w>>) {
        let Some(template) = template else { return };
        for key in ["containers", "initContainers"] {
            self.part = format!("{}.{key}", template.spec_path());
            for container in items(template.spec, key) {
                for port in items(Some(container), "ports") {
                    self.add(Some(port), "name", Form::ContainerName);
                    self.add(Some(port), "containerPort", Form::Number);
                    self.add(Some(port), "hostPort", Form::Number);
                }
                for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
                    self.handler(container.get(probe));
                    self.add(container.find(&[probe, "grpc"]), "port", Form::Number);
                }
                for hook in ["postStart", "preStop"] {
                    self.handler(container.find(&["lifecycle", hook]));
                }
            }
        }
    }

    fn handler(&mut self, handler: Option<Node<'w>>) {
        for action in ["httpGet", "tcpSocket"] {
            self.add(handler.and_then(|handler| handler.get(action)), "port", Form::NumberOrName);
        }
    }
}
