//! Marks the nodes of a file that may still change.

use std::sync::Arc;

use super::changes::Change;
use super::objects;
use crate::kube::SetId;
use crate::yaml::{NodeId, Parsed, Step};

/// Marks the nodes that some changes may reach in a file's objects, and a document that breaks off as a whole.
pub(super) fn mark(file: &mut Arc<Parsed>, changes: &[&Change]) {
    let marks: Vec<Vec<(NodeId, &[Step])>> = file
        .documents
        .iter()
        .map(|document| {
            let Some(root) = document.tree.root() else { return Vec::new() };
            if document.broken {
                return vec![(root.id(), &[][..])];
            }
            let mut found = Vec::new();
            objects(root, SetId(0), false, &mut found);
            let hits = |resource| changes.iter().filter(move |change| change.hits(resource));
            let of = |resource| hits(resource).flat_map(|change| &change.paths);
            found.iter().flat_map(|resource| of(resource).map(|path| (resource.root.id(), path.as_slice()))).collect()
        })
        .collect();
    if marks.iter().all(Vec::is_empty) {
        return;
    }
    // A file in a cache is copied before it is marked.
    for (document, marks) in Arc::make_mut(file).documents.iter_mut().zip(marks) {
        for (at, path) in marks {
            document.tree.mark_uncertain(at, path);
        }
    }
}
