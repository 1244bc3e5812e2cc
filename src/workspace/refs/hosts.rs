//! Hosts in texts, and the Services and pods of the cluster that they lead to (`docs/specification.md` of
//! kubernetes/dns).
//!
//! A text may be about anything, unlike a field for a name. So a host is judged only if it has the form of a name in
//! the cluster, or if it names, or nearly names, a Service nearby.

use std::collections::HashSet;

use crate::kube::values::hosts::{is_known, labels, pod};
use crate::kube::{Kind, Namespace, Resource, Service, ServicePort, Target};
use crate::schema::HostFact;
use crate::text::similar::is_near_name;
use crate::workspace::{Relation, Workspace};
use crate::yaml::Passage;

/// A host that a text of an object names.
#[derive(Debug)]
pub struct Host<'w> {
    /// The object with the text.
    pub from: &'w Resource<'w>,
    /// Its place.
    pub fact: &'w HostFact<'w>,
    /// Its parts.
    pub name: HostName<'w>,
    /// The objects that its labels for a Service and a namespace lead to.
    pub leads: Leads<'w>,
    /// Whether it is the first host of the object with this Service, namespace and port. Rules report only this one.
    pub is_first: bool,
}

/// A part of a host.
#[derive(Debug, Clone, Copy)]
pub struct Label<'w> {
    /// The text between two dots.
    pub text: &'w str,
    /// The offset of its first byte in the text that contains the host.
    start: usize,
}

/// The parts of a host by their meaning.
#[derive(Debug)]
pub struct HostName<'w> {
    /// `_port` and `_protocol` of the name of a port, without the underscores.
    pub port: Option<(Label<'w>, Label<'w>)>,
    /// The host name of a pod.
    pub pod: Option<Label<'w>>,
    /// The Service.
    pub service: Label<'w>,
    /// The namespace, if it is written.
    pub namespace: Option<Label<'w>>,
    /// How the name ends.
    pub ending: Ending,
}

/// How the name of a host ends after its Service and namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Without `.svc` or the domain of the cluster: the search list of the pod completes the name.
    Short,
    /// With `.svc`, and with or without the domain of the cluster.
    Full,
    /// With the domain of the cluster, but not in a form that its DNS serves.
    Unserved,
}

/// The result of looking up a host.
#[derive(Debug)]
pub enum Leads<'w> {
    /// The nearest Services that the name may mean, and whether it certainly means them.
    To(Vec<&'w Resource<'w>>, bool),
    /// No file has the Service.
    Nowhere(Lost<'w>),
    /// The files are not enough to tell.
    Unknown,
}

/// What the files have in place of a missing Service.
#[derive(Debug, Default)]
pub struct Lost<'w> {
    /// Services nearby, in the namespace of the host, with a similar name.
    pub near: Vec<&'w Resource<'w>>,
    /// Services nearby with the name, in another namespace.
    pub elsewhere: Vec<&'w Resource<'w>>,
    /// Services nearby that would be found if the labels of the Service and of the namespace were swapped.
    pub swapped: Vec<&'w Resource<'w>>,
    /// Services nearby that have the name in their files, but another name in the output of a kustomization.
    pub renamed: Vec<&'w Resource<'w>>,
    /// Whether other Services are nearby in the namespace that the host names.
    pub has_peers: bool,
}

impl<'w> Host<'w> {
    /// The place of the whole name.
    pub fn place(&self) -> Passage<'w> {
        self.fact.place()
    }

    /// The place of a part.
    pub fn at(&self, label: Label<'w>) -> Passage<'w> {
        self.fact.text.node.as_written().part(label.start..label.start + label.text.len())
    }

    /// The place of two neighbouring labels with the dot between them.
    pub fn across(&self, first: Label<'w>, last: Label<'w>) -> Passage<'w> {
        self.fact.text.node.as_written().part(first.start..last.start + last.text.len())
    }

    /// The number of the port and its place.
    pub fn port(&self) -> Option<(i64, Passage<'w>)> {
        let place = self.fact.port()?;
        Some((place.text().parse().ok()?, place))
    }

    /// Whether the host may mean a Service with another name: the Service has the port, or the name has the form of a
    /// name in the cluster.
    pub fn fits(&self, service: &Resource<'_>) -> bool {
        match self.port() {
            _ if self.name.ending == Ending::Full => true,
            Some((number, _)) => has_port(service, number),
            None => self.fact.host.is_url,
        }
    }

    /// Whether the host is in an environment variable, or a setting of a ConfigMap, whose name says that it contains
    /// hosts.
    pub fn is_in_variable_for_hosts(&self) -> bool {
        const WORDS: &[&str] = &[
            "ADDR",
            "ADDRESS",
            "BOOTSTRAP",
            "BROKER",
            "BROKERS",
            "CONNECT",
            "CONTACT",
            "ENDPOINT",
            "ENDPOINTS",
            "HOST",
            "HOSTS",
            "NODES",
            "PEER",
            "PEERS",
            "SEED",
            "SEEDS",
            "SERVER",
            "SERVERS",
            "TARGET",
            "UPSTREAM",
            "URI",
            "URL",
        ];
        let name = self.fact.text.name.map(|name| name.text().to_ascii_uppercase()).unwrap_or_default();
        name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| WORDS.contains(&word))
    }

    /// The part of the line that is before the host.
    pub fn line_before(&self) -> &'w str {
        let text = &self.fact.text.node.as_written().text()[..self.fact.host.name.start as usize];
        text.rsplit('\n').next().unwrap_or_default()
    }

    /// The Services that the host certainly leads to: more than one if each of several overlays has one.
    pub fn services(&self) -> &[&'w Resource<'w>] {
        match &self.leads {
            Leads::To(services, true) => services,
            _ => &[],
        }
    }

    /// The nearest objects of a kind and name in the namespace of the host. Empty if that is not certain.
    pub fn objects(&self, workspace: &'w Workspace<'w>, kind: Kind, name: &str) -> Vec<&'w Resource<'w>> {
        let namespace = self.name.namespace.map(|label| label.text);
        let all = workspace.named(kind, name);
        let there = all.filter_map(|object| Some((object, workspace.lives(self.from, object, namespace)?)));
        let nearest = workspace.nearest(self.from, there);
        let is_sure = nearest.iter().all(|(_, relation)| *relation == Relation::Same);
        nearest.into_iter().filter(|_| is_sure).map(|(object, _)| object).collect()
    }
}

impl<'w> HostName<'w> {
    /// Reads the name of a host. Returns `None` if its form does not lead to a Service.
    pub(super) fn of(fact: &'w HostFact<'w>) -> Option<HostName<'w>> {
        HostName::read(fact.place().text(), fact.host.name.start as usize)
    }

    /// Reads the labels of a name. Returns `None` if their form does not lead to a Service.
    fn read(text: &'w str, start: usize) -> Option<HostName<'w>> {
        let mut at = start;
        let mut all: Vec<Label<'w>> = Vec::new();
        for text in labels(text) {
            all.push(Label { text, start: at });
            at += text.len() + 1;
        }
        let ends = |all: &[Label<'_>], zone: &[&str]| {
            all.len() >= zone.len() && all.iter().rev().zip(zone.iter().rev()).all(|(label, part)| label.text == *part)
        };
        let has_zone = ends(&all, &["cluster", "local"]);
        all.truncate(all.len() - if has_zone { 2 } else { 0 });
        let has_svc = ends(&all, &["svc"]);
        all.truncate(all.len() - usize::from(has_svc));
        let ending = match (has_svc, has_zone) {
            (true, _) => Ending::Full,
            (false, true) => Ending::Unserved,
            (false, false) => Ending::Short,
        };
        let name = |port, pod, service, namespace| Some(HostName { port, pod, service, namespace, ending });
        match (all.as_slice(), ending) {
            // `pod` is for names that contain an address; an underscore in front belongs to CoreDNS' own names.
            (parts, Ending::Unserved) if parts.iter().any(|part| part.text == "pod" || part.text.starts_with('_')) => {
                None
            }
            ([.., service, namespace], Ending::Unserved) => name(None, None, *service, Some(*namespace)),
            ([service], Ending::Unserved | Ending::Short) => name(None, None, *service, None),
            ([service, namespace], Ending::Full) => name(None, None, *service, Some(*namespace)),
            ([host, service, namespace], Ending::Full) => name(None, Some(*host), *service, Some(*namespace)),
            ([port, protocol, service, namespace], Ending::Full) => {
                let bare =
                    |label: &Label<'w>| Some(Label { text: label.text.strip_prefix('_')?, start: label.start + 1 });
                name(Some((bare(port)?, bare(protocol)?)), None, *service, Some(*namespace))
            }
            ([first, second], Ending::Short) => match pod(first.text) {
                Some(_) => name(None, Some(*first), *second, None),
                None => name(None, None, *first, Some(*second)),
            },
            ([host, service, namespace], Ending::Short) => {
                pod(host.text)?;
                name(None, Some(*host), *service, Some(*namespace))
            }
            _ => None,
        }
    }
}

/// After this many missing Services of one object, further hosts are skipped, as each is compared with all Services
/// nearby.
const MAX_LOST: usize = 200;

impl<'w> Workspace<'w> {
    /// The hosts that the texts of an object name, in order of the text.
    pub fn hosts(&'w self, from: &'w Resource<'w>) -> Vec<Host<'w>> {
        let mut seen = HashSet::new();
        let mut lost = HashSet::new();
        let hosts = self.facts(from).texts.hosts.iter().filter_map(|fact| {
            let name = HostName::of(fact)?;
            let key = (name.service.text, name.namespace.map(|label| label.text), fact.port().map(|port| port.text()));
            let is_first = seen.insert(key);
            let leads = match lost.len() < MAX_LOST {
                true => self.leads(from, &name),
                false => Leads::Unknown,
            };
            if matches!(leads, Leads::Nowhere(_)) {
                lost.insert(name.service.text);
            }
            Some(Host { from, fact, name, leads, is_first })
        });
        hosts.collect()
    }

    fn leads(&'w self, from: &'w Resource<'w>, name: &HostName<'w>) -> Leads<'w> {
        let (service, namespace) = (name.service.text, name.namespace.map(|label| label.text));
        if !is_known(service) || name.namespace.is_some_and(|label| !is_known(label.text)) {
            return Leads::Unknown;
        }
        let all = self.named(Kind::Service, service);
        let there = all.filter_map(|object| Some((object, self.lives(from, object, namespace)?)));
        let nearest = self.nearest(from, there);
        if !nearest.is_empty() {
            let is_sure = nearest.iter().all(|(_, relation)| *relation == Relation::Same);
            return Leads::To(nearest.into_iter().map(|(object, _)| object).collect(), is_sure);
        }
        if matches!((service, namespace), ("kubernetes", Some("default")) | ("kube-dns", Some("kube-system")))
            || self.has_unread_nearby(from)
            || self.is_external(from, Kind::Service.name(), service)
        {
            return Leads::Unknown;
        }
        let around = self.nearby(Kind::Service, from);
        if around.iter().any(|object| object.name.is_none()) {
            return Leads::Unknown;
        }
        let here = |object: &&&Resource<'w>| self.lives(from, object, namespace) == Some(Relation::Same);
        let has_name = |object: &&&Resource<'w>| object.name == Some(service);
        let is_near = |object: &&&Resource<'w>| object.name.is_some_and(|name| is_near_name(name, service));
        let is_swapped = |object: &&&Resource<'w>| {
            object.name == namespace && matches!(self.namespace(object), Namespace::Named(name) if name == service)
        };
        let is_renamed = |object: &&&'w Resource<'w>| {
            let was = |source: &Resource<'w>| source.name == Some(service) && object.name != source.name;
            let is_here = || here(object) || namespace.is_none();
            self.source(object).is_some_and(was) && is_here()
        };
        Leads::Nowhere(Lost {
            renamed: around.iter().filter(is_renamed).copied().collect(),
            swapped: around.iter().filter(|_| namespace.is_some()).filter(is_swapped).copied().collect(),
            near: around.iter().filter(here).filter(is_near).copied().collect(),
            elsewhere: around.iter().filter(has_name).copied().collect(),
            has_peers: namespace.is_some() && around.iter().any(|object| here(&object)),
        })
    }

    /// The relation of an object to the namespace that a host of `from` names, or to that of `from` if the host names
    /// none. Returns `None` if the object certainly lives in another namespace.
    fn lives(&self, from: &Resource<'_>, object: &Resource<'_>, namespace: Option<&str>) -> Option<Relation> {
        let Some(wanted) = namespace else {
            return Some(self.relation(from, object)).filter(|relation| *relation != Relation::Different);
        };
        match self.namespace(object) {
            _ if self.sets.are_apart(from, object) => None,
            Namespace::Named(name) if name == wanted => Some(Relation::Same),
            Namespace::Named(_) => None,
            Namespace::Unset | Namespace::Unknown => Some(Relation::Maybe),
        }
    }
}

/// Whether a Service has a port of this number, or sends to it. An ExternalName Service has every port.
pub fn has_port(service: &Resource<'_>, number: i64) -> bool {
    let Some(view) = Service::read(service) else { return false };
    let is_it = |port: &ServicePort<'_>| {
        let target = port.target.map(|target| target.target);
        port.port == Some(number) || target == Some(Target::Number(number))
    };
    view.is_external_name() || view.ports().any(|port| is_it(&port))
}

/// Whether every port of a Service is known and nothing changes one.
pub fn has_known_ports(service: &Resource<'_>) -> bool {
    let Some(view) = Service::read(service) else { return false };
    service.root.is_certain_at(&["spec", "ports"]) && view.ports().all(|port| port.port.is_some())
}
