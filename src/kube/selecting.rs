//! Where objects hold selectors, and how a selector and a pod template are compared by the API server.

use super::kind::Kind;
use super::labels::{Found, Selector};
use super::pod::PodTemplate;
use super::resource::Resource;
use crate::yaml::{Entry, Node};

/// The selector field of an object of a kind that has one.
pub fn selector_entry<'w>(resource: &Resource<'w>) -> Option<Entry<'w>> {
    let key = if resource.kind == Kind::NetworkPolicy { "podSelector" } else { "selector" };
    resource.spec_entry(key)
}

/// True for a kind whose selector is a plain map of labels.
pub fn has_flat_selector(kind: Kind) -> bool {
    matches!(kind, Kind::Service | Kind::ReplicationController)
}

/// The selector of a workload, where one is written.
pub fn workload_selector<'w>(resource: &Resource<'w>) -> Option<Selector<'w>> {
    let entry = selector_entry(resource).filter(|entry| !entry.value.is_null())?;
    match has_flat_selector(resource.kind) {
        true => Some(Selector::flat(entry)),
        false => Some(Selector::label_selector(entry)),
    }
}

/// Every LabelSelector of an object: its own, those of its pods' affinity and spread, those of network peers.
pub fn label_selectors<'w>(resource: &Resource<'w>, template: Option<&PodTemplate<'w>>) -> Vec<Entry<'w>> {
    let own = selector_entry(resource).filter(|_| !has_flat_selector(resource.kind));
    let mut found: Vec<Entry<'w>> = own.into_iter().collect();
    let below = match resource.kind {
        Kind::NetworkPolicy => resource.spec().map(|spec| [spec.get("ingress"), spec.get("egress")]),
        kind if kind.is_workload() => template
            .and_then(|template| template.spec)
            .map(|spec| [spec.get("affinity"), spec.get("topologySpreadConstraints")]),
        _ => None,
    };
    below.into_iter().flatten().flatten().for_each(|node| nested(node, 0, &mut found));
    found
}

/// The kinds whose selectors rules of their own look at, each selector in whole.
pub const SELECTING: &[Kind] = &[
    Kind::Service,
    Kind::ReplicationController,
    Kind::Pod,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::Job,
    Kind::CronJob,
    Kind::PodDisruptionBudget,
    Kind::NetworkPolicy,
    Kind::ServiceMonitor,
    Kind::PodMonitor,
];

/// True for a LabelSelector that those rules look at: others, such as those of webhooks, are fields like any.
pub fn is_looked_at<'w>(selector: Node<'w>, resource: &Resource<'w>, template: Option<&PodTemplate<'w>>) -> bool {
    SELECTING.contains(&resource.kind)
        && label_selectors(resource, template).iter().any(|entry| entry.value == selector)
}

fn nested<'w>(node: Node<'w>, depth: usize, found: &mut Vec<Entry<'w>>) {
    if depth > 12 {
        return;
    }
    for entry in node.entries() {
        match &*entry.key.key_text() {
            "labelSelector" | "podSelector" | "namespaceSelector" => found.push(entry),
            _ => nested(entry.value, depth + 1, found),
        }
    }
    node.items().for_each(|item| nested(item, depth + 1, found));
}

impl<'w> PodTemplate<'w> {
    /// What the template itself has under a label key: all that the API server looks at when it compares a workload's
    /// selector.
    pub fn written_label(&self, key: &str) -> Found<'w> {
        self.labels.find(key)
    }

    /// True where no label is written.
    pub fn has_no_labels(&self) -> bool {
        self.labels.list.is_empty() && !self.labels.open
    }

    /// True where every container has a name and an image: no fragment that something else completes.
    pub fn is_whole(&self) -> bool {
        let filled = |node: Node<'_>, key| node.get(key).is_some_and(|value| !value.is_empty());
        let mut containers = self.containers().map(|container| container.node).peekable();
        containers.peek().is_some() && containers.all(|node| filled(node, "name") && filled(node, "image"))
    }
}
