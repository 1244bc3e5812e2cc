//! Port numbers in texts: arguments, probes and configurations may name ports that containers do not declare.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::kube::resource::known_str;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::workspace::Workspace;
use crate::workspace::namesakes::next_to;
use crate::workspace::topics::{About, ask};
use crate::yaml::Node;

/// Pod templates by the images of their containers, in order.
pub(in crate::workspace) type ByImage<'w> = HashMap<&'w str, Vec<usize>>;

/// The numbers in the texts of an object, sorted, each with the host whose port it is. The host is empty if there is
/// none.
pub(in crate::workspace) type Numbers<'w> = Box<[(u32, &'w str)]>;

impl<'w> Workspace<'w> {
    /// Whether another pod template that is applied together with this one has a container of the same image with other
    /// ports. The version of the image does not matter. The image then listens on more ports than are declared. If very
    /// many templates have the image, only those next to this one are compared.
    pub fn declares_otherwise(&self, template: &PodTemplate<'w>) -> bool {
        let by_image = self.images.get_or_init(|| self.read_images());
        let set = self.owner(template).set;
        declared(template).any(|(image, own)| {
            ask(About::Image(image));
            let all = by_image.get(image).map_or(&[][..], Vec::as_slice);
            let near = next_to(all, template.owner, |&index| self.templates[index].owner);
            let others = near.iter().map(|&index| &self.templates[index]);
            let others = others.filter(|other| other.owner != template.owner);
            let mut others = others.filter(|other| self.sets.are_one(self.owner(other).set, set));
            others
                .any(|other| declared(other).any(|(known, ports)| known == image && !ports.is_empty() && ports != own))
        })
    }

    fn read_images(&self) -> ByImage<'w> {
        let mut images = ByImage::new();
        for (index, template) in self.templates.iter().enumerate() {
            for (image, _) in declared(template) {
                images.entry(image).or_default().push(index);
            }
        }
        images
    }

    /// Whether a pod template, or a ConfigMap near it, contains a number anywhere, as in `--listen=:8443`.
    pub fn mentions_number(&self, template: &PodTemplate<'w>, number: i64) -> bool {
        self.says_number(template, number, None, |host| !self.is_service_of_others(host, template))
    }

    /// Whether a pod template, or a ConfigMap near it, contains a number outside one node and not as the port of a
    /// Service. Clients connect to such a port, wherever the pods listen. The port of a headless Service is that of the
    /// pods.
    pub fn says_port_of_pods(&self, template: &PodTemplate<'w>, number: i64, place: Option<Node<'w>>) -> bool {
        self.says_number(template, number, place, |host| {
            let mut own = self.services_of(template).filter(|(service, _)| service.name == Some(host));
            own.any(|(_, view)| view.is_headless()) || self.named(Kind::Service, host).next().is_none()
        })
    }

    /// Whether a number is written outside one node, and not as the port of a host that does not count. Only the first
    /// label of a host is compared.
    fn says_number(
        &self,
        template: &PodTemplate<'w>,
        number: i64,
        place: Option<Node<'w>>,
        counts: impl Fn(&str) -> bool,
    ) -> bool {
        let Ok(port) = u32::try_from(number) else { return false };
        let text = number.to_string();
        let finder = Finder::new(&text);
        let owner = self.owner(template);
        let is_own = |host: &str| host.is_empty() || counts(host.split('.').next().unwrap_or(host));
        let is_said = |scalar: Node<'w>| {
            let says = |scalar: Node<'w>| hosts_of(scalar.text(), &finder).any(is_own);
            Some(scalar) != place && says(scalar) && !is_elsewhere(scalar)
        };
        let is_in_map = |map: &&Resource<'w>| {
            let numbers = self.numbers_in(map);
            let start = numbers.partition_point(|(known, _)| *known < port);
            numbers[start..].iter().take_while(|(known, _)| *known == port).any(|(_, host)| is_own(host))
        };
        template.node.any_scalar(is_said)
            || self.nearby(Kind::ConfigMap, owner).iter().any(is_in_map)
            || self.sets.is_said_in_patch(owner, |text| hosts_of(text, &finder).next().is_some())
    }

    /// Whether a Service has the name and does not select the pods of a template.
    fn is_service_of_others(&self, name: &str, template: &PodTemplate<'w>) -> bool {
        self.named(Kind::Service, name).next().is_some()
            && !self.services_of(template).any(|(service, _)| service.name == Some(name))
    }

    /// The numbers in the texts of an object. They are kept, since many templates may need them.
    fn numbers_in(&self, resource: &Resource<'w>) -> &[(u32, &'w str)] {
        self.numbers[resource.id].get_or_init(|| {
            let scalars = resource.root.descendants().filter(|scalar| !is_elsewhere(*scalar));
            let mut numbers: Vec<(u32, &str)> = scalars.flat_map(|scalar| numbers(scalar.text())).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_boxed_slice()
        })
    }
}

/// Whether a number is a port of the node or a part of an image. Nothing in the pod needs to listen on a port of the
/// node, and the digest of an image may contain any number.
fn is_elsewhere(number: Node<'_>) -> bool {
    number.key().is_some_and(|key| matches!(key.text(), "hostPort" | "image"))
}

/// The images of the running containers of a template, with the ports that each declares.
fn declared<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = (&'w str, Vec<Option<i64>>)> {
    template.running_containers().filter_map(|container| {
        Some((image_name(container.node)?, container.ports().map(|port| port.number).collect()))
    })
}

/// The images of the running containers of a template.
pub(in crate::workspace) fn images<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = &'w str> {
    declared(template).map(|(image, _)| image)
}

/// The hosts before each place of a number in a text; empty if the number is not the port of a host. Longer numbers
/// that contain the number do not count.
fn hosts_of<'t>(text: &'t str, number: &Finder<'_>) -> impl Iterator<Item = &'t str> {
    let length = number.needle().len();
    let found: Vec<usize> = number.find_iter(text.as_bytes()).collect();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let before = move |at: usize| at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    let whole =
        found.into_iter().filter(move |&at| !is_digit(before(at)) && !is_digit(text.as_bytes().get(at + length)));
    whole.map(|at| host_before(&text[..at]))
}

/// The numbers of a text that may be ports, with their hosts.
fn numbers(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let ports = runs.filter(|run| (1..=5).contains(&run.len()) && (run.len() == 1 || !run.starts_with('0')));
    let at = move |run: &str| run.as_ptr() as usize - text.as_ptr() as usize;
    ports.filter_map(move |run| Some((run.parse().ok()?, host_before(&text[..at(run)]))))
}

/// The host that a text ends with before a colon: letters, digits, hyphens and dots.
fn host_before(text: &str) -> &str {
    let Some(text) = text.strip_suffix(':') else { return "" };
    let is_of_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let length = text.bytes().rev().take_while(|byte| is_of_host(byte)).count();
    &text[text.len() - length..]
}

/// The image of a container, without its tag and digest.
fn image_name(container: Node<'_>) -> Option<&str> {
    let image = known_str(container.get("image")?)?;
    let image = image.split('@').next()?;
    let colon = image.rfind(':').filter(|&colon| !image[colon..].contains('/'));
    Some(&image[..colon.unwrap_or(image.len())])
}
