//! What a person calls a mapping: by the names that are written, not by those of the schema.

use crate::text::unknown::is_unknown;
use crate::yaml::Node;

/// How long a name may be to be shown.
const MAX_NAME: usize = 63;

/// In longer lists, items are not counted.
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

/// A key with the one above it, if many mappings have such a key.
fn path(key: &str, holder: Node<'_>) -> String {
    let above = holder.key().filter(|_| matches!(key, "spec" | "metadata" | "template"));
    above.map_or_else(|| key.to_owned(), |above| format!("{}.{key}", above.key_text()))
}

/// What an item of a list is called whose items have names.
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

/// Whether a name is one that objects and their parts have.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
