//! Names a mapping for people: by the names in the manifest, not by those of the schema.

use crate::text::unknown::is_unknown;
use crate::yaml::Node;

/// The longest name that is shown.
const MAX_NAME: usize = 63;

/// The most items of a list that are counted.
const MAX_LOOK: usize = 1_000;

/// The mapping that a finding is about, in words: container `web`, `ports[0]`, `template.spec`; of a whole object, its
/// kind with an article.
pub fn owner(mapping: Node<'_>, kind: &str) -> String {
    let Some(parent) = mapping.parent() else { return format!("the {kind}") };
    // An object in a list of objects.
    if parent.is_sequence() && mapping.get("apiVersion").is_some() && mapping.get("kind").is_some() {
        return format!("the {kind}");
    }
    if let Some(key) = mapping.key() {
        return format!("`{}`", path(key.key_text().as_ref(), parent));
    }
    let Some(list) = parent.key().map(|key| key.key_text()) else { return "this item".to_owned() };
    let name = mapping.get("name").and_then(Node::as_str).filter(|name| !is_unknown(name) && is_name(name));
    match (noun(&list), name) {
        (Some(noun), Some(name)) => format!("{noun} `{name}`"),
        _ => match parent.items().take(MAX_LOOK).position(|item| item == mapping) {
            Some(index) => format!("`{list}[{index}]`"),
            None => format!("an item of `{list}`"),
        },
    }
}

/// A key, with the key above it if many mappings have such a key.
fn path(key: &str, holder: Node<'_>) -> String {
    let above = holder.key().filter(|_| matches!(key, "spec" | "metadata" | "template"));
    above.map_or_else(|| key.to_owned(), |above| format!("{}.{key}", above.key_text()))
}

/// The noun for an item of a list whose items have names.
fn noun(list: &str) -> Option<&'static str> {
    Some(match list {
        "containers" => "container",
        "initContainers" => "init container",
        "ephemeralContainers" => "ephemeral container",
        "env" => "variable",
        "ports" => "port",
        "volumes" => "volume",
        "volumeMounts" => "volume mount",
        "subjects" => "subject",
        "versions" => "version",
        "webhooks" => "webhook",
        _ => return None,
    })
}

/// Whether a name has the form of names of objects and their parts.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
