//! Who uses a Service, as far as files tell.

use super::Reference;
use crate::kube::{Container, Kind, Labels, Resource, Selector, Truth};
use crate::workspace::{Relation, Workspace};
use crate::yaml::Node;

impl<'w> Workspace<'w> {
    /// Whether an Ingress, a route or a ServiceMonitor uses the Service: those read its endpoints with their ports.
    pub fn is_used_by_endpoints(&'w self, service: &Resource<'w>) -> bool {
        let Some(name) = service.name else { return true };
        let uses = |reference: &Reference<'w>| match reference.from.kind {
            Kind::Ingress => self.relation(service, reference.from) != Relation::Different,
            kind => kind == Kind::Route,
        };
        let labels = Labels::below(service.root);
        let reads = |monitor: &&Resource<'w>| {
            let selector = monitor.spec_entry("selector").map(Selector::label_selector);
            selector.is_some_and(|selector| selector.matches(|key| labels.find(key)) != Truth::No)
        };
        let monitors = || self.of_kind(Kind::ServiceMonitor).filter(|monitor| self.is_nearby(service, monitor));
        self.referrers(Kind::Service, name).iter().any(uses) || monitors().any(|monitor| reads(&monitor))
    }

    /// True where a text of an object near the Service holds its name as a host: `web`, `web:80`, `db-0.web.prod`.
    pub fn is_host_nearby(&self, service: &Resource<'_>) -> bool {
        let Some(name) = service.name else { return false };
        let holds = |node: Node<'w>| node.any_scalar(|scalar| holds_host(scalar.text(), name));
        let lists = |container: Container<'w>| {
            let value = |node: Node<'w>| node.get("value").is_some_and(holds);
            container.env().any(value)
                || ["command", "args"].iter().any(|key| container.node.get(key).is_some_and(holds))
        };
        let maps = self.nearby(Kind::ConfigMap, service);
        self.templates_nearby(service).iter().any(|template| template.containers().any(lists))
            || maps.iter().any(|map| map.root.get("data").is_some_and(holds))
    }
}

/// True where a text holds a name as a host: the whole text, or before a dot or a colon.
fn holds_host(text: &str, name: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices(name).any(|(at, _)| {
        let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let starts = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|&byte| !in_word(byte));
        let rest = &bytes[at + name.len()..];
        let ends = match rest {
            [] => true,
            [b'.' | b':', next, ..] => in_word(*next),
            _ => false,
        };
        starts && ends
    })
}
