//! How the API server compares the selector of a workload with its pod template.

use super::kind::Kind;
use super::labels::{Found, Selector};
use super::pod::PodTemplate;
use super::resource::Resource;
use crate::yaml::Node;

/// The selector of a workload. Returns `None` if none is written.
pub fn workload_selector<'w>(resource: &Resource<'w>) -> Option<Selector<'w>> {
    let entry = resource.spec_entry("selector").filter(|entry| !entry.value.is_null())?;
    match resource.kind {
        Kind::ReplicationController => Some(Selector::flat(entry)),
        _ => Some(Selector::label_selector(entry)),
    }
}

impl<'w> PodTemplate<'w> {
    /// What the written labels of the template have for a key. The API server compares a workload's selector only with
    /// these.
    pub fn written_label(&self, key: &str) -> Found<'w> {
        self.labels.find(key)
    }

    /// Whether the template has no labels.
    pub fn has_no_labels(&self) -> bool {
        self.labels.list.is_empty() && !self.labels.open
    }

    /// Whether every container has a name and an image, so that the template is not a part that another tool completes.
    pub fn is_whole(&self) -> bool {
        let filled = |node: Node<'_>, key| node.get(key).is_some_and(|value| !value.is_empty());
        let mut containers = self.containers().map(|container| container.node).peekable();
        containers.peek().is_some() && containers.all(|node| filled(node, "name") && filled(node, "image"))
    }
}
