//! Ports as numbers in texts: what is declared says less than what arguments, probes and configurations say.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::kube::resource::known_str;
use crate::kube::{Kind, PodTemplate, Resource};
use crate::workspace::Workspace;
use crate::workspace::namesakes::next_to;
use crate::yaml::Node;

/// Pod templates by the images of their containers, in order.
pub(in crate::workspace) type ByImage<'w> = HashMap<&'w str, Vec<usize>>;

/// The numbers in the texts of an object, sorted.
pub(in crate::workspace) type Numbers = Box<[u32]>;

impl<'w> Workspace<'w> {
    /// Whether another pod template that is applied together with this one has a container of the same image, whatever its
    /// version, with other ports: what is declared is then not all that the image listens on. Of very many templates with
    /// the image, those next to it are looked at.
    pub fn declares_otherwise(&self, template: &PodTemplate<'w>) -> bool {
        let by_image = self.images.get_or_init(|| self.read_images());
        let set = self.owner(template).set;
        declared(template).any(|(image, own)| {
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

    /// Whether a pod template, or a ConfigMap near it, says a number anywhere, as in `--listen=:8443`.
    pub fn mentions_number(&self, template: &PodTemplate<'w>, number: i64) -> bool {
        self.mentions_number_apart_from(template, number, None)
    }

    /// Whether a pod template, or a ConfigMap near it, says a number anywhere but in one node.
    pub fn mentions_number_apart_from(&self, template: &PodTemplate<'w>, number: i64, place: Option<Node<'w>>) -> bool {
        let Ok(port) = u32::try_from(number) else { return false };
        let text = number.to_string();
        let finder = Finder::new(&text);
        let owner = self.owner(template);
        let is_said =
            |scalar: Node<'w>| Some(scalar) != place && holds_number(scalar.text(), &finder) && !is_of_node(scalar);
        template.node.any_scalar(is_said)
            || self.nearby(Kind::ConfigMap, owner).iter().any(|map| self.numbers_in(map).binary_search(&port).is_ok())
            || self.sets.is_said_in_patch(owner, |text| holds_number(text, &finder))
    }

    /// The numbers in the texts of an object, which many may ask for.
    fn numbers_in(&self, resource: &Resource<'w>) -> &[u32] {
        self.numbers[resource.id].get_or_init(|| {
            let scalars = resource.root.descendants().filter(|scalar| !is_of_node(*scalar));
            let mut numbers: Vec<u32> = scalars.flat_map(|scalar| numbers(scalar.text())).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.into_boxed_slice()
        })
    }
}

/// Whether a number is that of a port of the node, where nothing in the pod need listen.
fn is_of_node(number: Node<'_>) -> bool {
    number.key().is_some_and(|key| key.text() == "hostPort")
}

/// The images of the running containers of a template, with the ports that each declares.
fn declared<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = (&'w str, Vec<Option<i64>>)> {
    template.running_containers().filter_map(|container| {
        Some((image_name(container.node)?, container.ports().map(|port| port.number).collect()))
    })
}

/// Whether a text has a number, not as a part of a longer one.
fn holds_number(text: &str, number: &Finder<'_>) -> bool {
    number.find_iter(text.as_bytes()).any(|at| {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        !is_digit(before) && !is_digit(text.as_bytes().get(at + number.needle().len()))
    })
}

/// The numbers of a text, as far as they may be ports.
fn numbers(text: &str) -> impl Iterator<Item = u32> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| (1..=5).contains(&run.len()) && (run.len() == 1 || !run.starts_with('0')))
        .filter_map(|run| run.parse().ok())
}

/// The image of a container, without its tag and digest.
fn image_name(container: Node<'_>) -> Option<&str> {
    let image = known_str(container.get("image")?)?;
    let image = image.split('@').next()?;
    let colon = image.rfind(':').filter(|&colon| !image[colon..].contains('/'));
    Some(&image[..colon.unwrap_or(image.len())])
}
