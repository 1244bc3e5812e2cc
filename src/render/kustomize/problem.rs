//! What is wrong with a kustomization, and what is missing to build it.

use std::borrow::Cow;

use super::similar::Similar;
use crate::source::Span;
use crate::yaml::Node;

/// Something that kustomize refuses, or that does not do what a person wrote it for.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// Where a person would repair it.
    pub at: Node<'a>,
    /// What it is.
    pub kind: ProblemKind,
    /// The fact and its effect, as a sentence without a full stop.
    pub message: String,
    /// The problems in the text of a file that cause this one. Rules on texts report them.
    pub because: Vec<Span>,
    /// The entry of the root that leads to the file of `at`. `None` if the root is that file, or the build is not settled.
    pub via: Option<Node<'a>>,
    /// The name that was probably meant, if the problem is a name that nothing has.
    pub similar: Option<Similar<'a>>,
}

impl<'a> Problem<'a> {
    /// A problem that nothing else explains.
    pub(super) fn new(at: Node<'a>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Problem { at, kind, message: message.into(), because: Vec::new(), via: None, similar: None }
    }
}

/// The kinds of problems, each of which a rule reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A file or folder that is named is not there.
    Missing,
    /// A path leads out of the repository.
    Outside,
    /// What is named is there and is not of the kind that is needed, such as a component among the resources.
    WrongKind,
    /// Kustomizations build on each other in a circle.
    Cycle,
    /// The kustomization, or a file that it names, cannot be read.
    Unreadable,
    /// Two objects have one identity.
    Duplicate,
    /// A field that kustomize does not know, or a value of another type: what rules on the text of kustomizations report.
    Invalid,
    /// What an entry requests cannot be done.
    Refused,
    /// An entry is for an object that is not there.
    NoTarget,
    /// An entry matches nothing, and kustomize goes on.
    NoEffect,
    /// A patch changes nothing.
    NoChange,
    /// A file or an entry has nothing in it.
    Empty,
    /// A limit of this program: deeper or larger than what it builds.
    Limit,
}

impl ProblemKind {
    /// Whether nothing is built because of it.
    pub fn stops_build(self) -> bool {
        !matches!(self, ProblemKind::NoEffect | ProblemKind::NoChange | ProblemKind::Outside)
    }
}

/// An input of a kustomization that is not available, so objects may be missing or unfinished.
#[derive(Debug, Clone)]
pub struct Gap<'a> {
    /// What refers to it.
    pub at: Node<'a>,
    /// Why it is not built, as a noun phrase such as `a remote base`.
    pub reason: Cow<'static, str>,
}
