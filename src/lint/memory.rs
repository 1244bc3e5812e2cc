//! The findings of a session's last check, and the questions that led to them. The next check looks again only at what
//! a change concerns.
//!
//! An unchanged file has the same objects. Rules find the same in such an object, unless the workspace now answers one
//! of their questions differently. Everything else that rules know is the *ground*: kustomizations, patches,
//! definitions, settings. If the ground changes, the session remembers nothing.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use super::look::{self, Found, Look};
use crate::diagnostic::Diagnostic;
use crate::kube::{Kind, Resource};
use crate::render::kustomize::Builds;
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::FileId;
use crate::workspace::{Stage, Topic, Topics, Workspace, noting};
use crate::yaml::{Parsed, Tree};

/// The memory of a session's last check.
#[derive(Debug, Default)]
pub struct Memories {
    /// The builds of kustomizations.
    pub(super) builds: Builds,
    /// The findings and questions for each of the settings of a check.
    pub(super) of_parts: Vec<Memory>,
}

/// The findings and questions of the last check. Empty before the first check.
#[derive(Debug, Default)]
pub(super) struct Memory {
    ground: u64,
    folders: Vec<String>,
    objects: HashMap<Unit, Object>,
    files: HashMap<FileId, File>,
}

/// The position of an object among those that rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Unit {
    /// The file of the object; for a built object, the file of the kustomization.
    file: FileId,
    part: Part,
    /// The number of the object among such objects of the file.
    number: u32,
}

/// The lists of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Written,
    Built,
    Patch,
    Covered,
}

/// An object of the workspace that the check looks at now.
struct Current<'w> {
    unit: Unit,
    object: &'w Resource<'w>,
    /// A hash of a built object, which may change although no text of its kustomization changes. `None` for other
    /// objects.
    digest: Option<u64>,
}

/// The memory of an object.
#[derive(Debug)]
struct Object {
    digest: Option<u64>,
    /// The file in which it begins.
    home: FileId,
    /// The questions that the object answers.
    answers: Topics,
    /// The questions that the object's references alone answer.
    references: Topics,
    /// `None` if no rule looked at the object yet.
    looked: Option<Looked>,
}

/// The memory of a file apart from its objects.
#[derive(Debug)]
struct File {
    answers: Topics,
    /// `None` if no rule looked at the file yet.
    looked: Option<Looked>,
}

/// The findings at one object or file, and the questions that led to them.
#[derive(Debug, Default)]
struct Looked {
    found: Vec<Diagnostic>,
    asked: Topics,
}

/// The questions whose answers changed, and the files that no longer exist.
#[derive(Default)]
struct Changed {
    topics: HashSet<Topic>,
    files: HashSet<FileId>,
}

impl Changed {
    /// Whether rules must look at an object or a file, again or for the first time.
    fn concerns(&self, looked: Option<&Looked>) -> bool {
        let Some(looked) = looked else { return true };
        looked.asked.iter().any(|topic| self.topics.contains(topic))
            || looked.found.iter().any(|one| one.files().any(|file| self.files.contains(&file)))
    }
}

impl Looked {
    fn at(look: impl FnOnce() -> Vec<Diagnostic>) -> Looked {
        let (found, asked) = noting(look);
        Looked { found, asked }
    }
}

impl Memory {
    /// Looks at the changes and at everything that they concern, and remembers the findings.
    pub(super) fn look<'w>(
        &mut self,
        workspace: &'w Workspace<'w>,
        rules: &[&'static Rule],
        settings: &Settings,
        look: &Look<'_, 'w>,
    ) -> Found {
        let ground = ground(workspace, rules, settings);
        if ground != self.ground {
            *self = Memory { ground, ..Memory::default() };
        }
        if self.objects.is_empty() {
            look::read_secrets(workspace, rules);
        }
        let all = current(workspace);
        let mut changed = self.take_files(workspace);
        self.forget_objects(&all, &mut changed);
        self.read_new(workspace, &all, &mut changed);
        let references = all.iter().filter(|one| one.object.id < workspace.resources.len());
        workspace.recall_references(references.map(|one| (one.object.id, self.references(&one.unit))));
        let looked = |one: &Current<'w>| self.objects.get(&one.unit).and_then(|known| known.looked.as_ref());
        let due = all.par_iter().filter(|one| changed.concerns(looked(one)));
        let looked: Vec<(Unit, Looked)> = due.map(|one| (one.unit, Looked::at(|| (look.object)(one.object)))).collect();
        for (unit, looked) in looked {
            if let Some(known) = self.objects.get_mut(&unit) {
                known.looked = Some(looked);
            }
        }
        let documents = self.look_at_files(workspace, &changed, look);
        let found = |one: &Current<'w>| {
            let known = self.objects.get(&one.unit).and_then(|known| known.looked.as_ref());
            (workspace.sets.build_of(one.object.set), known.map_or_else(Vec::new, |looked| looked.found.clone()))
        };
        Found { objects: all.iter().map(found).collect(), documents }
    }

    /// Takes new files and forgets those that no longer exist. A text that was read again counts as another file.
    fn take_files(&mut self, workspace: &Workspace<'_>) -> Changed {
        let files: HashSet<FileId> = workspace.files.iter().map(|file| file.file()).collect();
        let mut changed = Changed::default();
        self.files.retain(|file, known| {
            let is_there = files.contains(file);
            if !is_there {
                changed.files.insert(*file);
                changed.topics.extend(&known.answers);
            }
            is_there
        });
        for file in files {
            self.files.entry(file).or_insert_with(|| {
                let answers = workspace.answers_of_file(file);
                changed.topics.extend(&answers);
                File { answers, looked: None }
            });
        }
        let folders: Vec<String> = workspace.folders_with_objects().map(str::to_owned).collect();
        if folders != self.folders {
            self.folders = folders;
            changed.topics.insert(Workspace::folders_topic());
        }
        changed
    }

    /// Forgets the objects that no longer exist, or that are built differently.
    fn forget_objects(&mut self, all: &[Current<'_>], changed: &mut Changed) {
        let there: HashMap<Unit, Option<u64>> = all.iter().map(|one| (one.unit, one.digest)).collect();
        self.objects.retain(|unit, known| {
            let is_there = there.get(unit) == Some(&known.digest) && !changed.files.contains(&known.home);
            if !is_there {
                changed.topics.extend(&known.answers);
            }
            is_there
        });
    }

    /// Reads the answers of new objects.
    fn read_new<'w>(&mut self, workspace: &'w Workspace<'w>, all: &[Current<'w>], changed: &mut Changed) {
        let new = all.par_iter().filter(|one| !self.objects.contains_key(&one.unit));
        let read = |one: &Current<'w>| {
            let (references, answers) = match one.object.id < workspace.resources.len() {
                true => {
                    let references = workspace.reference_topics(one.object);
                    let answers = workspace.answers(one.object, &references);
                    (references, answers)
                }
                // No index lists the object.
                false => Default::default(),
            };
            (one.unit, Object { digest: one.digest, home: one.object.file(), answers, references, looked: None })
        };
        let new: Vec<(Unit, Object)> = new.map(read).collect();
        changed.topics.extend(new.iter().flat_map(|(_, object)| object.answers.iter()));
        self.objects.extend(new);
    }

    fn references(&self, unit: &Unit) -> &[Topic] {
        self.objects.get(unit).map_or(&[], |known| &known.references)
    }

    /// Looks at the documents of the files that the change concerns.
    fn look_at_files<'w>(
        &mut self,
        workspace: &'w Workspace<'w>,
        changed: &Changed,
        look: &Look<'_, 'w>,
    ) -> Vec<Diagnostic> {
        let looked = |file: &Parsed| self.files.get(&file.file()).and_then(|known| known.looked.as_ref());
        let due = workspace.files.par_iter().filter(|file| changed.concerns(looked(file)));
        let due: Vec<(FileId, Looked)> = due.map(|file| (file.file(), Looked::at(|| (look.documents)(file)))).collect();
        for (file, looked) in due {
            if let Some(known) = self.files.get_mut(&file) {
                known.looked = Some(looked);
            }
        }
        let found = workspace.files.iter().filter_map(|file| self.files.get(&file.file())?.looked.as_ref());
        found.flat_map(|looked| looked.found.iter().cloned()).collect()
    }
}

/// The objects of a workspace, in the order in which rules look at them.
fn current<'w>(workspace: &'w Workspace<'w>) -> Vec<Current<'w>> {
    let mut numbers: HashMap<(FileId, Part), u32> = HashMap::new();
    let mut unit = |object: &Resource<'w>, part: Part| {
        let build = workspace.sets.build_of(object.set).and_then(|number| workspace.builds.get(number));
        let file = build.map_or(object.file(), |build| build.head().source().id());
        let next = numbers.entry((file, part)).or_default();
        *next += 1;
        Unit { file, part, number: *next }
    };
    let of_part = |object: &'w Resource<'w>| match workspace.stage(object) {
        Stage::Built => Part::Built,
        Stage::Source => Part::Covered,
        Stage::Applied if object.id < workspace.resources.len() => Part::Written,
        Stage::Applied => Part::Patch,
    };
    let objects = workspace.resources.iter().chain(&workspace.patched).chain(&workspace.covered);
    let units: Vec<(Unit, &'w Resource<'w>)> = objects.map(|object| (unit(object, of_part(object)), object)).collect();
    let built = workspace.sets.of_builds().filter_map(|(number, _)| workspace.builds.get(number));
    let digests: HashMap<*const Tree, u64> = built
        .flat_map(|build| build.objects.digested())
        .map(|(tree, digest)| (std::ptr::from_ref(tree), digest))
        .collect();
    let digest = |object: &Resource<'w>| digests.get(&std::ptr::from_ref(object.root.tree())).copied();
    let read = |(unit, object): (Unit, &'w Resource<'w>)| {
        let digest = digest(object).filter(|_| unit.part == Part::Built);
        Current { unit, object, digest }
    };
    units.into_iter().map(read).collect()
}

/// A hash of all that rules know apart from the texts of single files. It covers spans with the numbers of files, so it
/// changes if one of their texts changes.
fn ground(workspace: &Workspace<'_>, rules: &[&'static Rule], settings: &Settings) -> u64 {
    // The keys of the hasher are always the same.
    let mut hasher = DefaultHasher::new();
    for rule in rules {
        rule.meta.id.hash(&mut hasher);
    }
    settings.project.hash_debug(&mut hasher);
    let sets = workspace.sets;
    for file in workspace.files.iter() {
        let id = file.file();
        if sets.is_kustomization(id) || sets.is_patch_file(id) {
            id.hash(&mut hasher);
        }
        // Kustomizations name files by their paths.
        if !sets.kustomizations.is_empty() {
            (&file.source.path, sets.is_covered(id)).hash(&mut hasher);
        }
    }
    for (number, build) in workspace.builds.iter().enumerate() {
        (number, build.head().span(), build.is_complete()).hash(&mut hasher);
    }
    for (number, set) in sets.of_builds() {
        (number, set, sets.is_shared(set)).hash(&mut hasher);
    }
    for kind in [Kind::CustomResourceDefinition, Kind::MutatingWebhookConfiguration] {
        for object in workspace.of_kind(kind) {
            object.root.tree().digest().hash(&mut hasher);
        }
    }
    hasher.finish()
}
