//! Which ports meet which: what kustomizations may change is left out.

use crate::kube::ports::{Reached, Target, reach};
use crate::kube::resource::known_str;
use crate::kube::{Kind, PodTemplate, Resource, Service, ServicePort, Truth};
use crate::workspace::{Relation, Workspace};
use crate::yaml::Node;

/// A Service port and what it reaches in each kind of pod that the Service certainly selects.
#[derive(Debug)]
pub struct PortReach<'a> {
    /// The port.
    pub port: ServicePort<'a>,
    /// At least one.
    pub pods: Vec<(&'a PodTemplate<'a>, Reached<'a>)>,
}

impl<'w> Workspace<'w> {
    /// The ports of a Service and what they reach; empty if something of that is uncertain, such as whether these are the
    /// pods that were meant. Worked out when first asked for.
    pub fn port_reach(&'w self, service: &Resource<'w>) -> &'w [PortReach<'w>] {
        self.reaches[service.id].get_or_init(|| self.read_port_reach(service).into_boxed_slice())
    }

    fn read_port_reach(&'w self, service: &Resource<'w>) -> Vec<PortReach<'w>> {
        let Some(view) = Service::read(service) else { return Vec::new() };
        let templates = self.surely_selected(service);
        if templates.is_empty()
            || !service.root.is_certain_at(&["spec", "ports"])
            || templates.iter().any(|template| !template.has_certain_ports())
            || self.astray_from(service, &templates).is_some()
        {
            return Vec::new();
        }
        let look_up = |port: ServicePort<'w>| {
            let target = port.target.map_or(Target::Unknown, |target| target.target);
            let pods = templates.iter().map(|template| (*template, reach(template, target, port.protocol))).collect();
            PortReach { port, pods }
        };
        view.ports().map(look_up).collect()
    }

    /// The pod templates that a Service certainly selects; empty where a template, a kustomization or a controller that
    /// is not Kubernetes' own decides. Jobs count only where nothing else is selected: their pods end.
    pub fn surely_selected(&'w self, service: &Resource<'w>) -> Vec<&'w PodTemplate<'w>> {
        if Service::read(service).is_none_or(|view| view.service_type() == Some("ExternalName")) {
            return Vec::new();
        }
        let selected = self.selected(service);
        let sure = selected.iter().all(|selected| {
            selected.relation == Relation::Same
                && selected.truth == Truth::Yes
                && !selected.template.kind.is_of_others()
        });
        if !sure {
            return Vec::new();
        }
        let is_job = |template: &PodTemplate<'_>| matches!(template.kind, Kind::Job | Kind::CronJob);
        let all_jobs = selected.iter().all(|selected| is_job(selected.template));
        let lasting = selected.into_iter().map(|selected| selected.template);
        lasting.filter(|template| all_jobs || !is_job(template)).collect()
    }

    /// Whether another pod template that is applied together with this one has a container of the same image, whatever its
    /// version, with other ports: what is declared is then not all that the image listens on.
    pub fn declares_otherwise(&self, template: &PodTemplate<'w>) -> bool {
        let owner = self.owner(template);
        let declared = |template: &PodTemplate<'w>| -> Vec<(&'w str, Vec<Option<i64>>)> {
            let containers = template.running_containers();
            let named = containers.filter_map(|container| Some((image_name(container.node)?, container)));
            named.map(|(image, container)| (image, container.ports().map(|port| port.number).collect())).collect()
        };
        let own = declared(template);
        let others = self
            .templates
            .iter()
            .filter(|other| other.owner != template.owner && self.sets.are_one(self.owner(other).set, owner.set));
        others.flat_map(declared).any(|(image, ports)| {
            !ports.is_empty() && own.iter().any(|(known, declared)| *known == image && *declared != ports)
        })
    }

    /// Whether a host is the name of a Service, but not of one that may select the pods of a template.
    fn is_service_of_others(&self, host: &str, template: &PodTemplate<'w>) -> bool {
        let name = host.split('.').next().unwrap_or(host);
        self.named(Kind::Service, name).next().is_some()
            && !self.services_of(template).any(|(service, _)| service.name == Some(name))
    }

    /// Whether a pod template, or a ConfigMap near it, says a number anywhere, as in `--listen=:8443`.
    pub fn mentions_number(&self, template: &PodTemplate<'w>, number: i64) -> bool {
        self.mentions_number_apart_from(template, number, None)
    }

    /// Whether a pod template, or a ConfigMap near it, says a number anywhere but in one node.
    pub fn mentions_number_apart_from(&self, template: &PodTemplate<'w>, number: i64, place: Option<Node<'w>>) -> bool {
        let number = number.to_string();
        let owner = self.owner(template);
        let maps = self.nearby(Kind::ConfigMap, owner);
        // The port of a node, and an image, whose digest has any number.
        let elsewhere = |node: Node<'w>| node.key().is_some_and(|key| matches!(key.text(), "hostPort" | "image"));
        let is_of_others = |host: &str| self.is_service_of_others(host, template);
        let says = |node: Node<'w>| {
            node.any_scalar(|scalar| {
                let is_said = || mentions(scalar.text(), &number, &is_of_others) && !elsewhere(scalar);
                Some(scalar) != place && is_said()
            })
        };
        says(template.node)
            || maps.iter().any(|map| says(map.root))
            || self.sets.is_said_in_patch(owner, |text| holds_number(text, &number))
    }
}

/// Whether a text says a number that is not a part of a longer one.
fn holds_number(text: &str, number: &str) -> bool {
    mentions(text, number, &|_| false)
}

/// Whether a text says a number, which is not a part of a longer one, and not as the port of a host of others.
fn mentions(text: &str, number: &str, is_of_others: &dyn Fn(&str) -> bool) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        let is_whole = !is_digit(before) && !is_digit(text.as_bytes().get(at + number.len()));
        is_whole && !text[..at].strip_suffix(':').is_some_and(|host| is_of_others(last_word(host)))
    })
}

/// The host that a text ends with: letters, digits, hyphens and dots.
fn last_word(text: &str) -> &str {
    let start = text.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
    &text[start.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8))..]
}

/// The image of a container, without its tag and digest.
fn image_name(container: Node<'_>) -> Option<&str> {
    let image = known_str(container.get("image")?)?;
    let image = image.split('@').next()?;
    let colon = image.rfind(':').filter(|&colon| !image[colon..].contains('/'));
    Some(&image[..colon.unwrap_or(image.len())])
}
