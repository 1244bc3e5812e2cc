//! Reads which kinds live in a namespace from the classes of the Python package lightkube-models.

use std::collections::HashMap;
use std::path::Path;

use crate::{Outcome, archive};

/// Whether a kind is namespaced, by group and kind.
pub type Scopes = HashMap<(String, String), bool>;

/// Reads the package.
pub fn read(path: &Path) -> Outcome<Scopes> {
    let mut scopes = Scopes::new();
    for (_, text) in archive::read(path, |name| name.starts_with("lightkube/resources/") && name.ends_with(".py"))? {
        for class in text.split("\nclass ").skip(1) {
            // A class such as `Deployment(res.NamespacedResourceG, m_apps_v1.Deployment):`. For a subresource, its
            // parent decides.
            let head = class.lines().next().unwrap_or("");
            let namespaced = match head.split_once("(res.").and_then(|(_, bases)| bases.split_once([',', ')'])) {
                Some(("NamespacedResource" | "NamespacedResourceG", _)) => true,
                Some(("GlobalResource", _)) => false,
                _ => continue,
            };
            // A line such as `resource=res.ResourceDef('apps', 'v1', 'Deployment'),`.
            let words = class.split_once("ResourceDef(").map(|(_, rest)| rest.split('\''));
            let words: Vec<&str> = words.into_iter().flatten().take(6).collect();
            let [_, group, _, _, _, kind] = words.as_slice() else { return Err(format!("unreadable: {head}").into()) };
            scopes.insert(((*group).to_owned(), (*kind).to_owned()), namespaced);
        }
    }
    Ok(scopes)
}
