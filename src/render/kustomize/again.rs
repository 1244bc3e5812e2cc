//! Builds that are kept because their input has not changed.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::build::{Build, Builder, starts};
use super::delivery::Delivery;
use super::file::Kustomization;
use super::load::{Named, named};
use super::project::{Content, Project};
use super::{plugins, roots};
use crate::yaml::Tree;

/// The number of levels of bases below a kustomization whose build is kept.
const MAX_LEVELS: usize = 100;

/// The objects that a kustomization builds, in the order of kustomize.
#[derive(Debug, Default)]
pub struct Objects {
    trees: Vec<Tree>,
    digests: OnceLock<Box<[u64]>>,
}

impl Objects {
    /// Takes the objects of a build.
    pub fn new(mut trees: Vec<Tree>) -> Self {
        // The vector may still have the capacity of the list from which the trees were made.
        trees.shrink_to_fit();
        Objects { trees, digests: OnceLock::new() }
    }

    /// Each object with its [digest](Tree::digest), which is computed once.
    pub fn digested(&self) -> impl Iterator<Item = (&Tree, u64)> {
        let digests = self.digests.get_or_init(|| self.trees.iter().map(Tree::digest).collect());
        self.trees.iter().zip(digests.iter().copied())
    }
}

impl Deref for Objects {
    type Target = [Tree];

    fn deref(&self) -> &[Tree] {
        &self.trees
    }
}

/// The last builds, by folder. Only complete builds without problems are kept.
#[derive(Debug, Default)]
pub struct Builds(HashMap<String, Kept>);

#[derive(Debug)]
struct Kept {
    /// A hash of all input of the build.
    stamp: u64,
    objects: Arc<Objects>,
}

/// Builds every kustomization that no other one names. Also builds those components without a user that name missing
/// files. A folder that controllers apply is built with the additions of each of them.
pub fn build_all(project: &Project) -> Vec<Build<'_>> {
    build_again(project, &mut Builds::default())
}

/// Builds as [`build_all`] does, but takes builds from `known` if their files have not changed. A text that changed
/// must have a new number.
pub fn build_again<'a>(project: &'a Project, known: &mut Builds) -> Vec<Build<'a>> {
    let mut builder = Builder::new(project);
    let mut stamps = Stamps { project, of: HashMap::new() };
    let delivered = project.deliveries.keys().map(String::as_str);
    let folders: BTreeSet<&str> = roots(project).into_iter().chain(delivered).collect();
    let mut before = std::mem::take(&mut known.0);
    let mut builds = Vec::new();
    for folder in folders {
        let deliveries = project.deliveries.get(folder).map_or(&[][..], Vec::as_slice);
        if deliveries.iter().any(|delivery| delivery.addition().is_some()) {
            let additions = deliveries.iter().filter_map(Delivery::addition);
            builds.extend(additions.filter_map(|addition| builder.build_with(folder, addition)));
            continue;
        }
        let stamp = stamps.of(folder, 0);
        let kept = before.remove(folder).filter(|kept| Some(kept.stamp) == stamp);
        let build = match kept.zip(Kustomization::read(project, folder)) {
            Some((Kept { objects, .. }, kustomization)) => {
                Some(Build { kustomization, objects, problems: Vec::new(), gaps: Vec::new() })
            }
            None => builder.build(folder),
        };
        let Some(build) = build else { continue };
        if let Some(stamp) = stamp.filter(|_| build.problems.is_empty() && build.gaps.is_empty()) {
            known.0.insert(folder.to_owned(), Kept { stamp, objects: Arc::clone(&build.objects) });
        }
        builds.push(build);
    }
    let components = starts(project).into_iter().filter(|one| one.is_component());
    builds.extend(components.filter_map(|component| builder.broken_component(&component)));
    builds
}

/// Hashes of the input of builds, by folder.
struct Stamps<'a> {
    project: &'a Project,
    /// `None` for builds that are always made again, and for those whose hash is being computed.
    of: HashMap<&'a str, Option<u64>>,
}

impl<'a> Stamps<'a> {
    fn of(&mut self, folder: &str, level: usize) -> Option<u64> {
        let kustomization = Kustomization::read(self.project, folder)?;
        if let Some(known) = self.of.get(kustomization.folder) {
            return *known;
        }
        self.of.insert(kustomization.folder, None);
        let stamp = self.read(&kustomization, level);
        self.of.insert(kustomization.folder, stamp);
        stamp
    }

    fn read(&mut self, kustomization: &Kustomization<'a>, level: usize) -> Option<u64> {
        let has_plugins = plugins::FIELDS.into_iter().any(|field| kustomization.root.get(field).is_some());
        if has_plugins || level > MAX_LEVELS {
            return None;
        }
        let project = self.project;
        // The keys of the hasher are always the same.
        let mut hasher = DefaultHasher::new();
        kustomization.root.span().hash(&mut hasher);
        project.units.get(kustomization.folder).map(|unit| unit.other).hash(&mut hasher);
        for one in named(kustomization).named {
            match one {
                Named::Resource(path) | Named::Documents(path) => match project.parsed.get(&path) {
                    Some(parsed) => (0, path, parsed.source.id()).hash(&mut hasher),
                    None => (1, self.of(&path, level + 1)?, path).hash(&mut hasher),
                },
                Named::Content(path) | Named::Variables(path) => {
                    let is_ignored = project.ignored.contains(&path);
                    match project.contents.get(&path)? {
                        Content::Text(source) => (2, path, is_ignored, source.id()).hash(&mut hasher),
                        Content::Binary(bytes) => (3, path, is_ignored, bytes).hash(&mut hasher),
                    }
                }
            }
        }
        Some(hasher.finish())
    }
}
