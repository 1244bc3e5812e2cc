//! What a run found and what it looked at.

use std::borrow::Cow;

use super::settle::Hidden;
use crate::diagnostic::Diagnostic;
use crate::render::kustomize::Build;
use crate::source::{FileId, Span};
use crate::workspace::{Coverage, Graph, NO_OBJECT, Role, Sets, role};
use crate::yaml::{Node, Parsed};

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

/// What a build lacks. Empty if it is about no file of which findings are wanted.
pub(super) fn unbuilt(build: &Build<'_>, is_target: impl Fn(&FileId) -> bool) -> Vec<Unbuilt> {
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
pub(super) fn count(file: &Parsed, sets: &Sets, is_unreadable: bool, outcome: &mut Outcome) {
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
