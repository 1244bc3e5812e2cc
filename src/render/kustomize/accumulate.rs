//! What one kustomization makes of what it builds on.

use std::collections::HashMap;

use super::file::Kustomization;
use super::generate;
use super::problem::{Gap, Problem, ProblemKind};
use super::project::Project;
use super::resource::Resource;
use super::specs::{self, Specs};
use super::{affix, images, labels, namespace, replicas};
use crate::render::Value;
use crate::yaml::Node;

/// Objects before their names are settled.
#[derive(Debug, Clone, Default)]
pub(super) struct Accumulated<'a> {
    pub(super) resources: Vec<Resource<'a>>,
    pub(super) gaps: Vec<Gap<'a>>,
    /// Which fields transformers change.
    pub(super) specs: Specs,
}

/// What every step of a build can reach.
pub(super) struct Cx<'a> {
    pub(super) project: &'a Project,
    pub(super) problems: Vec<Problem<'a>>,
    /// What kustomizations make that others build on, by folder.
    pub(super) done: HashMap<&'a str, Accumulated<'a>>,
}

impl<'a> Cx<'a> {
    /// Notes a problem.
    pub(super) fn problem(&mut self, at: Node<'a>, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem { at, kind, message: message.into() });
    }
}

/// Builds one kustomization on those that are done.
pub(super) fn accumulate<'a>(kustomization: &Kustomization<'a>, cx: &mut Cx<'a>) -> Accumulated<'a> {
    let mut made = Accumulated::default();
    for entry in kustomization.resources() {
        let path = kustomization.path(entry.text());
        if let Some(base) = cx.done.get(path.as_str()) {
            let base = base.clone();
            base.resources.into_iter().for_each(|resource| add(resource, entry, &mut made, cx));
            made.gaps.extend(base.gaps);
            if let Err(conflict) = made.specs.merge(&base.specs) {
                cx.problem(entry, ProblemKind::Refused, conflict.message());
            }
        } else if let Some(parsed) = cx.project.documents(&path) {
            for root in parsed.documents.iter().filter_map(|document| document.tree.root()) {
                add(Resource::new(Value::written(root)), entry, &mut made, cx);
            }
        } else {
            cx.problem(entry, ProblemKind::Missing, format!("`{}` is not there", entry.text()));
        }
    }
    specs::configure(kustomization, &mut made, cx);
    generate::from_kustomization(kustomization, &mut made, cx);
    namespace::from_kustomization(kustomization, &mut made, cx);
    affix::from_kustomization(kustomization, &mut made, cx);
    labels::from_kustomization(kustomization, &mut made, cx);
    labels::annotations(kustomization, &mut made, cx);
    replicas::from_kustomization(kustomization, &mut made, cx);
    images::from_kustomization(kustomization, &mut made, cx);
    made
}

/// Adds an object unless one of its identity is there.
fn add<'a>(resource: Resource<'a>, entry: Node<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let id = resource.id();
    match made.resources.iter().any(|other| other.id().is_same(&id)) {
        true => cx.problem(entry, ProblemKind::Duplicate, format!("`{}/{}` is added twice", id.gvk.kind, id.name)),
        false => made.resources.push(resource),
    }
}
