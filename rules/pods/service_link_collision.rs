//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Node, Reading};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-link-collision",
        summary: "A Service whose name creates a variable that a program reads as its own setting",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// A part of the name of an image, and the Service whose variable `NAME_PORT` the image reads as a setting.
const READERS: &[(&str, &str)] = &[
    ("cp-enterprise-kafka", "kafka"),
    ("cp-kafka-rest", "kafka-rest"),
    ("cp-kafka", "kafka"),
    ("cp-schema-registry", "schema-registry"),
    ("cp-server", "kafka"),
    ("wurstmeister/kafka", "kafka"),
];

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder) else { return };
    let Some(spec) = template.spec else { return };
    let has_links = match spec.read("enableServiceLinks") {
        Reading::Absent => true,
        Reading::Present(links) => links.as_bool() == Some(true),
        Reading::Unknown => false,
    };
    for container in template.running_containers().filter(|_| has_links) {
        let Some(image) = container.node.get("image").filter(|image| known_str(*image).is_some()) else { continue };
        let name = image.text().split([':', '@']).next().unwrap_or_default();
        let Some((_, wanted)) = READERS.iter().find(|(reader, _)| name.ends_with(reader)) else { continue };
        let Some(service) = cx.workspace.service_called(holder, wanted) else { continue };
        let variable = format!("{}_PORT", wanted.to_ascii_uppercase().replace('-', "_"));
        let says = |node: Node<'w>| node.any_scalar(|scalar| scalar.text().contains(&variable));
        let has_address =
            Service::read(service).is_some_and(|view| view.headless() == Truth::No && !view.is_external_name());
        // A container that sets or unsets the variable knows about it.
        let is_set = ["env", "command", "args"].iter().any(|key| container.node.get(key).is_some_and(says));
        if !has_address || is_set || !["env", "envFrom"].iter().all(|key| container.node.is_certain_at(&[key])) {
            continue;
        }
        let message = format!(
            "{} gives each pod a variable `{variable}=tcp://…`, which this image reads as its own setting, so it does not start",
            service.title()
        );
        cx.report(image, message)
            .related(service.head(), "creates the variable")
            .resting_on(spec.without("enableServiceLinks"))
            .help("write `enableServiceLinks: false` in the `spec` of the pod, or give the Service another name");
    }
}
