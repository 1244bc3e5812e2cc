//! Runs the rules on all objects and documents of a check. If a memory knows what changed, it chooses them instead.

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::kube::Resource;
use crate::rule::{Category, Rule};
use crate::workspace::Workspace;
use crate::yaml::Parsed;

/// The findings of the rules in a workspace.
pub(super) struct Found {
    /// The findings in each object, in order, with the number of the build that the object comes from.
    pub(super) objects: Vec<(Option<usize>, Vec<Diagnostic>)>,
    /// The findings in the documents of the files, in order.
    pub(super) documents: Vec<Diagnostic>,
}

/// The functions that run the rules on an object, and on the documents of a file.
pub(super) struct Look<'l, 'w> {
    pub(super) object: &'l (dyn Fn(&'w Resource<'w>) -> Vec<Diagnostic> + Sync),
    pub(super) documents: &'l (dyn Fn(&'w Parsed) -> Vec<Diagnostic> + Sync),
}

/// Runs the rules on everything.
pub(super) fn look_at_all<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule], look: &Look<'_, 'w>) -> Found {
    workspace.read_references();
    read_secrets(workspace, rules);
    let objects = workspace.resources.par_iter().chain(&workspace.patched).chain(&workspace.covered);
    let build = |object: &Resource<'_>| workspace.sets.build_of(object.set);
    let objects = objects.map(|object: &'w Resource<'w>| (build(object), (look.object)(object)));
    let objects = objects.filter(|(_, found)| !found.is_empty()).collect();
    let documents: Vec<Diagnostic> = workspace.files.par_iter().flat_map_iter(|file| (look.documents)(file)).collect();
    Found { objects, documents }
}

/// Reads the secrets of all objects, if a rule looks at secrets.
pub(super) fn read_secrets<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) {
    if rules.iter().any(|rule| rule.meta.category == Category::Secrets) {
        workspace.read_secrets();
    }
}
