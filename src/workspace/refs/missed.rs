//! The pods that a selector was most probably meant for if it selects none.

use super::near::{Likeness, NearMiss};
use super::selectors::Selected;
use super::selectors::matches;
use crate::kube::selecting::workload_selector;
use crate::kube::{Kind, Namespace, PodTemplate, Resource, Selector, Truth};
use crate::workspace::{Relation, Workspace};

/// The number of Services and workloads without a namespace that shows that none is meant to have one.
const CHORUS: usize = 3;

/// What the files have in place of the missing pods of a selector.
#[derive(Debug)]
pub enum Missed<'w> {
    /// Pods that the selector nearly selects.
    Near(Box<NearMiss<'w>>),
    /// Pods that the selector would select if they were in its namespace.
    Elsewhere(&'w PodTemplate<'w>),
    /// Unrelated workloads, nearby and in the same namespace.
    Others,
    /// No evidence.
    Nothing,
}

impl<'w> Workspace<'w> {
    /// What the files have in place of the pods of a selector of `from`, which certainly selects none in its own
    /// namespace. Returns `None` if it may select some, or if the pods may come from elsewhere.
    pub fn surely_missed(&'w self, from: &Resource<'w>, selector: &Selector<'w>) -> Option<Missed<'w>> {
        let is_open = selector.is_empty() || selector.open || !selector.entry.value.is_certain();
        if is_open
            || self.has_unread_nearby(from)
            || self.selects_some(from, selector)
            || self.may_select_external(from, selector)
        {
            return None;
        }
        let is_sure = |near: &NearMiss<'w>| near.is_sure() || near.likeness == Likeness::OnWorkload && near.is_named;
        match self.missed(from, selector, is_sure) {
            missed @ (Missed::Near(_) | Missed::Elsewhere(_)) => Some(missed),
            Missed::Others | Missed::Nothing => None,
        }
    }

    /// What the files have in place of the pods of a selector of `from`, given that it selects none in its own
    /// namespace. `counts` says whether the author may have meant nearly selected pods.
    pub fn missed(
        &'w self,
        from: &Resource<'w>,
        selector: &Selector<'w>,
        counts: impl Fn(&NearMiss<'w>) -> bool,
    ) -> Missed<'w> {
        let around = self.templates_nearby(from);
        let lasting = |template: &&PodTemplate<'w>| {
            template.kind.is_workload() && !matches!(template.kind, Kind::Job | Kind::CronJob)
        };
        let same = |template: &&'w PodTemplate<'w>| self.relation(from, self.owner(template)) == Relation::Same;
        let nearby = || around.iter().copied().filter(lasting).filter(same);
        // Something may still add or change a label.
        if nearby().any(|template| !template.labels.is_certain()) {
            return Missed::Nothing;
        }
        if let Some(template) = self.matched_elsewhere(from, selector, &around) {
            return Missed::Elsewhere(template);
        }
        // If a workload misses its own pods, that is reported at the workload.
        let near = |template| {
            let near = self.near_miss(from, selector, template).filter(|_| !self.misses_itself(template))?;
            Some(near).filter(&counts)
        };
        let mut found: Vec<_> = nearby().filter_map(near).collect();
        if found.is_empty() {
            let further = self.templates_in_application(from).into_iter().filter(lasting);
            let further = further.filter(|template| self.may_share_namespace(from, self.owner(template)));
            found = further.filter_map(near).filter(|near| near.is_sure() && near.is_named).collect();
        }
        let rank = |near: &NearMiss<'w>| (near.likeness, !near.is_named, self.nearness(from, near.owner));
        if let Some(best) = found.iter().map(rank).min() {
            found.retain(|near| rank(near) == best);
        }
        // Two equally good misses prove nothing, except for a label that both have, such as that of a canary.
        found.dedup_by(|a, b| a.misses_same_label(b));
        match (found.pop(), found.is_empty()) {
            (Some(near), true) => Missed::Near(Box::new(near)),
            _ if nearby().next().is_some() && !nearby().any(|template| self.misses_itself(template)) => Missed::Others,
            _ => Missed::Nothing,
        }
    }

    /// The pods nearby that the selector matches in another namespace, if there is only one such namespace. Returns
    /// `None` if it has an object of the same kind and name, as the pods belong to that one.
    fn matched_elsewhere(
        &'w self,
        from: &Resource<'w>,
        selector: &Selector<'w>,
        around: &[&'w PodTemplate<'w>],
    ) -> Option<&'w PodTemplate<'w>> {
        let is_elsewhere = |template: &&&'w PodTemplate<'w>| {
            self.relation(from, self.owner(template)) == Relation::Different
                && !template.kind.is_of_others()
                && matches(selector, template) == Truth::Yes
        };
        let mut found = around.iter().filter(is_elsewhere).copied();
        let first = found.next()?;
        let there = self.owner(first);
        let is_same = |object: &Resource<'w>| self.namespace(object) == self.namespace(there);
        let is_taken = from.name.is_none_or(|name| self.named(from.kind, name).any(is_same));
        (!is_taken && found.all(|template| is_same(self.owner(template)))).then_some(first)
    }

    /// The pods nearby that a Service selects if they are in its namespace. The Service names a namespace, but no file
    /// names that of the pods.
    ///
    /// An object without a namespace gets the namespace of the command. So the pods are not selected unless the command
    /// names that of the Service.
    pub fn apart_from_pods(&'w self, service: &Resource<'w>, selector: &Selector<'w>) -> Option<&'w PodTemplate<'w>> {
        let Namespace::Named(own) = self.namespace(service) else { return None };
        let is_unset = |object: &Resource<'w>| *self.namespace(object) == Namespace::Unset;
        let matched = self.matched(service, selector);
        let is_apart = |selected: &Selected<'w>| {
            let owner = self.owner(selected.template);
            is_unset(owner) && self.is_nearby(service, owner) && selected.truth == Truth::Yes
        };
        let first = matched.first().filter(|_| matched.iter().all(is_apart))?.template;
        // Another object in this namespace shows that the namespace is intended.
        let pods = self.templates_nearby(service).into_iter().map(|template| self.owner(template));
        let others = self.nearby(Kind::Service, service).into_iter().chain(pods);
        let others: Vec<&Resource<'w>> = others.filter(|other| other.id != service.id).collect();
        let is_used = others.iter().any(|other| self.namespace(other).name() == Some(own));
        let is_created = self.named(Kind::Namespace, own).next().is_some();
        let is_alone = others.len() >= CHORUS && others.iter().all(|other| is_unset(other));
        let is_odd = || is_alone || self.is_odd_in_file(service);
        (!is_created && !is_used && is_odd())
            .then_some(first)
            .filter(|_| service.root.find(&["metadata", "namespace"]).is_some())
    }

    /// Whether the file has several objects, and this is the only one that names a namespace.
    fn is_odd_in_file(&self, object: &Resource<'w>) -> bool {
        let is_other = |other: &&Resource<'w>| {
            let is_here = other.set == object.set && other.file() == object.file();
            other.id != object.id && is_here && !other.kind.is_cluster_scoped()
        };
        let others: Vec<&Resource<'w>> = self.resources.iter().filter(is_other).collect();
        others.len() + 1 >= CHORUS && others.iter().all(|other| *self.namespace(other) == Namespace::Unset)
    }

    /// Whether the selector of a workload misses the pods that it makes.
    pub(in crate::workspace) fn misses_itself(&self, template: &PodTemplate<'w>) -> bool {
        let own = workload_selector(self.owner(template));
        own.is_some_and(|own| own.matches(|key| template.written_label(key)) == Truth::No)
    }

    /// Whether two objects have the same namespace, or both have none. They need not be applied together for certain.
    fn may_share_namespace(&self, a: &Resource<'w>, b: &Resource<'w>) -> bool {
        self.namespace(a) == self.namespace(b) && *self.namespace(a) != Namespace::Unknown
    }
}

impl NearMiss<'_> {
    /// Whether two near misses fail because of one label that both have.
    pub fn misses_same_label(&self, other: &Self) -> bool {
        use super::near::Miss;
        match (&self.miss, &other.miss) {
            (Miss::Value(a), Miss::Value(b)) | (Miss::Key(a), Miss::Key(b)) => a.key == b.key && a.value == b.value,
            _ => false,
        }
    }
}
