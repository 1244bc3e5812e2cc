//! What a piece of work asks the indexes of a workspace. Work whose questions have the answers that they had need not be
//! done again.
//!
//! Every index that leads from one object to another notes its question here, also if it finds nothing.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::kube::Kind;

/// A question as a number. Two questions rarely have one number, and then work is done once more than it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(u64);

/// Questions, each once, in order.
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
    /// Which folders have objects.
    Folders,
    /// Documents of a folder that break off.
    UnreadIn(&'a str),
    /// Documents of a kustomization that break off.
    UnreadOf(usize),
    /// The pod templates with a label.
    Label(&'a str, &'a str),
    /// The pod templates whose labels are not all known, in a namespace or in one that is not known.
    OpenTemplates(Option<&'a str>),
    /// Those in any namespace.
    AllOpenTemplates,
    /// All pod templates.
    Templates,
    /// The Services and PodDisruptionBudgets that ask for a label.
    Selector(&'a str, &'a str),
    /// The PodDisruptionBudgets that ask for no label of one value.
    OpenBudgets,
    /// The references to a kind and name.
    Referrers(Kind, &'a str),
    /// The pod templates with an image.
    Image(&'a str),
    /// What controllers make.
    Made,
    /// What texts say of a distribution.
    Distribution,
}

impl About<'_> {
    pub(in crate::workspace) fn topic(self) -> Topic {
        // Its keys are always the same ones.
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        Topic(hasher.finish())
    }
}

thread_local! {
    /// The questions of the work that this thread does. `None` if nobody wants to know them.
    static ASKED: RefCell<Option<Vec<Topic>>> = const { RefCell::new(None) };
}

/// Notes a question.
pub(in crate::workspace) fn ask(about: About<'_>) {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.push(about.topic());
        }
    });
}

/// Does some work and tells what it asked.
pub fn noting<T>(work: impl FnOnce() -> T) -> (T, Topics) {
    let outer = ASKED.replace(Some(Vec::new()));
    let done = work();
    let mut asked = ASKED.replace(outer).unwrap_or_default();
    asked.sort_unstable();
    asked.dedup();
    (done, asked.into_boxed_slice())
}

/// Does work whose result is kept, and whose questions are those of everybody who uses the result. Nobody's questions are noted
/// if those of the first one are not.
pub(in crate::workspace) fn noting_if_wanted<T>(work: impl FnOnce() -> T) -> (T, Topics) {
    match ASKED.with_borrow(Option::is_some) {
        true => noting(work),
        false => (work(), Topics::default()),
    }
}

/// Notes the questions of a result that was kept.
pub(in crate::workspace) fn ask_again(topics: &[Topic]) {
    ASKED.with_borrow_mut(|asked| {
        if let Some(asked) = asked {
            asked.extend_from_slice(topics);
        }
    });
}
