//! The keys of ConfigMaps and Secrets.

use crate::kube::{Kind, Resource, resource::known_str};
use crate::text::unknown::is_unknown;
use crate::workspace::Workspace;
use crate::yaml::Node;

/// Words in the keys of labels and annotations that make a controller add keys to an object.
const FILLED: &[&str] = &["inject", "reflect", "replicat", "copy", "sync", "generate"];

impl<'w> Workspace<'w> {
    /// The written keys of a ConfigMap or a Secret.
    pub fn keys(&self, object: &Resource<'w>) -> Vec<Node<'w>> {
        let fields = fields(object.kind);
        let bags = fields.iter().filter_map(|field| object.root.get(field));
        bags.flat_map(|bag| bag.entries()).map(|entry| entry.key).collect()
    }

    /// The keys of a ConfigMap or a Secret. Returns `None` if it may have other keys than the written ones.
    pub fn all_keys(&self, object: &Resource<'w>) -> Option<Vec<Node<'w>>> {
        let is_certain = fields(object.kind).iter().all(|field| {
            object.root.is_certain_at(&[field]) && object.root.get(field).is_none_or(|bag| !bag.may_grow())
        });
        let keys = self.keys(object);
        let is_filled = keys.is_empty()
            || object.broken
            || keys.iter().any(|key| is_unknown(&key.key_text()))
            || is_of_controller(object)
            || object.name.is_some_and(|name| self.sets.generates(object.set, object.kind.name(), name));
        (is_certain && !is_filled).then_some(keys)
    }
}

fn fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::ConfigMap => &["data", "binaryData"],
        Kind::Secret => &["data", "stringData"],
        _ => &[],
    }
}

/// Whether the type of a Secret, a label or an annotation asks a controller to fill the object.
fn is_of_controller(object: &Resource<'_>) -> bool {
    let is_token = || object.root.get("type").and_then(known_str) == Some("kubernetes.io/service-account-token");
    let maps = ["labels", "annotations"].into_iter().filter_map(|key| object.root.find(&["metadata", key]));
    let asks = |key: &str| FILLED.iter().any(|word| key.to_ascii_lowercase().contains(word));
    is_token() || maps.flat_map(|map| map.entries()).any(|entry| asks(&entry.key.key_text()))
}
