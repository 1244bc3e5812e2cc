//! The graph of a workspace as plain data: its objects and their references to each other.

use super::refs::hosts::{Ending, Leads};
use super::refs::{Resolution, Why};
use super::{Relation, Workspace};
use crate::kube::ports::Target;
use crate::kube::resource::items;
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Namespace, Resource, Selector, Service, ServicePort, Truth};
use crate::source::Span;
use crate::yaml::{Node, Place};

/// Objects, and the references between them.
#[derive(Debug, Default)]
pub struct Graph {
    /// The objects, in order of files and documents.
    pub objects: Vec<Object>,
    /// The references, in order of the objects that refer, then of the text.
    pub edges: Vec<Edge>,
}

/// An object of the files.
#[derive(Debug)]
pub struct Object {
    /// The kind.
    pub kind: Kind,
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind_name: String,
    /// Its name. `None` if it does not have one yet.
    pub name: Option<String>,
    /// The namespace that it will be in. `None` if the files do not say, or if the kind has no namespace.
    pub namespace: Option<String>,
    /// Whether it makes pods.
    pub makes_pods: bool,
    /// Its ports: `80 → 8080` for a Service, `8080` for an object that makes pods.
    pub ports: Vec<String>,
    /// The detail that a person needs most, such as `1–10` for the replicas of an autoscaler.
    pub detail: Option<String>,
    /// The folder of its file.
    pub folder: String,
    /// The place of its name, or of another short part if it has no name.
    pub head: Span,
    /// The place of the whole object.
    pub whole: Span,
}

/// A reference from an object to another one.
#[derive(Debug)]
pub struct Edge {
    /// The index of the object that refers.
    pub from: usize,
    /// The other end.
    pub to: End,
    /// How the object refers to it.
    pub by: By,
    /// The field, such as `spec.serviceName`.
    pub field: String,
    /// The required port.
    pub port: Option<String>,
    /// The required keys, or the keys whose values contain the reference; empty for all keys.
    pub keys: Vec<String>,
    /// The place of the name or the selector.
    pub place: Span,
}

/// How an object refers to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By its name.
    Name,
    /// By its labels.
    Labels,
    /// By a name of the cluster's DNS in a text.
    Host,
}

impl By {
    /// The word for machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            By::Name => "name",
            By::Labels => "labels",
            By::Host => "host",
        }
    }
}

/// The other end of a reference.
#[derive(Debug)]
pub enum End {
    /// An object of the files.
    Object {
        /// Its index.
        index: usize,
        /// Whether this is certainly the object that is meant.
        certain: bool,
    },
    /// No file has such an object.
    Missing(Wanted),
    /// The files are not enough to tell, for the given reason.
    Unknown(Wanted, &'static str),
}

/// The object that a reference requires.
#[derive(Debug)]
pub struct Wanted {
    /// The kind of the object.
    pub kind: String,
    /// The name, or the labels as `key=value`. `None` if it is not known.
    pub name: Option<String>,
}

impl Edge {
    /// The index of the object at the other end. Returns `None` if the object is missing or unknown.
    pub fn target(&self) -> Option<usize> {
        match self.to {
            End::Object { index, .. } => Some(index),
            End::Missing(_) | End::Unknown(..) => None,
        }
    }
}

impl<'w> Workspace<'w> {
    /// Reads the graph: every object with all its references to others.
    pub fn graph(&'w self) -> Graph {
        self.read_references();
        let objects = self.resources.iter().map(|resource| self.object(resource)).collect();
        let mut edges = Vec::new();
        for from in &self.resources {
            let first = edges.len();
            self.by_names(from, &mut edges);
            self.by_labels(from, &mut edges);
            self.by_hosts(from, &mut edges);
            edges[first..].sort_by_key(|edge| edge.place.start);
        }
        Graph { objects, edges }
    }

    fn object(&'w self, resource: &'w Resource<'w>) -> Object {
        let template = self.template(resource);
        let ports = match (Service::read(resource).filter(|_| resource.kind == Kind::Service), template) {
            (Some(service), _) => service.ports().filter_map(|port| sent(&port)).collect(),
            (None, Some(template)) => {
                template.ports().filter_map(|port| port.number).map(|number| number.to_string()).collect()
            }
            (None, None) => Vec::new(),
        };
        Object {
            kind: resource.kind,
            api_version: resource.api_version.to_owned(),
            kind_name: resource.kind_name.to_owned(),
            name: resource.object_name().name,
            namespace: match self.namespace(resource) {
                Namespace::Named(name) if !resource.kind.is_cluster_scoped() => Some(name.clone()),
                _ => None,
            },
            makes_pods: template.is_some(),
            ports,
            detail: detail(resource),
            folder: self.sets.get(resource.set).folder.clone(),
            head: resource.head().written_span(),
            whole: resource.root.written_span(),
        }
    }

    fn by_names(&'w self, from: &'w Resource<'w>, edges: &mut Vec<Edge>) {
        for (reference, resolution) in self.resolved(from, |kind| kind != Kind::Namespace) {
            let wanted = || Wanted { kind: reference.kind.name().to_owned(), name: reference.name.map(str::to_owned) };
            let ends = match resolution {
                Resolution::Found(found) => {
                    let is_only = found.len() == 1;
                    let end = |(object, relation): (&Resource<'_>, Relation)| End::Object {
                        index: object.id,
                        certain: is_only && relation == Relation::Same,
                    };
                    found.into_iter().map(end).collect()
                }
                Resolution::Missing(_) => vec![End::Missing(wanted())],
                Resolution::Unknown(Why::BuiltIn) => Vec::new(),
                Resolution::Unknown(why) => vec![End::Unknown(wanted(), why.words())],
            };
            let edge = |to| Edge {
                from: from.id,
                to,
                by: By::Name,
                field: reference.node().path(),
                port: reference.fact.port().map(|port| port.text().to_owned()),
                keys: reference.fact.keys().map(|key| key.text().to_owned()).collect(),
                place: reference.node().written_span(),
            };
            edges.extend(ends.into_iter().map(edge));
        }
    }

    fn by_labels(&'w self, from: &'w Resource<'w>, edges: &mut Vec<Edge>) {
        // A workload selects the pods that it makes itself.
        let own = self.template(from).and_then(|_| workload_selector(from)).map(|own| own.entry.value.written_span());
        let facts = &self.facts(from).selectors;
        for fact in facts.iter().filter(|fact| Some(fact.entry.value.written_span()) != own) {
            let node = fact.entry.value;
            let selector = fact.selector();
            if selector.is_empty() {
                continue;
            }
            let selected = match fact.selects {
                Some(Kind::Pod) => self.pods(from, &selector),
                Some(Kind::Service) => self.services(from, &selector),
                _ => continue,
            };
            let wanted = Wanted {
                kind: fact.selects.map_or("object", Kind::name).to_owned(),
                name: Some(terms(&selector)).filter(|terms| !terms.is_empty()),
            };
            let ends: Vec<End> = match selected.is_empty() {
                true => vec![End::Missing(wanted)],
                false => selected.into_iter().map(|(index, certain)| End::Object { index, certain }).collect(),
            };
            let edge = |to| Edge {
                from: from.id,
                to,
                by: By::Labels,
                field: node.path(),
                port: rule_ports(from, node),
                keys: Vec::new(),
                place: node.written_span(),
            };
            edges.extend(ends.into_iter().map(edge));
        }
    }

    fn by_hosts(&'w self, from: &'w Resource<'w>, edges: &mut Vec<Edge>) {
        for host in self.hosts(from) {
            let wanted =
                || Wanted { kind: Kind::Service.name().to_owned(), name: Some(host.name.service.text.to_owned()) };
            let ends: Vec<End> = match &host.leads {
                Leads::To(services, is_sure) => {
                    let certain = *is_sure && services.len() == 1;
                    services.iter().map(|service| End::Object { index: service.id, certain }).collect()
                }
                // Any text may look like a host.
                Leads::Nowhere(lost) if host.name.ending == Ending::Full || !lost.near.is_empty() => {
                    vec![End::Missing(wanted())]
                }
                Leads::Nowhere(_) | Leads::Unknown => Vec::new(),
            };
            let text = host.fact.text;
            let edge = |to| Edge {
                from: from.id,
                to,
                by: By::Host,
                field: text.node.path(),
                port: host.port().map(|(number, _)| number.to_string()),
                keys: text.name.map(|name| name.text().to_owned()).into_iter().collect(),
                place: Place::span(&host.place()),
            };
            edges.extend(ends.into_iter().map(edge));
        }
    }

    /// The objects that make the selected pods, each with whether the selector certainly selects them.
    fn pods(&'w self, from: &'w Resource<'w>, selector: &Selector<'w>) -> Vec<(usize, bool)> {
        if from.kind == Kind::PodMonitor {
            let watched = self.watched_pods(from, selector).unwrap_or_default();
            return watched.into_iter().map(|(template, truth)| (template.owner, truth == Truth::Yes)).collect();
        }
        let selected = self.matched(from, selector);
        let end = |one: &super::Selected<'_>| (one.template.owner, one.relation == Relation::Same);
        selected.iter().filter(|one| one.truth == Truth::Yes).map(end).collect()
    }

    /// The Services that a monitor watches, each with whether it certainly does.
    fn services(&'w self, from: &'w Resource<'w>, selector: &Selector<'w>) -> Vec<(usize, bool)> {
        let watched = self.watched_services(from, selector).map(|watched| watched.services).unwrap_or_default();
        watched.into_iter().map(|(service, truth)| (service.id, truth == Truth::Yes)).collect()
    }
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Changing => "a template or a kustomization decides the name",
            Why::BuiltIn => "every cluster has it",
            Why::External => "the project says that it is made elsewhere",
            Why::Made => "a generator or a controller makes it",
            Why::Unread => "a document nearby cannot be read",
            Why::Nameless => "an object nearby has a name that is filled in later",
        }
    }
}

/// A port of a Service, and the port that it sends to if that differs.
fn sent(port: &ServicePort<'_>) -> Option<String> {
    let number = port.port?;
    let target = port.target.map(|target| target.target);
    Some(match target {
        Some(Target::Number(target)) if target != number => format!("{number} → {target}"),
        Some(Target::Name(name)) => format!("{number} → {name}"),
        _ => number.to_string(),
    })
}

/// The labels that a selector requires, as `key=value`.
fn terms(selector: &Selector<'_>) -> String {
    let term = |term: &crate::kube::Requirement<'_>| Some(format!("{}={}", term.key.as_deref()?, term.single_value()?));
    selector.requirements.iter().filter_map(term).collect::<Vec<_>>().join(", ")
}

/// The detail of an object that a person needs most.
fn detail(resource: &Resource<'_>) -> Option<String> {
    let text = |key: &str| resource.spec().and_then(|spec| spec.get(key)).map(|node| node.text().to_owned());
    match resource.kind {
        Kind::HorizontalPodAutoscaler => {
            Some(format!("{}–{}", text("minReplicas").unwrap_or_else(|| "1".into()), text("maxReplicas")?))
        }
        Kind::CronJob => text("schedule"),
        Kind::Service => text("type").filter(|kind| kind != "ClusterIP"),
        _ => None,
    }
}

/// The ports in the NetworkPolicy rule that a peer belongs to.
fn rule_ports(from: &Resource<'_>, selector: Node<'_>) -> Option<String> {
    if from.kind != Kind::NetworkPolicy {
        return None;
    }
    let rule = selector.parent()?.parent()?.parent()?;
    let ports = items(Some(rule), "ports").filter_map(|port| port.get("port")).map(|port| port.text().to_owned());
    let ports: Vec<String> = ports.collect();
    (!ports.is_empty()).then(|| ports.join(", "))
}
