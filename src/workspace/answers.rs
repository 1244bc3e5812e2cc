//! The questions about a workspace whose answers contain an object or a file. These are the questions under which the
//! indexes list the object. So a change of its file affects all work that asked one of them.

use crate::kube::{Kind, PodTemplate, Resource};
use crate::source::FileId;

use super::topics::{About, Topic, Topics};
use super::{Workspace, asked_label, distribution, refs};

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
        refs::images(template).for_each(|image| add(About::Image(image)));
    }

    /// The questions for the referrers of an object, one for each reference that an object makes.
    pub fn reference_topics(&'w self, object: &'w Resource<'w>) -> Topics {
        let named = self.references(object).filter_map(|one| Some(About::Referrers(one.kind, one.name?).topic()));
        let mut all: Vec<Topic> = named.collect();
        all.sort_unstable();
        all.dedup();
        all.into_boxed_slice()
    }

    /// The questions that a file answers in addition to those of its objects.
    pub fn answers_of_file(&self, file: FileId) -> Topics {
        let mut all = Vec::new();
        let set = self.sets.get(self.sets.of(file));
        if self.unread.iter().any(|(_, unread)| *unread == file) {
            all.push(About::UnreadIn(&set.folder).topic());
            all.extend(set.kustomizations.iter().map(|&number| About::UnreadOf(number).topic()));
        }
        if distribution::is_shown(self.sources.get(file)) {
            all.push(About::Distribution.topic());
        }
        all.into_boxed_slice()
    }

    /// The question whose answer changes if other folders have objects than before.
    pub fn folders_topic() -> Topic {
        About::Folders.topic()
    }

    /// The folders that have objects, in order.
    pub fn folders_with_objects(&self) -> impl Iterator<Item = &str> {
        self.nearby.folders()
    }
}
