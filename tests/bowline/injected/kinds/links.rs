//! Selectors, labels, ports and governing Services.

use super::super::edit::Do;
use super::super::place::Site;
use super::{Kind, always};

pub const KINDS: &[Kind] = &[
    Kind::new("service selector value", &["Service spec.selector.*"], always, Do::Typo),
    Kind::new("service selector key", &["Service spec.selector.*"], always, Do::KeyTypo),
    Kind::new("service selector of another app", &["Service spec.selector.*"], always, Do::Make(other_app)),
    Kind::new("service selector asks for more", &["Service spec.selector.*"], always, Do::After("release: blue")),
    Kind::new("pod label value", &["template metadata.labels.*"], is_own, Do::Typo),
    Kind::new("pod label key", &["template metadata.labels.*"], is_own, Do::KeyTypo),
    Kind::new("pod label dropped", &["template metadata.labels.*"], is_own, Do::Drop),
    Kind::new("pod label of a service", &["template metadata.labels.*"], is_of_service, Do::Typo),
    Kind::new("matchLabels value", &[OWN], always, Do::Typo),
    Kind::new("matchLabels key", &[OWN], always, Do::KeyTypo),
    Kind::new(
        "matchLabels flattened",
        &["Deployment|StatefulSet|DaemonSet spec.selector.matchLabels"],
        always,
        Do::Lines(lift),
    ),
    Kind::new("selector dropped", &["Deployment|StatefulSet|DaemonSet spec.selector"], always, Do::Drop),
    Kind::new("pod labels dropped", &["template metadata.labels"], is_selecting, Do::Drop),
    Kind::new("targetPort name", &[TARGET], is_name, Do::Typo),
    Kind::new("targetPort number", &[TARGET], |site| !is_name(site), Do::Make(next_number)),
    Kind::new("targetPort is the port", &[TARGET], maps_port, Do::Make(own_port)),
    Kind::new("container port renamed", &["pod containers[].ports[].name"], is_target, Do::Write("main")),
    Kind::new("container port name", &["pod containers[].ports[].name"], is_target, Do::Typo),
    Kind::new("container port unnamed", &["pod containers[].ports[]"], is_item_served, Do::Lines(unnamed)),
    Kind::new(
        "container port changed",
        &["pod containers[].ports[].containerPort"],
        is_number_target,
        Do::Make(next_number),
    ),
    Kind::new("service port is UDP", &["Service spec.ports[].targetPort"], always, Do::After("protocol: UDP")),
    Kind::new(
        "container port is UDP",
        &["pod containers[].ports[].containerPort"],
        is_served,
        Do::After("protocol: UDP"),
    ),
    Kind::new("clusterIP none", &["Service spec.clusterIP"], always, Do::Write("none")),
    Kind::new("clusterIP null", &["Service spec.clusterIP"], always, Do::Write("null")),
    Kind::new("clusterIP dropped", &["Service spec.clusterIP"], has_peers, Do::Drop),
    Kind::new("serviceName", &["StatefulSet spec.serviceName"], always, Do::Typo),
    Kind::new("governing service renamed", &["Service metadata.name"], governs, Do::Typo),
    Kind::new("governing service moved", &["Service metadata.namespace"], governs, Do::Write("elsewhere")),
    Kind::new("service moved", &["Service metadata.namespace"], |site| !governs(site), Do::Write("elsewhere")),
    Kind::new("workload moved", &["Deployment|StatefulSet metadata.namespace"], has_service, Do::Write("elsewhere")),
    Kind::new("headless with a type", &["Service spec.clusterIP"], always, Do::After("type: NodePort")),
    Kind::new("disruption budget selector", &["PodDisruptionBudget spec.selector.matchLabels.*"], always, Do::Typo),
    Kind::new("disruption budget forbids all", &["PodDisruptionBudget spec.minAvailable"], always, Do::Write("100%")),
    Kind::new("policy selector", &["NetworkPolicy spec.podSelector.matchLabels.*"], always, Do::Typo),
    Kind::new("policy peer", &["NetworkPolicy spec.ingress[].from[].podSelector.matchLabels.*"], always, Do::Typo),
    Kind::new("affinity selector", &[AFFINITY], always, Do::Typo),
    Kind::new("spread selector", &["pod topologySpreadConstraints[].labelSelector.matchLabels.*"], always, Do::Typo),
];

const OWN: &str = "Deployment|StatefulSet|DaemonSet spec.selector.matchLabels.*";
const TARGET: &str = "Service spec.ports[].targetPort";
const AFFINITY: &str =
    "pod affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels.*";

/// The value of the same label of another workload.
fn other_app(site: &Site<'_>) -> Option<String> {
    let key = site.node.key()?.text();
    let own = site.object.namespace();
    let others = site.app.objects().filter(|other| other.namespace() == own);
    let labels = others.filter_map(|other| other.template()?.find(&["metadata", "labels"]));
    let values: Vec<&str> = labels.filter_map(|labels| labels.get(key)).map(|value| value.text()).collect();
    let selects = |value: &&str| {
        **value != *site.text() && site.node.parent().is_some_and(|selector| selector.entries().count() == 1)
    };
    values.into_iter().find(selects).map(str::to_owned)
}

/// Whether the workload selects its pods by the label.
fn is_own(site: &Site<'_>) -> bool {
    let key = site.node.key().map_or("", |key| key.text());
    site.object.root.find(&["spec", "selector", "matchLabels", key]).is_some()
}

/// Whether a Service selects by the label, but the workload does not.
fn is_of_service(site: &Site<'_>) -> bool {
    let key = site.node.key().map_or("", |key| key.text());
    let asks = |other: &Site<'_>| {
        other.object.has_same_namespace(site) && other.node.key().is_some_and(|own| own.text() == key)
    };
    let asking = Site::all(site.app, &["Service spec.selector.*"]);
    !is_own(site) && asking.iter().any(|other| asks(other) && other.text() == site.text())
}

fn is_selecting(site: &Site<'_>) -> bool {
    site.object.root.find(&["spec", "selector"]).is_some()
}

/// Removes the key and moves the lines below it to the left.
fn lift(_: &Site<'_>, lines: &[&str]) -> Option<Vec<String>> {
    lines.iter().skip(1).map(|line| line.strip_prefix("  ").map(str::to_owned)).collect()
}

fn is_name(site: &Site<'_>) -> bool {
    site.node.as_i64().is_none()
}

fn next_number(site: &Site<'_>) -> Option<String> {
    let steps = [1, 10, 1000, -1];
    let number = site.node.as_i64()? + steps[site.number % steps.len()];
    let number = number.to_string();
    (!site.app.has(&number)).then_some(number)
}

/// Whether the Service sends to a number other than its own.
fn maps_port(site: &Site<'_>) -> bool {
    site.beside("port").is_some_and(|port| port.text() != site.text() && !declares(site, port.text()))
}

fn declares(site: &Site<'_>, number: &str) -> bool {
    let ports = site.selected();
    let declared = ports.iter().filter_map(|object| object.template()).flat_map(|template| template.descendants());
    declared
        .filter(|node| node.key().is_some_and(|key| key.text() == "containerPort"))
        .any(|node| node.text() == number)
}

fn own_port(site: &Site<'_>) -> Option<String> {
    site.beside("port").map(|port| port.text().to_owned())
}

/// Whether a Service that selects the pods sends to the name.
fn is_target(site: &Site<'_>) -> bool {
    targets(site).iter().any(|target| target.text() == site.text())
}

fn is_number_target(site: &Site<'_>) -> bool {
    is_target(site) && !is_named_target(site)
}

fn is_named_target(site: &Site<'_>) -> bool {
    site.beside("name").is_some_and(|name| targets(site).iter().any(|target| target.text() == name.text()))
}

/// Whether a Service sends to the name of the port at the place.
fn is_item_served(site: &Site<'_>) -> bool {
    site.node.get("name").is_some_and(|name| targets(site).iter().any(|target| target.text() == name.text()))
}

/// Removes the name of an item, which is its first key.
pub fn unnamed(_: &Site<'_>, lines: &[&str]) -> Option<Vec<String>> {
    let (first, rest) = lines.split_first()?;
    let (next, rest) = rest.split_first()?;
    let (indent, _) = first.split_once("- name:")?;
    let next = format!("{indent}- {}", next.trim());
    Some(std::iter::once(next).chain(rest.iter().map(|&line| line.to_owned())).collect())
}

/// Whether a Service sends to the port of the container, by its name or its number.
fn is_served(site: &Site<'_>) -> bool {
    is_target(site) || is_named_target(site)
}

fn targets<'a>(site: &Site<'a>) -> Vec<Site<'a>> {
    let all = Site::all(site.app, &[TARGET]);
    all.into_iter().filter(|target| target.selected().iter().any(|object| object.root == site.object.root)).collect()
}

/// Whether a StatefulSet with several pods names the Service.
fn has_peers(site: &Site<'_>) -> bool {
    let sets = Site::all(site.app, &["StatefulSet spec.serviceName"]);
    let several =
        |set: &Site<'_>| set.beside("replicas").and_then(|replicas| replicas.as_i64()).is_some_and(|count| count > 1);
    sets.iter().any(|set| set.text() == site.object.name() && several(set))
}

fn governs(site: &Site<'_>) -> bool {
    let sets = Site::all(site.app, &["StatefulSet spec.serviceName"]);
    sets.iter().any(|set| set.text() == site.object.name() && set.object.has_same_namespace(site))
}

fn has_service(site: &Site<'_>) -> bool {
    let selectors = Site::all(site.app, &["Service spec.selector"]);
    selectors.iter().any(|selector| selector.object.has_same_namespace(site) && site.object.has_labels(selector.node))
}
