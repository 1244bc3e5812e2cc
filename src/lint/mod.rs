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

/// The texts of a project at some time, and their trees without marks.
pub struct State {
    /// The texts.
    pub sources: Sources,
    /// The trees, in order of their paths.
    pub parsed: Vec<Arc<Parsed>>,
    /// The kustomizations, with everything that they name.
    pub kustomized: kustomize::Project,
}

/// Parses texts that are manifests or kustomizations. `charts` are the folders of charts, as named in reports. `tick`
/// is called once for each file.
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

/// Splits a document into its objects if separators between them are missing.
fn separate(document: &mut Document) {
    let root = document.tree.root().filter(|_| !document.broken);
    let starts: Vec<Span> =
        root.into_iter().flat_map(separators::missing).map(|start| start.key.written_span()).collect();
    if !starts.is_empty() {
        document.split_before(&starts);
    }
}

/// Lints parsed files, in the order of reports, and marks the parts of their trees that may change. `before` has the
/// files before the current change, and `kustomized` everything that their kustomizations name. `read_problems` are
/// findings from reading the files. `memories` is the memory of earlier checks of these files.
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
    // A change and a picture are about the written files. Without builds, there is nothing else.
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
    // Two configurations may extend the same one, which has a problem.
    outcome.diagnostics.dedup();
    outcome
}

/// The files of a project that were read, after the sets have marked the parts that may change.
struct Read<'a> {
    sources: &'a Sources,
    parsed: &'a [Arc<Parsed>],
    sets: &'a Sets,
    builds: &'a [Build<'a>],
    inputs: &'a Inputs<'a>,
    /// The files without their builds. `None` if nothing is built, or if the check needs nothing about the written
    /// files.
    loose: Option<&'a Loose>,
    /// The files before the current change.
    then: Option<&'a (Loose, Sources)>,
}

impl Read<'_> {
    /// Checks the files that some settings apply to. The counts are the same for all settings.
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
        // The definitions are already read, on all threads.
        outcome.graph = scope.graph.then(|| written.graph());
        outcome.coverage = workspace.coverage(|resource| is_target(&resource.file()));
        (outcome.diagnostics, outcome.hidden) = settle::settle(sources, parsed, settings, scope, all);
        outcome
    }
}

/// Every place of a name in the written files.
pub fn names(sources: &Sources, parsed: Vec<Arc<Parsed>>, project: &Project) -> Names {
    Loose::read(sources, parsed).workspace(sources, project).names()
}

/// Files as they are written, with marks at the parts that a kustomization may change.
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
