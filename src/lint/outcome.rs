//! The findings of a run, and the files that it checked.

use std::borrow::Cow;

use super::settle::Hidden;
use crate::diagnostic::Diagnostic;
use crate::render::kustomize::Build;
use crate::source::{FileId, Span};
use crate::workspace::{Coverage, Graph, NO_OBJECT, Role, Sets, role};
use crate::yaml::{Node, Parsed};

/// The findings of a run, and counts of what was checked.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of files with manifests, among those whose findings are reported.
    pub files: usize,
    /// The number of documents in these files that are objects.
    pub documents: usize,
    /// The number of documents in these files that say how manifests are put together: kustomizations, and patches that
    /// are not objects.
    pub instructions: usize,
    /// Documents and files without an object, among the files whose findings are reported.
    pub left_out: Vec<LeftOut>,
    /// Inputs of kustomizations that are not available, if they affect a file whose findings are reported.
    pub unbuilt: Vec<Unbuilt>,
    /// The number of objects in these files, without patches.
    pub resources: usize,
    /// The number of further files that contain manifests.
    pub context: usize,
    /// How far the objects of those files were checked against schemas.
    pub coverage: Coverage,
    /// The numbers of findings that are not shown.
    pub hidden: Hidden,
    /// The graph of references. `None` if the run does not need it.
    pub graph: Option<Graph>,
}

impl Outcome {
    /// Adds the findings in other files. They are in another project, whose files come after these, or in a part of
    /// this project with another configuration.
    pub fn add(&mut self, next: Outcome) {
        self.diagnostics.extend(next.diagnostics);
        self.hidden += next.hidden;
    }
}

/// A document or a whole file that was read but not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: FileId,
    /// The 1-based line on which the document begins. `None` for the whole file.
    pub line: Option<u32>,
    /// The reason, as a noun.
    pub reason: &'static str,
}

/// An input of a kustomization that is not available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbuilt {
    /// The file of the kustomization.
    pub kustomization: FileId,
    /// The reference to the input.
    pub at: Span,
    /// The reason, as a noun phrase.
    pub reason: Cow<'static, str>,
}

/// The inputs that a build lacks. Empty if the build concerns no file whose findings are reported.
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

/// Counts the documents of a file whose findings are reported: objects, instructions, and documents that are left out.
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
        // The whole file is left out.
        false => {
            let reason = left_out.first().map_or(NO_OBJECT, |left| left.reason);
            outcome.left_out.push(LeftOut { file: file.file(), line: None, reason });
        }
    }
}
