//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::known_str;
use crate::kube::{Container, Kind, PodTemplate, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "image",
        summary: "A container whose image is empty or not a valid image name",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    for (container, image, name) in untagged(template) {
        let message = format!(
            "the `image` of {} ends with a colon, which is not a valid image name, so the container does not start",
            named(container)
        );
        let report = cx.report(image, message).severity(Severity::Warning);
        report.help(format!("write a tag after the colon, such as `{name}:1.0`"));
    }
    for (container, image) in blank(template) {
        let message = format!(
            "the `image` of {} has a space in it, which is not a valid image name, so the container does not start",
            named(container)
        );
        let report = cx.report(image, message).severity(Severity::Warning);
        report.help("write the name and the tag without a space, such as `nginx:1.29`");
    }
    let mut empty = empty_images(template).peekable();
    if empty.peek().is_none() {
        return;
    }
    let together = |other: &&PodTemplate<'w>| {
        cx.workspace.sets.are_one(cx.workspace.owner(other).set, workload.set) && empty_images(other).next().is_some()
    };
    let all: Vec<_> = cx.workspace.templates().iter().filter(together).map(|other| other.owner).collect();
    if all.len() < PLACEHOLDER {
        empty.for_each(|(container, image)| report(workload, container, image, cx));
    } else if let Some((container, image)) = empty.next().filter(|_| all.first() == Some(&workload.id)) {
        let message = format!(
            "the `image` of {} is empty, as in {} workloads here, so the API server rejects them unless something fills \
             it in",
            named(container),
            all.len()
        );
        cx.report(image, message).help("write the images to run, such as `nginx:1.29`");
    }
}

/// The number of workloads with an empty image from which a program probably fills it in.
const PLACEHOLDER: usize = 3;

/// The containers of a pod whose image is empty.
fn empty_images<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = (Container<'w>, Node<'w>)> {
    let empty = |image: &Node<'w>| image.is_null() || image.as_str() == Some("");
    template.containers().filter_map(move |container| Some((container, container.node.get("image").filter(empty)?)))
}

/// The containers of a pod whose image ends with a colon, with the name before the colon.
fn untagged<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = (Container<'w>, Node<'w>, &'w str)> {
    template.containers().filter_map(|container| {
        let image = container.node.get("image")?;
        let name = known_str(image)?.strip_suffix(':').filter(|name| !name.is_empty())?;
        Some((container, image, name))
    })
}

/// The containers of a pod whose image has a space in the middle.
fn blank<'w>(template: &PodTemplate<'w>) -> impl Iterator<Item = (Container<'w>, Node<'w>)> {
    template.containers().filter_map(|container| {
        let image = container.node.get("image")?;
        let is_split = |text: &str| text == text.trim() && text.contains(char::is_whitespace);
        known_str(image).filter(|text| is_split(text)).map(|_| (container, image))
    })
}

fn report<'w>(workload: &Resource<'w>, container: Container<'w>, image: Node<'w>, cx: &mut Cx<'w>) {
    let (name, kind) = (named(container), workload.kind_name);
    let message = format!("the `image` of {name} is empty, so the API server rejects the {kind}");
    cx.report(image, message).help("write the image to run, such as `nginx:1.29`");
}

fn named(container: Container<'_>) -> String {
    container.name().map_or_else(|| "a container".to_owned(), |name| format!("container `{name}`"))
}
