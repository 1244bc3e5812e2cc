//! Runs the rules over the workspace in parallel and settles what they find.

mod built;
mod causes;
mod changes;
pub mod fingerprint;
mod memory;
mod repeats;
pub mod settle;
mod shared;
mod unknown;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::kube::{Kind, Resource, separators};
use crate::render::kustomize::{self, Build, Inputs};
use crate::rule::{Category, Check, Cx, Rule};
use crate::rules;
use crate::schema;
use crate::settings::Settings;
use crate::source::{FileId, Sources, Span};
use crate::workspace::{self, template};
use crate::workspace::{Coverage, Graph, NO_OBJECT, Names, Project, Role, Sets, Stage, Workspace};
use crate::workspace::{is_object, is_operations, role};
use crate::yaml::{self, Document, Node, Parsed, ProblemKind};
pub use memory::Memories;
use memory::{Found, Look, Memory};
use settle::{Hidden, Scope};

/// The findings of a run and what was looked at.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Files that contain manifests, among those whose findings are wanted.
    pub files: usize,
    /// Documents in them that are objects.
    pub documents: usize,
    /// Documents that tell how manifests are put together, in files that findings are wanted of: kustomizations, and
    /// patches that are not objects.
    pub instructions: usize,
    /// What turned out to contain no object, in files whose findings are wanted.
    pub left_out: Vec<LeftOut>,
    /// Inputs of kustomizations that are not available, if findings are wanted for a file that they affect.
    pub unbuilt: Vec<Unbuilt>,
    /// Objects in them, patches apart.
    pub resources: usize,
    /// Further files that contain manifests.
    pub context: usize,
    /// How far the objects of those files were checked against schemas.
    pub coverage: Coverage,
    /// What is not shown.
    pub hidden: Hidden,
    /// What refers to what, if it is wanted.
    pub graph: Option<Graph>,
}

impl Outcome {
    /// Adds what was found in other files: in another project, whose files come after those of this one, or in a part of this
    /// project that another configuration applies to.
    pub fn add(&mut self, next: Outcome) {
        self.diagnostics.extend(next.diagnostics);
        self.hidden += next.hidden;
    }
}

/// The texts of a project at some time, and their trees, which nothing has marked yet.
pub struct State {
    /// The texts.
    pub sources: Sources,
    /// The trees, in order of their paths.
    pub parsed: Vec<Arc<Parsed>>,
    /// The kustomizations among them, with all that they name.
    pub kustomized: kustomize::Project,
}

/// A document, or all of a file, that was read and not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: FileId,
    /// The 1-based line on which the document begins. `None` for the file.
    pub line: Option<u32>,
    /// Why, as a noun.
    pub reason: &'static str,
}

/// An input of a kustomization that is not available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbuilt {
    /// The file of the kustomization.
    pub kustomization: FileId,
    /// What refers to it.
    pub at: Span,
    /// Why it is not built, as a noun phrase.
    pub reason: Cow<'static, str>,
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
        schema::mend(&mut parsed);
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
            all.extend(run_again(&workspace, settings, memory));
        }
        let written = loose.as_ref().unwrap_or(&workspace);
        if let Some(then) = then.filter(|_| !scope.is_idle) {
            all.extend(run_on_change(then, written, settings));
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

/// What a build lacks. Empty if it is about no file of which findings are wanted.
fn unbuilt(build: &Build<'_>, is_target: impl Fn(&FileId) -> bool) -> Vec<Unbuilt> {
    let file = |node: Node<'_>| node.source().id();
    let kustomization = file(build.kustomization.root);
    let asking = build.gaps.iter().map(|gap| file(gap.at));
    let objects = build.objects.iter().filter_map(|object| Some(file(object.root()?)));
    let mut all = std::iter::once(kustomization).chain(asking).chain(objects);
    match all.any(|file| is_target(&file)) {
        true => build
            .gaps
            .iter()
            .map(|gap| Unbuilt { kustomization, at: gap.at.span(), reason: gap.reason.clone() })
            .collect(),
        false => Vec::new(),
    }
}

/// Counts the documents of a file whose findings are wanted: each is judged, an instruction, or left out for a reason.
fn count(file: &Parsed, sets: &Sets, is_unreadable: bool, outcome: &mut Outcome) {
    let is_kustomization = sets.is_kustomization(file.file());
    let is_patch = sets.is_patch_file(file.file());
    let (mut objects, mut instructions, mut left_out) = (0, 0, Vec::new());
    for document in file.documents.iter().filter(|document| document.broken || document.tree.root().is_some()) {
        match role(document) {
            _ if is_kustomization => instructions += 1,
            Role::Object => objects += 1,
            Role::Other(_) if is_patch => instructions += 1,
            Role::Instruction => instructions += 1,
            Role::Other(reason) => {
                let start = document.tree.root().map_or(document.span, |root| root.span()).start;
                let line = Some(file.source.position(start).line);
                left_out.push(LeftOut { file: file.file(), line, reason });
            }
        }
    }
    outcome.files += usize::from(objects > 0 || is_unreadable);
    outcome.documents += objects;
    outcome.instructions += instructions;
    match objects + instructions > 0 || is_unreadable || is_kustomization || is_patch {
        true => outcome.left_out.append(&mut left_out),
        // All of the file.
        false => {
            let reason = left_out.first().map_or(NO_OBJECT, |left| left.reason);
            outcome.left_out.push(LeftOut { file: file.file(), line: None, reason });
        }
    }
}

/// What the rules find in a workspace, in no order; nothing is silenced or settled yet.
pub fn run<'w>(workspace: &'w Workspace<'w>, settings: &Settings) -> Vec<Diagnostic> {
    run_again(workspace, settings, None)
}

/// What the rules find in a workspace, as far as it is not remembered.
fn run_again<'w>(workspace: &'w Workspace<'w>, settings: &Settings, memory: Option<&mut Memory>) -> Vec<Diagnostic> {
    let rules: Vec<&'static Rule> = rules::ALL.iter().copied().filter(|rule| settings.wants(rule)).collect();
    let of_kind = rules_of_kinds(workspace, &rules);
    let of_kind = |kind| of_kind.get(&kind).map_or(&[][..], Vec::as_slice);
    let object = |object: &'w Resource<'w>| of_object(workspace, object, &rules, of_kind(object.kind));
    let documents = |file: &'w Parsed| of_documents(workspace, file, &rules);
    let look = Look { object: &object, documents: &documents };
    let Found { objects, documents } = match memory {
        Some(memory) => memory.look(workspace, &rules, settings, &look),
        None => look_at_all(workspace, &rules, &look),
    };
    let mut found = merge(workspace, objects);
    unknown::list_once(workspace, &mut found);
    mark_mended(workspace, &mut found);
    found.extend(documents);
    found.extend(of_kustomizations(workspace, &rules));
    found.extend(of_problems(workspace, &rules));
    found
}

/// Looks at everything.
fn look_at_all<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule], look: &Look<'_, 'w>) -> Found {
    workspace.read_references();
    read_secrets(workspace, rules);
    let objects = workspace.resources.par_iter().chain(&workspace.patched).chain(&workspace.covered);
    let build = |object: &Resource<'_>| workspace.sets.build_of(object.set);
    let objects = objects.map(|object: &'w Resource<'w>| (build(object), (look.object)(object)));
    let objects = objects.filter(|(_, found)| !found.is_empty()).collect();
    let documents: Vec<Diagnostic> = workspace.files.par_iter().flat_map_iter(|file| (look.documents)(file)).collect();
    Found { objects, documents }
}

/// Reads the secrets of all objects, if some rule is about them.
fn read_secrets<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) {
    if rules.iter().any(|rule| rule.meta.category == Category::Secrets) {
        workspace.read_secrets();
    }
}

/// What the rules find in the documents of a file.
fn of_documents<'w>(workspace: &'w Workspace<'w>, file: &'w Parsed, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // kubectl reads a stream to its first error: what cannot be read stops it, even where no object is. So does
    // kustomize with a patch.
    let in_stream = workspace.sets.is_patch_file(file.file()) || file.documents.iter().any(is_object);
    let judged = |document: &&Document| match document.problems.is_empty() {
        true => is_object(document) || is_operations(document),
        false => in_stream,
    };
    for document in file.documents.iter().filter(judged) {
        for rule in rules {
            if let Check::Document(check) | Check::Patch(_, check) = rule.check {
                let mut cx = Cx::new(workspace, rule, None);
                check(document, &mut cx);
                found.extend(cx.finish());
            }
        }
    }
    found
}

/// Puts together what was found in objects: in those that are written, and in those that kustomizations build.
fn merge<'w>(workspace: &'w Workspace<'w>, objects: Vec<(Option<usize>, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    // Each list is freed as its findings move: an object may have very many.
    let (built, written): (Vec<_>, Vec<_>) = objects.into_iter().partition(|(build, _)| build.is_some());
    let mut found: Vec<Diagnostic> = Vec::with_capacity(written.iter().map(|(_, found)| found.len()).sum());
    found.extend(written.into_iter().flat_map(|(_, found)| found));
    let built =
        built.into_iter().flat_map(|(build, found)| found.into_iter().filter_map(move |one| Some((build?, one))));
    let built = built::merge(workspace, built, &found);
    found.extend(built);
    found
}

/// What the rules say of problems that building kustomizations met.
fn of_problems<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for problem in workspace.build_problems() {
        for rule in rules {
            if let Check::Build(kinds, check) = rule.check
                && kinds.contains(&problem.kind)
            {
                let mut cx = Cx::new(workspace, rule, None);
                check(&problem, &mut cx);
                found.extend(cx.finish());
            }
        }
    }
    found
}

/// What the rules find in kustomizations.
fn of_kustomizations<'w>(workspace: &'w Workspace<'w>, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let roots = workspace.kustomizations().flat_map_iter(|root| {
        let found = rules.iter().filter_map(move |rule| {
            let Check::Kustomization(check) = rule.check else { return None };
            let mut cx = Cx::new(workspace, rule, None);
            check(root, &mut cx);
            Some(cx.finish())
        });
        found.flatten()
    });
    roots.collect()
}

/// What the rules find in an object or a patch. `of_kind` are those of all `rules` that look at its kind.
fn of_object<'w>(
    workspace: &'w Workspace<'w>,
    resource: &'w Resource<'w>,
    rules: &[&'static Rule],
    of_kind: &[&'static Rule],
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let problems = LazyCell::new(|| &workspace.facts(resource).problems);
    // Only what some rule needs is resolved.
    let is_wanted =
        |kind: Kind| rules.iter().any(|rule| matches!(rule.check, Check::Reference(to, _) if to.contains(&kind)));
    let references = LazyCell::new(|| workspace.resolved(resource, is_wanted));
    let hosts = LazyCell::new(|| workspace.hosts(resource));
    let unsure_definition = LazyCell::new(|| workspace.unsure_definition(resource).filter(|_| !problems.is_empty()));
    let stage = workspace.stage(resource);
    for rule in of_kind.iter().filter(|rule| is_for(rule, stage)) {
        // Nothing follows from what is missing in an object that was read in part; a secret is one all the same.
        let judged = !resource.broken || rule.meta.category == Category::Secrets;
        let whole = judged && !resource.is_patch;
        let is_named = |kinds: &[Kind]| references.iter().any(|(reference, _)| kinds.contains(&reference.kind));
        let is_idle = match rule.check {
            Check::Resource(..) | Check::Object(_) => !whole,
            Check::Schema(_) => !judged || problems.is_empty(),
            Check::Reference(kinds, _) => !whole || !is_named(kinds),
            Check::Host(_) => !whole || hosts.is_empty(),
            _ => false,
        };
        if is_idle {
            continue;
        }
        let mut cx = Cx::new(workspace, rule, Some(resource));
        match rule.check {
            Check::Resource(_, check) | Check::Object(check) => check(resource, &mut cx),
            Check::Schema(check) => {
                if let Some(definition) = *unsure_definition {
                    cx.rest_on(definition);
                }
                for problem in problems.iter() {
                    cx.look_at(problem);
                    check(resource, problem, &mut cx);
                }
            }
            Check::Reference(kinds, check) => {
                let named = references.iter().filter(|(reference, _)| kinds.contains(&reference.kind));
                named.for_each(|(reference, resolution)| check(reference, resolution, &mut cx));
            }
            Check::Host(check) => hosts.iter().for_each(|host| check(host, &mut cx)),
            Check::Written(check) | Check::Patch(check, _) => check(resource, &mut cx),
            _ => continue,
        }
        found.append(&mut cx.finish());
    }
    found
}

/// What the rules find in the change that led from a state to a workspace.
fn run_on_change<'w>(
    (then, sources): &(Loose, Sources),
    now: &'w Workspace<'w>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let then = then.workspace(sources, &settings.project);
    let mut found = Vec::new();
    for rule in rules::ALL.iter().copied().filter(|rule| settings.wants(rule)) {
        let mut look = |at, check: &dyn Fn(&mut Cx<'w>)| {
            let mut cx = Cx::new(now, rule, Some(at));
            check(&mut cx);
            found.extend(cx.finish());
        };
        match rule.check {
            Check::Change(check) => {
                workspace::losses(&then, now).iter().for_each(|loss| look(loss.at, &|cx| check(loss, cx)));
            }
            Check::Update(check) => {
                workspace::fixed(&then, now).iter().for_each(|fixed| look(fixed.object, &|cx| check(fixed, cx)));
            }
            _ => {}
        }
    }
    found
}

/// Whether a rule looks at objects of a stage.
fn is_for(rule: &Rule, stage: Stage) -> bool {
    let is_of_text =
        matches!(rule.check, Check::Written(_) | Check::Patch(..)) || rule.meta.category == Category::Secrets;
    match stage {
        Stage::Applied => true,
        Stage::Source => is_of_text,
        Stage::Built => !is_of_text,
    }
}

/// The rules that look at an object or a patch of each kind.
fn rules_of_kinds(workspace: &Workspace<'_>, rules: &[&'static Rule]) -> HashMap<Kind, Vec<&'static Rule>> {
    let objects = workspace.resources.iter().chain(&workspace.patched).chain(&workspace.covered);
    let kinds: HashSet<Kind> = objects.map(|resource| resource.kind).collect();
    let looks_at = |rule: &Rule, kind: Kind| match rule.check {
        Check::Resource(kinds, _) => kinds.contains(&kind),
        Check::Object(_)
        | Check::Schema(_)
        | Check::Reference(..)
        | Check::Host(_)
        | Check::Written(_)
        | Check::Patch(..) => true,
        Check::Document(_)
        | Check::Kustomization(_)
        | Check::Build(..)
        | Check::Change(_)
        | Check::Update(_)
        | Check::Engine => false,
    };
    let rules_of = |kind| rules.iter().copied().filter(|rule| looks_at(rule, kind)).collect();
    kinds.into_iter().map(|kind| (kind, rules_of(kind))).collect()
}

/// Findings in a document with lost indentation apply once that is repaired; until then its text cannot be edited.
fn mark_mended(workspace: &Workspace<'_>, found: &mut [Diagnostic]) {
    let is_mended = |document: &&Document| {
        !document.broken && document.problems.iter().any(|problem| problem.kind == ProblemKind::Flattened)
    };
    let documents = workspace.files.iter().flat_map(|file| &file.documents);
    let mended: Vec<Span> = documents.filter(is_mended).map(|document| document.span).collect();
    if mended.is_empty() {
        return;
    }
    let in_mended = |span: Span| mended.iter().any(|document| document.contains(span));
    for diagnostic in found {
        if diagnostic.fix.as_ref().is_some_and(|fix| fix.edits.iter().any(|edit| in_mended(edit.span()))) {
            diagnostic.fix = None;
        }
        if in_mended(diagnostic.primary.span) {
            let help = diagnostic.help.take().map_or_else(String::new, |help| format!("{help}; "));
            diagnostic.help = Some(format!("{help}found after repairing the indentation, which comes first"));
        }
    }
}
