//! What a name that nothing has was probably meant to be.

use super::images::{LISTS, split};
use super::resource::Resource;
use crate::render::Value;
use crate::text::similar::is_slip;
use crate::yaml::Node;

/// A name that resembles one that nothing has.
#[derive(Debug, Clone)]
pub struct Similar<'a> {
    /// The name, as a kustomization would name it.
    pub name: String,
    /// Where it is written.
    pub at: Node<'a>,
}

/// The object of a kind whose name resembles one. Returns `None` unless there is exactly one such name. An empty kind is any.
pub(super) fn object<'a>(name: &str, kind: &str, resources: &[Resource<'a>]) -> Option<Similar<'a>> {
    let candidates = resources.iter().filter(|resource| kind.is_empty() || resource.text(&["kind"]) == kind);
    only(candidates.filter_map(|resource| {
        let at = resource.value.find(&["metadata", "name"])?.at();
        Some(Similar { name: resource.original().name, at }).filter(|similar| is_slip(name, &similar.name))
    }))
}

/// The image of a container whose name resembles one. Returns `None` unless there is exactly one such name.
pub(super) fn image<'a>(name: &str, resources: &[Resource<'a>]) -> Option<Similar<'a>> {
    let mut images = Vec::new();
    resources.iter().for_each(|resource| add_images(&resource.value, &mut images));
    only(images.into_iter().filter(|similar| is_slip(name, &similar.name)))
}

fn only<'a>(mut found: impl Iterator<Item = Similar<'a>>) -> Option<Similar<'a>> {
    let first = found.next()?;
    found.all(|other| other.name == first.name).then_some(first)
}

fn add_images<'a>(value: &Value<'a>, found: &mut Vec<Similar<'a>>) {
    for pair in value.pairs().iter() {
        if LISTS.contains(&pair.key.text()) {
            let images = pair.value.items().into_owned().into_iter().filter_map(|item| item.get("image"));
            found.extend(images.map(|image| Similar { name: split(image.text()).0.to_owned(), at: image.at() }));
        }
        add_images(&pair.value, found);
    }
    value.items().iter().for_each(|item| add_images(item, found));
}
