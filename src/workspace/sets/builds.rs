//! The sets of objects that kustomizations build completely. Each set is applied separately.

use std::collections::{HashMap, HashSet};

use super::{Set, Sets, kustomize};
use crate::kube::{Resource, SetId};
use crate::render::kustomize::Build;
use crate::source::FileId;
use crate::yaml::Tree;

/// The sets of builds, and the files that are applied only as these sets.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// The number of the first set of a build. These sets follow the sets of files.
    first: u32,
    /// The builds, in order of their sets.
    all: Vec<Built>,
    /// Files whose objects only complete builds apply.
    covered: HashSet<FileId>,
    /// The numbers of the kustomizations that no complete build reads.
    unbuilt: Vec<usize>,
}

/// A complete build of one kustomization.
#[derive(Debug)]
struct Built {
    /// Its number among all builds.
    number: usize,
    /// The files that it reads: kustomizations, patches and files of objects.
    files: HashSet<FileId>,
    /// Whether a kustomization without a complete build also reads one of the files.
    is_shared: bool,
}

impl Sets {
    /// Makes a set of each complete build.
    pub fn add_builds(&mut self, builds: &[Build<'_>]) {
        let by_file: HashMap<FileId, usize> =
            self.kustomizations.iter().enumerate().map(|(index, one)| (one.file, index)).collect();
        let root = |build: &Build<'_>| by_file.get(&build.kustomization.root.source().id()).copied();
        let roots: HashMap<usize, usize> =
            builds.iter().enumerate().filter_map(|(number, build)| Some((root(build)?, number))).collect();
        let by_folder = kustomize::by_folder(&self.kustomizations);
        let mut files: Vec<HashSet<FileId>> =
            builds.iter().map(|build| self.files_of(build, root(build), &by_folder)).collect();
        // The roots that apply each file.
        let mut applied: HashMap<FileId, Vec<usize>> = HashMap::new();
        for &file in self.by_file.keys() {
            let kustomizations = self.get(self.of(file)).kustomizations.iter();
            let numbers: Vec<usize> = kustomizations.filter_map(|index| roots.get(index).copied()).collect();
            numbers.iter().for_each(|&number| _ = files[number].insert(file));
            if !numbers.is_empty() {
                applied.insert(file, numbers);
            }
        }
        let is_shared = shared(builds, applied.values());
        let is_covered = |numbers: &[usize]| numbers.iter().all(|&number| !is_shared[number]);
        let covered = applied.iter().filter(|(_, numbers)| is_covered(numbers)).map(|(&file, _)| file).collect();
        let mut all = Vec::new();
        let first = self.sets.len() as u32;
        for (number, (build, files)) in
            builds.iter().zip(files).enumerate().filter(|(_, (build, _))| build.is_complete())
        {
            let kustomizations = vec![self.kustomizations.len() + number];
            self.sets.push(Set { folder: build.kustomization.folder.to_owned(), kustomizations });
            all.push(Built { number, files, is_shared: is_shared[number] });
        }
        let read: HashSet<FileId> = all.iter().flat_map(|built: &Built| built.files.iter().copied()).collect();
        let is_read = |index: &usize| read.contains(&self.kustomizations[*index].file);
        let unbuilt = (0..self.kustomizations.len()).filter(|index| !is_read(index)).collect();
        self.builds = Builds { first, all, covered, unbuilt };
    }

    /// Whether a kustomization that no build reads generates an object. The name of that object does not depend on
    /// other files.
    pub fn generates_unbuilt(&self, kind: &str, name: &str) -> bool {
        self.builds.unbuilt.iter().any(|&index| self.kustomizations[index].generates(kind, name))
    }

    /// The files that a build reads, as far as its objects and kustomizations tell.
    fn files_of(&self, build: &Build<'_>, root: Option<usize>, by_folder: &HashMap<&str, usize>) -> HashSet<FileId> {
        let objects = build.objects.iter().filter_map(Tree::root).map(|object| object.source().id());
        let reached = root.map_or_else(Vec::new, |root| kustomize::reached(&self.kustomizations, by_folder, root));
        let reached = reached.into_iter().map(|index| &self.kustomizations[index]);
        objects.chain(reached.flat_map(|one| one.patch_files.iter().copied().chain([one.file]))).collect()
    }

    /// The sets of builds, each with the number of its build.
    pub fn of_builds(&self) -> impl Iterator<Item = (usize, SetId)> {
        let ids = (self.builds.first..).map(SetId);
        self.builds.all.iter().map(|built| built.number).zip(ids)
    }

    /// The number of the build of a set. Returns `None` for a set of files.
    pub fn build_of(&self, set: SetId) -> Option<usize> {
        self.built(set).map(|built| built.number)
    }

    /// Whether a set is the build of a kustomization.
    pub fn is_built(&self, set: SetId) -> bool {
        self.built(set).is_some()
    }

    /// Whether only complete builds apply the objects of a file.
    pub fn is_covered(&self, file: FileId) -> bool {
        self.builds.covered.contains(&file)
    }

    /// The numbers of the complete builds that read a file.
    pub fn builds_with(&self, file: FileId) -> impl Iterator<Item = usize> {
        self.builds.all.iter().filter(move |built| built.files.contains(&file)).map(|built| built.number)
    }

    /// Whether two objects are never applied together, since the build of one contains a variant of the other. Examples
    /// are the objects of a test and of a production environment.
    pub fn are_apart(&self, a: &Resource<'_>, b: &Resource<'_>) -> bool {
        let has = |set, file| self.built(set).is_some_and(|built| built.files.contains(&file));
        a.set != b.set && (has(a.set, b.file()) || has(b.set, a.file()))
    }

    /// Whether objects of a set come from a file, or the file is applied together with them.
    pub fn holds(&self, set: SetId, file: FileId) -> bool {
        match self.built(set) {
            Some(built) => built.files.contains(&file),
            None => self.are_one(self.of(file), set),
        }
    }

    /// Whether a build shares files with one that is not complete, which may add missing objects.
    pub fn is_shared(&self, set: SetId) -> bool {
        self.built(set).is_some_and(|built| built.is_shared)
    }

    fn built(&self, set: SetId) -> Option<&Built> {
        self.builds.all.get(set.0.checked_sub(self.builds.first)? as usize)
    }
}

/// For each build, whether it is incomplete, or applies a file together with an incomplete one, directly or through
/// others.
fn shared<'a>(builds: &[Build<'_>], applied: impl Iterator<Item = &'a Vec<usize>> + Clone) -> Vec<bool> {
    let mut is_shared: Vec<bool> = builds.iter().map(|build| !build.is_complete()).collect();
    loop {
        let mut is_new = false;
        for numbers in applied.clone() {
            if numbers.iter().any(|&number| is_shared[number]) {
                numbers.iter().for_each(|&number| is_new |= !std::mem::replace(&mut is_shared[number], true));
            }
        }
        if !is_new {
            return is_shared;
        }
    }
}
