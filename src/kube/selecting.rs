//! How the selector of a workload and its pod template are compared by the API server.

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
    /// What the template itself has under a label key: all that the API server looks at when it compares a workload's
    /// selector.
    pub fn written_label(&self, key: &str) -> Found<'w> {
        self.labels.find(key)
    }

    /// Whether no label is written.
    pub fn has_no_labels(&self) -> bool {
        self.labels.list.is_empty() && !self.labels.open
    }

    /// Whether every container has a name and an image, so that it is not a fragment that something else completes.
    pub fn is_whole(&self) -> bool {
        let filled = |node: Node<'_>, key| node.get(key).is_some_and(|value| !value.is_empty());
        let mut containers = self.containers().map(|container| container.node).peekable();
        containers.peek().is_some() && containers.all(|node| filled(node, "name") && filled(node, "image"))
    }
}
