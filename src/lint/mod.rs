//! Runs the rules over the workspace in parallel and settles what they find.

mod built;
mod causes;
mod changes;
mod copies;
pub mod fingerprint;
mod look;
mod memory;
mod outcome;
mod repaired;
mod repeats;
mod run;
pub mod settle;
mod shared;
mod unknown;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::kube::separators;
use crate::render::kustomize::{self, Build, Inputs};
use crate::schema;
use crate::settings::Settings;
use crate::source::{FileId, Sources, Span};
use crate::workspace::{self, Names, Project, Role, Sets, Workspace, role, template};
use crate::yaml::{self, Document, Parsed};
pub use memory::Memories;
use memory::Memory;
pub use outcome::{LeftOut, Outcome, Unbuilt};
use outcome::{count, unbuilt};
pub use run::run;
use settle::Scope;

/// The texts of a project at some time, and their trees, which nothing has marked yet.
pub struct State {
    /// The texts.
    pub sources: Sources,
    /// The trees, in order of their paths.
    pub parsed: Vec<Arc<Parsed>>,
    /// The kustomizations among them, with all that they name.
    pub kustomized: kustomize::Project,
}

/// Parses texts that were judged to be manifests or kustomizations. `charts` are the folders of charts, as people call
/// them. `tick` is called once for each file.
pub fn parse(
    sources: &Sources,
    files: &[FileId],
    charts: &HashSet<String>,
    tick: &(dyn Fn() + Sync),
) -> Vec<Arc<Parsed>> {
    let parse = |&file: &FileId| {
        let mut parsed = yaml::parse(sources.get(file));
        template::set_aside(&mut parsed, charts);
        schema::repair(&mut parsed);
        parsed.documents.iter_mut().for_each(separate);
        tick();
        Arc::new(parsed)
    };
    files.par_iter().map(parse).collect()
}

/// Reads the objects of a document between which a separator is missing.
fn separate(document: &mut Document) {
    let root = document.tree.root().filter(|_| !document.broken);
    let starts: Vec<Span> =
        root.into_iter().flat_map(separators::missing).map(|start| start.key.written_span()).collect();
    if !starts.is_empty() {
        document.split_before(&starts);
    }
}

/// Lints parsed files, in the order of reports, and marks on their trees what may change. `before` is what they were before
/// the change that is looked at, `kustomized` what the kustomizations among them name. `read_problems` are findings of the
/// reading itself. `memories` is what earlier checks of these files remember, if they do.
#[expect(clippy::too_many_arguments, reason = "a check has so many parts")]
pub fn lint(
    sources: &Sources,
    parsed: &mut [Arc<Parsed>],
    kustomized: &kustomize::Project,
    before: Option<State>,
    settings: &Settings,
    mut scope: Scope,
    read_problems: Vec<Diagnostic>,
    memories: Option<&mut Memories>,
) -> Outcome {
    let (builds, memories) = match memories {
        Some(Memories { builds, of_parts }) => (kustomize::build_again(kustomized, builds), Some(of_parts)),
        None => (kustomize::build_all(kustomized), None),
    };
    let inputs = Inputs::read(kustomized);
    // A change and a picture are about what is written, which is all that there is without builds.
    let is_about_files = before.is_some() || scope.graph;
    let loose = (is_about_files && !builds.is_empty()).then(|| Loose::read(sources, parsed.to_vec()));
    let mut sets = Sets::read(sources, parsed);
    sets.add_builds(&builds);
    sets.mark(parsed);
    if let Some(before) = before.as_ref().filter(|_| builds.iter().any(|build| !build.problems.is_empty())) {
        scope.broken = workspace::new_problems(&kustomize::build_all(&before.kustomized), &builds);
    }
    let then = before.map(|before| (Loose::read(&before.sources, before.parsed), before.sources));
    let (loose, then) = (loose.as_ref(), then.as_ref());
    let project = Read { sources, parsed, sets: &sets, builds: &builds, inputs: &inputs, loose, then };
    let nested = std::mem::take(&mut scope.nested);
    let nested: Vec<_> =
        nested.into_iter().map(|one| (scope.of(one.part, one.baseline), one.settings, one.problems)).collect();
    let parts = nested.len() + 1;
    let mut memories = memories.into_iter().flat_map(|memories| {
        memories.resize_with(parts, Memory::default);
        memories
    });
    let mut outcome = project.check(settings, scope, read_problems, memories.next());
    for (scope, settings, problems) in nested {
        outcome.add(project.check(&settings, scope, problems, memories.next()));
    }
    outcome.diagnostics.sort_by(|a, b| a.compare(b, sources));
    // Two configurations may extend one in which something is wrong.
    outcome.diagnostics.dedup();
    outcome
}

/// What was read of a project, on which the sets have marked what may change.
struct Read<'a> {
    sources: &'a Sources,
    parsed: &'a [Arc<Parsed>],
    sets: &'a Sets,
    builds: &'a [Build<'a>],
    inputs: &'a Inputs<'a>,
    /// Its files without what is built of them, if something is built and what is written is asked about.
    loose: Option<&'a Loose>,
    /// Its files before the change that is looked at.
    then: Option<&'a (Loose, Sources)>,
}

impl Read<'_> {
    /// Finds what is wrong with the files that some settings apply to. What is counted is the same for all settings.
    fn check(
        &self,
        settings: &Settings,
        scope: Scope,
        mut all: Vec<Diagnostic>,
        memory: Option<&mut Memory>,
    ) -> Outcome {
        let Read { sources, parsed, sets, builds, inputs, loose, then } = *self;
        let mut workspace = Workspace::with_builds(sources, parsed, sets, &settings.project, builds);
        workspace.inputs = Some(inputs);
        let loose = loose.map(|loose| loose.workspace(sources, &settings.project));
        let then = then.filter(|_| !scope.is_idle).map(|(then, sources)| then.workspace(sources, &settings.project));
        let unread: HashSet<FileId> = all.iter().map(|problem| problem.primary.span.file).collect();
        let is_target = |file: &FileId| scope.targets.as_ref().is_none_or(|targets| targets.contains(file));
        let resources = workspace.written().filter(|resource| is_target(&resource.file())).count();
        let unbuilt = builds.iter().flat_map(|build| unbuilt(build, is_target)).collect();
        let mut outcome = Outcome { resources, unbuilt, ..Outcome::default() };
        for file in parsed {
            match is_target(&file.file()) {
                true => count(file, sets, unread.contains(&file.file()), &mut outcome),
                false if sets.is_kustomization(file.file()) => {}
                false => {
                    outcome.context += usize::from(file.documents.iter().any(|document| role(document) == Role::Object))
                }
            }
        }
        if !scope.is_idle {
            all.extend(run::run_again(&workspace, settings, memory));
        }
        let written = loose.as_ref().unwrap_or(&workspace);
        if let Some(then) = &then {
            all.extend(run::run_on_change(then, written, settings));
        }
        // Definitions are read by then, on all threads.
        outcome.graph = scope.graph.then(|| written.graph());
        outcome.coverage = workspace.coverage(|resource| is_target(&resource.file()));
        (outcome.diagnostics, outcome.hidden) = settle::settle(sources, parsed, settings, scope, all);
        outcome
    }
}

/// Every place where files write a name, as they are written.
pub fn names(sources: &Sources, parsed: Vec<Arc<Parsed>>, project: &Project) -> Names {
    Loose::read(sources, parsed).workspace(sources, project).names()
}

/// Files as they are written, with marks where a kustomization may change them.
struct Loose {
    parsed: Vec<Arc<Parsed>>,
    sets: Sets,
}

impl Loose {
    fn read(sources: &Sources, mut parsed: Vec<Arc<Parsed>>) -> Loose {
        let sets = Sets::read(sources, &parsed);
        sets.mark(&mut parsed);
        Loose { parsed, sets }
    }

    fn workspace<'w>(&'w self, sources: &'w Sources, project: &'w Project) -> Workspace<'w> {
        Workspace::build(sources, &self.parsed, &self.sets, project)
    }
}
