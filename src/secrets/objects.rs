//! Finds the secrets in Secret objects: everything in their data, under any key.

use super::found::{Found, is_bare};
use super::names::is_like;
use crate::yaml::{Entry, Kind, Node};

/// The annotation that repeats a whole object, with the data of a Secret.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The keys of a Secret whose values are not secret.
pub(super) const PLAIN_KEYS: &[&str] =
    &["apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData", "items", "spec", "status"];

/// Finds everything in a Secret's `data` and `stringData`, also parts that kubectl drops, and in copies of whole
/// objects.
pub(super) fn in_secrets(root: Node<'_>, found: &mut Found) {
    for node in root.descendants().filter(|node| node.is_mapping() && !node.is_alias()) {
        // In a list of Secrets, the items need no kind.
        let is_kind = |entry: &Entry<'_>| {
            entry.value.kind() == Kind::Scalar
                && is_secret_kind(entry.value.text())
                && is_like(entry.key.text(), "kind")
        };
        let within = |node: Node<'_>| node.raw_entries().any(|entry| is_kind(&entry));
        let is_named = within(node);
        let list = || node.parent().filter(|parent| parent.is_sequence()).and_then(Node::parent);
        let has_data = is_named || (node.get("data").is_some() && list().is_some_and(within));
        let is_secret = is_named
            && node
                .raw_entries()
                .any(|entry| ["apiVersion", "metadata"].iter().any(|key| is_like(entry.key.text(), key)));
        let secrets = node.raw_entries().filter(|entry| match entry.key.text() {
            LAST_APPLIED => true,
            "data" => has_data,
            key if is_like(key, "stringData") => true,
            // Data that lost its indentation.
            key => is_secret && !PLAIN_KEYS.iter().any(|plain| key == *plain || plain.len() > 4 && is_like(key, plain)),
        });
        for entry in secrets {
            // A key that is a collection may also contain secrets.
            for part in [entry.key, entry.value].into_iter().flat_map(Node::descendants) {
                // In place of a text, a colon made a key of a part of the secret.
                let is_part = part.is_key() && part != entry.key && part.parent() != Some(entry.value);
                if part.kind() == Kind::Scalar && (is_part || !part.is_key()) || part.is_alias() {
                    found.whole(part);
                }
                part.raw_entries()
                    .filter(|entry| !part.is_alias() && is_bare(*entry))
                    .for_each(|entry| found.whole(entry.key));
            }
        }
    }
}

fn is_secret_kind(kind: &str) -> bool {
    kind.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("secret")) || is_like(kind, "Secret")
}
