//! The questions that a piece of work asks the indexes of a workspace. If their answers are the same as before, the
//! work need not be done again.
//!
//! Every index that leads from one object to another records each question here, even if it finds nothing.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::kube::Kind;

/// The hash of a question. Two questions rarely have the same hash; then work is done once more than necessary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(u64);

/// Questions without duplicates, in order.
pub type Topics = Box<[Topic]>;

/// A question to an index.
#[derive(Debug, Clone, Copy, Hash)]
pub(in crate::workspace) enum About<'a> {
    /// The objects of a kind and name.
    Named(Kind, &'a str),
    /// The objects of a name.
    AnyNamed(&'a str),
    /// The objects of a kind.
    Kind(Kind),
    /// The objects of a kind in a folder.
    Folder(Kind, &'a str),
    /// The objects of a kind in a kustomization.
    Kustomization(Kind, usize),
    /// The objects of a kind in all folders whose paths begin with a text.
    Below(Kind, &'a str),
    /// The folders that have objects.
    Folders,
    /// Documents of a folder that break off.
    UnreadIn(&'a str),
    /// Documents of a kustomization that break off.
    UnreadOf(usize),
    /// The pod templates with a label.
    Label(&'a str, &'a str),
    /// The pod templates whose labels are not all known, in a namespace or in one that is not known.
    OpenTemplates(Option<&'a str>),
    /// The pod templates whose labels are not all known, in any namespace.
    AllOpenTemplates,
    /// All pod templates.
    Templates,
    /// The Services and PodDisruptionBudgets that require a label.
    Selector(&'a str, &'a str),
    /// The PodDisruptionBudgets whose selectors require no label with a single value.
    OpenBudgets,
    /// The references to a kind and name.
    Referrers(Kind, &'a str),
    /// The pod templates with an image.
    Image(&'a str),
    /// The objects that controllers make.
    Made,
    /// The distribution of Kubernetes that texts name.
    Distribution,
}

impl About<'_> {
    pub(in crate::workspace) fn topic(self) -> Topic {
        // The keys of this hasher are always the same.
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        Topic(hasher.finish())
    }
}

thread_local! {
    /// The questions of the current work on this thread. `None` if they are not recorded.
    static ASKED: RefCell<Option<Vec<Topic>>> = const { RefCell::new(None) };
}

/// Records a question.
pub(in crate::workspace) fn ask(about: About<'_>) {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.push(about.topic());
        }
    });
}

/// Does some work, and returns the questions that it asked.
pub fn noting<T>(work: impl FnOnce() -> T) -> (T, Topics) {
    let outer = ASKED.replace(Some(Vec::new()));
    let done = work();
    let mut asked = ASKED.replace(outer).unwrap_or_default();
    asked.sort_unstable();
    asked.dedup();
    (done, asked.into_boxed_slice())
}

/// Does work whose result is kept for others, and returns its questions. Each user of the result records them again.
/// They are empty if the first user does not record questions.
pub(in crate::workspace) fn noting_if_wanted<T>(work: impl FnOnce() -> T) -> (T, Topics) {
    match ASKED.with_borrow(Option::is_some) {
        true => noting(work),
        false => (work(), Topics::default()),
    }
}

/// Records the questions of a result that was kept.
pub(in crate::workspace) fn ask_again(topics: &[Topic]) {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.extend_from_slice(topics);
        }
    });
}
