//! What a piece of work asks the indexes of a workspace, and what the objects of a file answer. Work whose questions have the
//! answers that they had need not be done again.
//!
//! Every index that leads from one object to another notes its question here, also if it finds nothing. An object is part of
//! the answers under which the indexes list it, so a change of its file concerns whoever asked one of those questions.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::kube::{Kind, PodTemplate, Resource};
use crate::source::FileId;

use super::{Workspace, asked_label};

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

impl<'w> Workspace<'w> {
    /// The questions that an object answers. `references` are the [topics](Self::reference_topics) of its references.
    pub fn answers(&self, object: &Resource<'w>, references: &[Topic]) -> Topics {
        let mut all: Vec<Topic> = references.to_vec();
        let mut add = |about: About<'_>| all.push(about.topic());
        let kind = object.kind;
        add(About::Kind(kind));
        if let Some(name) = object.name {
            add(About::Named(kind, name));
            add(About::AnyNamed(name));
        }
        let set = self.sets.get(object.set);
        add(About::Folder(kind, &set.folder));
        set.kustomizations.iter().for_each(|&number| add(About::Kustomization(kind, number)));
        let ends = set.folder.char_indices().map(|(at, _)| at).chain([set.folder.len()]);
        ends.for_each(|end| add(About::Below(kind, &set.folder[..end])));
        if kind.is_of_others() {
            add(About::Made);
        }
        match asked_label(object) {
            Some((key, value)) => add(About::Selector(&key, value)),
            None if kind == Kind::PodDisruptionBudget => add(About::OpenBudgets),
            None => {}
        }
        if let Some((&index, template)) = self.template_of.get(&object.id).zip(self.template(object)) {
            self.answers_of_template(template, &mut add);
            if self.open_templates.binary_search(&index).is_ok() {
                add(About::OpenTemplates(self.namespace(object).name()));
                add(About::AllOpenTemplates);
            }
        }
        all.sort_unstable();
        all.dedup();
        all.into_boxed_slice()
    }

    fn answers_of_template(&self, template: &PodTemplate<'w>, add: &mut impl FnMut(About<'_>)) {
        add(About::Templates);
        for label in &template.labels.list {
            if let Some(value) = label.written {
                add(About::Label(&label.key, value));
            }
        }
        super::refs::images(template).for_each(|image| add(About::Image(image)));
    }

    /// What whoever looks for the referrers of an object asks, for each reference of an object.
    pub fn reference_topics(&'w self, object: &'w Resource<'w>) -> Topics {
        let named = self.references(object).filter_map(|one| Some(About::Referrers(one.kind, one.name?).topic()));
        let mut all: Vec<Topic> = named.collect();
        all.sort_unstable();
        all.dedup();
        all.into_boxed_slice()
    }

    /// The questions that a file answers besides those of its objects.
    pub fn answers_of_file(&self, file: FileId) -> Topics {
        let mut all = Vec::new();
        let set = self.sets.get(self.sets.of(file));
        if self.unread.iter().any(|(_, unread)| *unread == file) {
            all.push(About::UnreadIn(&set.folder).topic());
            all.extend(set.kustomizations.iter().map(|&number| About::UnreadOf(number).topic()));
        }
        if super::distribution::is_shown(self.sources.get(file)) {
            all.push(About::Distribution.topic());
        }
        all.into_boxed_slice()
    }

    /// What changes if other folders have objects than before.
    pub fn folders_topic() -> Topic {
        About::Folders.topic()
    }

    /// The folders that have objects, in order.
    pub fn folders_with_objects(&self) -> impl Iterator<Item = &str> {
        self.nearby.folders()
    }
}
