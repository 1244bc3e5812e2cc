//! Problems of a kustomization, and inputs that are missing to build it.

use std::borrow::Cow;

use super::similar::Similar;
use crate::source::Span;
use crate::yaml::Node;

/// An error that makes kustomize refuse a build, or an entry that does not have its intended effect.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// The place at which a person would repair the problem.
    pub at: Node<'a>,
    /// The kind of the problem.
    pub kind: ProblemKind,
    /// The fact and its effect, as a sentence without a full stop.
    pub message: String,
    /// The problems in the text of a file that cause this one. Rules about text report them.
    pub because: Vec<Span>,
    /// The entry of the root that leads to the file of `at`. `None` if the root is that file, or if the build is not
    /// settled.
    pub via: Option<Node<'a>>,
    /// The name that was probably meant, if the problem is a name that nothing has.
    pub similar: Option<Similar<'a>>,
}

impl<'a> Problem<'a> {
    /// A problem without a known cause.
    pub(super) fn new(at: Node<'a>, kind: ProblemKind, message: impl Into<String>) -> Self {
        Problem { at, kind, message: message.into(), because: Vec::new(), via: None, similar: None }
    }
}

/// The kinds of problems, each of which a rule reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A named file or folder does not exist.
    Missing,
    /// A path leads out of the repository.
    Outside,
    /// A named file or folder exists, but is of the wrong kind, such as a component among the resources.
    WrongKind,
    /// Kustomizations build on each other in a circle.
    Cycle,
    /// The kustomization, or a file that it names, cannot be read.
    Unreadable,
    /// Two objects have one identity.
    Duplicate,
    /// A field is unknown to kustomize, or a value has the wrong type. Rules on the text of kustomizations report
    /// these.
    Invalid,
    /// kustomize cannot do what an entry requests.
    Refused,
    /// An entry is for an object that does not exist.
    NoTarget,
    /// An entry matches nothing, and kustomize continues.
    NoEffect,
    /// A patch changes nothing.
    NoChange,
    /// A file or an entry is empty.
    Empty,
    /// A limit of bowline: the build is deeper or larger than it supports.
    Limit,
}

impl ProblemKind {
    /// Whether a problem of this kind stops the build.
    pub fn stops_build(self) -> bool {
        !matches!(self, ProblemKind::NoEffect | ProblemKind::NoChange | ProblemKind::Outside)
    }
}

/// An input of a kustomization that is not available, so objects may be missing or unfinished.
#[derive(Debug, Clone)]
pub struct Gap<'a> {
    /// The reference to the input.
    pub at: Node<'a>,
    /// The reason, as a noun phrase such as `a remote base`.
    pub reason: Cow<'static, str>,
}
