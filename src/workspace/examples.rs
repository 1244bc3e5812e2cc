//! Folders with manifests that are examples for people to try.

use super::Workspace;
use crate::kube::Resource;

const FOLDERS: &[&str] = &[
    "demo",
    "demos",
    "example",
    "examples",
    "quickstart",
    "quickstarts",
    "sample",
    "samples",
    "tutorial",
    "tutorials",
];

impl<'w> Workspace<'w> {
    /// Whether an object is below a folder of examples.
    pub fn is_example(&self, resource: &Resource<'_>) -> bool {
        let (folders, _) = resource.source().path.rsplit_once('/').unwrap_or_default();
        folders.split('/').any(|folder| FOLDERS.contains(&&*folder.to_ascii_lowercase()))
    }
}
