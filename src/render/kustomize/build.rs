//! Builds objects from loaded kustomizations.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::accumulate::accumulate;
use super::again::Objects;
use super::delivery::Addition;
use super::file::Kustomization;
use super::problem::{Gap, Problem, ProblemKind};
use super::project::Project;
use super::state::{Accumulated, Cx};
use super::{check, finish, hash, metadata, order, plugins, references, vars};
use crate::yaml::{MAX_DEPTH, Node};

/// The result of building a kustomization.
#[derive(Debug)]
pub struct Build<'a> {
    /// The root.
    pub kustomization: Kustomization<'a>,
    /// The objects, in the order of kustomize.
    pub objects: Arc<Objects>,
    /// The problems of the kustomization and of those that it builds on.
    pub problems: Vec<Problem<'a>>,
    /// The inputs that are not built. Empty if the build is complete.
    pub gaps: Vec<Gap<'a>>,
}

impl<'a> Build<'a> {
    /// Whether the objects are all that the kustomization builds, as kustomize builds them.
    pub fn is_complete(&self) -> bool {
        !self.is_refused() && self.gaps.is_empty()
    }

    /// The best short place for the kustomization: its first key, or its root if it has none.
    pub fn head(&self) -> Node<'a> {
        self.kustomization.root.entries().next().map_or(self.kustomization.root, |entry| entry.key)
    }

    /// Whether kustomize builds nothing or bowline cannot build it. The objects are then only a part.
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.kind.stops_build())
    }
}

/// Builds kustomizations. A base that several kustomizations share is built once.
pub struct Builder<'a> {
    cx: Cx<'a>,
    is_noting: bool,
}

impl<'a> Builder<'a> {
    /// A builder of loaded kustomizations.
    pub fn new(project: &'a Project) -> Self {
        Builder { cx: Cx::new(project), is_noting: false }
    }

    /// Also adds the notes for people that `buildMetadata` requests. They differ between versions of kustomize.
    pub fn noting(self) -> Self {
        Builder { is_noting: true, ..self }
    }

    /// Builds the kustomization of a folder. Returns `None` if the folder has none.
    pub fn build(&mut self, folder: &str) -> Option<Build<'a>> {
        let root = Kustomization::read(self.cx.project, folder)?;
        self.bases(&root);
        let made = self.cx.done.get(root.folder)?.clone();
        Some(settle(&root, made, self.is_noting, &mut self.cx))
    }

    /// Builds the kustomization of a folder with the additions of a controller. Returns `None` if the folder has none.
    pub(super) fn build_with(&mut self, folder: &str, addition: Addition<'a>) -> Option<Build<'a>> {
        let alone = Kustomization::read(self.cx.project, folder)?;
        self.bases(&alone);
        let root = alone.with(addition);
        // The bases of added components.
        named(self.cx.project, &root).iter().for_each(|(_, base)| self.bases(base));
        let circles = self.cx.done.get(root.folder).into_iter().flat_map(|made| &made.problems);
        let circles: Vec<Problem<'a>> = circles.filter(|problem| problem.kind == ProblemKind::Cycle).cloned().collect();
        let mut made = accumulate(&root, &mut self.cx);
        made.problems.extend(circles);
        Some(settle(&root, made, self.is_noting, &mut self.cx))
    }

    /// The build of a component that names missing files, so that no kustomization can use it. Its other problems
    /// depend on the objects of the kustomization that uses it.
    pub(super) fn broken_component(&mut self, component: &Kustomization<'a>) -> Option<Build<'a>> {
        self.bases(component);
        let mut problems = self.cx.done.get(component.folder)?.problems.clone();
        problems.retain(|problem| problem.kind == ProblemKind::Missing);
        let build =
            |problems| Build { kustomization: component.clone(), objects: Arc::default(), gaps: Vec::new(), problems };
        (!problems.is_empty()).then(|| build(problems))
    }

    /// Builds all bases of a kustomization, however deep they are, and then the kustomization itself.
    fn bases(&mut self, root: &Kustomization<'a>) {
        let mut open = vec![(root.clone(), false)];
        let mut path: HashSet<&'a str> = HashSet::new();
        while let Some((kustomization, is_ready)) = open.pop() {
            let folder = kustomization.folder;
            if is_ready {
                let mut made = accumulate(&kustomization, &mut self.cx);
                path.remove(folder);
                let above = self.cx.done.remove(folder).unwrap_or_default();
                made.problems.extend(above.problems);
                self.cx.done.insert(folder, made);
            } else if !self.cx.done.contains_key(folder) && path.insert(folder) {
                let mut bases = Vec::new();
                for (entry, base) in named(self.cx.project, &kustomization) {
                    if path.contains(base.folder) {
                        let message = format!("`{}` builds on this kustomization itself", entry.text());
                        self.cx.problem(entry, ProblemKind::Cycle, message);
                    } else {
                        bases.push((base, false));
                    }
                }
                let problems = std::mem::take(&mut self.cx.problems);
                if !problems.is_empty() {
                    // This entry also ensures that the circle is not followed again.
                    self.cx.done.insert(folder, Accumulated { problems, ..Accumulated::default() });
                }
                open.push((kustomization, true));
                open.extend(bases.into_iter().rev());
            }
        }
    }
}

/// The kustomizations that a kustomization or its components name, each with the entry that names it.
fn named<'a>(project: &'a Project, kustomization: &Kustomization<'a>) -> Vec<(Node<'a>, Kustomization<'a>)> {
    let mut found = Vec::new();
    let mut waiting = vec![kustomization.clone()];
    let mut seen: HashSet<&'a str> = HashSet::from([kustomization.folder]);
    while let Some(open) = waiting.pop() {
        let read = |entry: Node<'a>| Some((entry, Kustomization::read(project, &open.path(entry.text()))?));
        let plugins = plugins::FIELDS.into_iter().flat_map(|field| open.items(field));
        found.extend(open.resources().chain(plugins).filter_map(read));
        let components = open.items("components").filter_map(read).map(|(_, component)| component);
        waiting.extend(components.filter(|component| seen.insert(component.folder)));
    }
    found
}

/// Applies the steps that happen once, at the root: names, references, variables, order.
fn settle<'a>(root: &Kustomization<'a>, mut made: Accumulated<'a>, is_noting: bool, cx: &mut Cx<'a>) -> Build<'a> {
    hash::add(&mut made.resources);
    references::follow(&mut made.resources, &made.specs.clone(), cx);
    let (known, is_refused) = (cx.problems.len(), made.problems.iter().any(|problem| problem.kind.stops_build()));
    vars::resolve(&mut made, cx);
    if is_refused {
        // A variable may point at an object that the refused build lacks.
        cx.problems.truncate(known);
    }
    finish::drop_local(&mut made);
    // A refused build may have invalid objects for the same reason.
    if !made.problems.iter().chain(&cx.problems).any(|problem| problem.kind.stops_build()) {
        check::objects(&made.resources, cx);
    }
    order::sort(root, &mut made.resources, cx);
    if is_noting {
        metadata::add(root, &mut made.resources);
    }
    made.problems.append(&mut cx.problems);
    for resource in made.resources.iter().filter(|resource| resource.value.is_deeper_than(MAX_DEPTH)) {
        let message = format!("an object of more than {MAX_DEPTH} levels is not built");
        made.problems.push(Problem::new(resource.value.at(), ProblemKind::Limit, message));
    }
    for problem in &mut made.problems {
        problem.via = entry_to(&problem.at.source().path, root, cx.project);
    }
    let objects = made.resources.into_iter().map(|resource| finish::tree(resource.value)).collect();
    let objects = Arc::new(Objects::new(objects));
    Build { kustomization: root.clone(), objects, problems: made.problems, gaps: made.gaps }
}

/// The folders of kustomizations that no other one names, and the first folder of each circle that is not reached
/// otherwise.
pub fn roots(project: &Project) -> Vec<&str> {
    starts(project).iter().filter(|one| !one.is_component()).map(|one| one.folder).collect()
}

/// The kustomizations and components that no other one names, and the first of each circle that is not reached
/// otherwise.
pub(super) fn starts<'a>(project: &'a Project) -> Vec<Kustomization<'a>> {
    let all: Vec<_> = project.folders().filter_map(|folder| Kustomization::read(project, folder)).collect();
    let named: HashMap<&'a str, Vec<&'a str>> = all.iter().map(|one| (one.folder, others(project, one))).collect();
    let used: HashSet<&str> = named.values().flatten().copied().collect();
    let mut reached: HashSet<&'a str> = HashSet::new();
    all.iter().filter(|one| !used.contains(one.folder)).for_each(|one| reach(one.folder, &named, &mut reached));
    let mut is_start = |one: &Kustomization<'a>| {
        let is_start = !used.contains(one.folder) || !reached.contains(one.folder);
        reach(one.folder, &named, &mut reached);
        is_start
    };
    all.iter().filter(|one| is_start(one)).cloned().collect()
}

/// The folders of the other kustomizations that a kustomization names.
fn others<'a>(project: &'a Project, one: &Kustomization<'a>) -> Vec<&'a str> {
    entries(project, one).map(|(_, other)| other.folder).filter(|folder| *folder != one.folder).collect()
}

/// The entries that name kustomizations and components, each with what it names.
fn entries<'a>(
    project: &'a Project,
    one: &Kustomization<'a>,
) -> impl Iterator<Item = (Node<'a>, Kustomization<'a>)> + use<'a> {
    let one = one.clone();
    let plugins: Vec<_> = plugins::FIELDS.into_iter().flat_map(|field| one.items(field)).collect();
    let entries = one.resources().chain(one.items("components")).chain(plugins);
    entries.filter_map(move |entry| Some((entry, Kustomization::read(project, &one.path(entry.text()))?)))
}

/// The entry of a kustomization that leads to a file by the shortest way. Returns `None` if no entry does: the file is
/// the kustomization's own, or an addition of a controller leads to it.
fn entry_to<'a>(file: &str, root: &Kustomization<'a>, project: &'a Project) -> Option<Node<'a>> {
    if root.root.source().path == file {
        return None;
    }
    let mut seen: HashSet<&'a str> = HashSet::from([root.folder]);
    let mut open: VecDeque<(Option<Node<'a>>, Kustomization<'a>)> = VecDeque::from([(None, root.clone())]);
    while let Some((first, kustomization)) = open.pop_front() {
        if let Some(entry) = kustomization.entry_for(file) {
            return first.or(Some(entry));
        }
        let next = entries(project, &kustomization).filter(|(_, other)| seen.insert(other.folder));
        open.extend(next.map(|(entry, other)| (first.or(Some(entry)), other)));
    }
    None
}

/// Adds a folder and all folders that it leads to.
fn reach<'a>(folder: &'a str, named: &HashMap<&'a str, Vec<&'a str>>, reached: &mut HashSet<&'a str>) {
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        if reached.insert(folder) {
            open.extend(named.get(folder).into_iter().flatten());
        }
    }
}
