//! From loaded kustomizations to objects.

use std::collections::{HashMap, HashSet};

use super::accumulate::{Cx, accumulate};
use super::file::Kustomization;
use super::hash;
use super::problem::{Gap, Problem};
use super::project::Project;
use super::references;
use crate::yaml::Tree;

/// What a kustomization builds.
#[derive(Debug)]
pub struct Build<'a> {
    /// The objects, in the order of kustomize.
    pub objects: Vec<Tree>,
    /// What is wrong with the kustomization and those that it builds on.
    pub problems: Vec<Problem<'a>>,
    /// What is not built. Empty if the build is complete.
    pub gaps: Vec<Gap<'a>>,
}

/// Builds the kustomization of a folder. Returns `None` if there is none.
pub fn build<'a>(project: &'a Project, folder: &str) -> Option<Build<'a>> {
    let mut cx = Cx { project, problems: Vec::new(), done: HashMap::new() };
    let root = Kustomization::read(project, folder)?;
    for kustomization in in_order(project, &root) {
        let made = accumulate(&kustomization, &mut cx);
        cx.done.insert(kustomization.folder, made);
    }
    let mut made = cx.done.remove(root.folder)?;
    hash::add(&mut made.resources);
    references::follow(&mut made.resources, &made.specs.clone(), &mut cx);
    let objects = made.resources.into_iter().map(|resource| resource.value.into_tree()).collect();
    Some(Build { objects, problems: cx.problems, gaps: made.gaps })
}

/// The kustomizations that one builds on, each after those that it builds on itself.
fn in_order<'a>(project: &'a Project, root: &Kustomization<'a>) -> Vec<Kustomization<'a>> {
    let (mut order, mut seen) = (Vec::new(), HashSet::new());
    let mut open = vec![(root.clone(), false)];
    while let Some((kustomization, is_ready)) = open.pop() {
        if is_ready {
            order.push(kustomization);
        } else if seen.insert(kustomization.folder) {
            let bases = kustomization.resources().map(|entry| kustomization.path(entry.text()));
            let bases: Vec<_> = bases.filter_map(|path| Kustomization::read(project, &path)).collect();
            open.push((kustomization, true));
            open.extend(bases.into_iter().rev().map(|base| (base, false)));
        }
    }
    order
}
