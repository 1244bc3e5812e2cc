//! Selectors that select nothing any more because of a change.

use super::names::shape;
use super::{Asks, Broken, Change, How, Left, identity, namespace_place};
use crate::kube::{Kind, Labels, PodTemplate, Requirement, Resource, Selector, Truth};
use crate::schema::SelectorFact;
use crate::workspace::{Nearness, Relation, Workspace, matches};
use crate::yaml::Node;

/// An object that a selector selects or may select.
struct Match<'a> {
    object: &'a Resource<'a>,
    relation: Relation,
    truth: Truth,
}

/// The selectors that selected an object before and select none now.
pub(super) fn broken<'w>(change: &Change<'_, 'w>) -> Vec<Broken<'w>> {
    let whole = change.now.resources.iter().filter(|from| !from.broken);
    let facts = whole.flat_map(|from| change.now.facts(from).selectors.iter().map(move |fact| (from, fact)));
    facts.filter_map(|(from, fact)| of_selector(change, from, fact)).collect()
}

fn of_selector<'b, 'w>(
    change: &Change<'b, 'w>,
    from: &'w Resource<'w>,
    fact: &'w SelectorFact<'w>,
) -> Option<Broken<'w>> {
    let now = change.now;
    let selector = read(from, fact)?;
    let old_from = change.pairs.before(from)?;
    let may_break = change.is_broad || change.now_files.contains(&from.file()) || change.took_from(&selector);
    if !may_break || now.has_unread_nearby(from) || now.may_select_external(from, &selector) {
        return None;
    }
    let found = select(now, from, fact, &selector);
    let old_fact = old_fact(change, fact, &selector, old_from)?;
    let old_selector = read(old_from, old_fact)?;
    let before = select(change.then, old_from, old_fact, &old_selector);
    let is_sure = |one: &&Match<'b>| {
        one.truth == Truth::Yes && change.meet_before(old_from, one.object, one.relation, before.len() == 1)
    };
    let sure: Vec<&Match<'b>> = before.iter().filter(is_sure).collect();
    let first = sure.iter().map(|one| change.then.nearness(old_from, one.object)).min()?;
    let targets: Vec<_> =
        sure.iter().map(|one| one.object).filter(|one| change.then.nearness(old_from, one) == first).collect();
    // The API server refuses a workload that misses its own pods, and another rule reports that.
    let misses_itself = |target: &&Resource<'b>| {
        change.pairs.now(target).and_then(|new| now.template(new)).is_some_and(|template| now.misses_itself(template))
    };
    if targets.iter().all(misses_itself) {
        return None;
    }
    let is_edited = !say_the_same(&old_selector, &selector);
    let was_near = first <= Nearness::Folder && !is_edited;
    if found.iter().any(|one| holds(change, from, fact, one, was_near)) {
        return None;
    }
    let target = *targets.iter().find(|target| change.pairs.now(target).is_some()).or(targets.first())?;
    let (at, place, how) = match is_edited {
        true => (
            from,
            new_term(&selector, &old_selector).map_or_else(|| short_place(&selector), |term| term.node),
            How::Reference(String::new()),
        ),
        false => change.what_became(old_from, from, fact, &selector, target),
    };
    let asks = fact.selects.filter(|kind| *kind != Kind::Pod).map_or(Asks::Pods, |kind| Asks::Objects(kind.name()));
    let node = short_place(&selector);
    let left = Left { from, place: node.as_written(), extent: selector.entry.value, asks, is_sure: false };
    Some(Broken {
        target: identity(target),
        at,
        place: place.as_written(),
        how,
        was: target.title(),
        other: change.pairs.now(target),
        left,
    })
}

/// Whether the selector is meant for an object that it selects now.
fn holds<'w>(
    change: &Change<'_, 'w>,
    from: &'w Resource<'w>,
    fact: &SelectorFact<'w>,
    one: &Match<'w>,
    was_near: bool,
) -> bool {
    let now = change.now;
    if one.truth == Truth::Unknown && !now.is_nearby(from, one.object) {
        return false;
    }
    let is_used = |object: &Resource<'w>, limit| {
        now.nearby(from.kind, object).iter().any(|other| {
            let own = now.facts(other).selectors.iter().filter(|own| own.selects == fact.selects);
            let mut own = own.filter_map(|own| read(other, own));
            other.id != from.id
                && now.nearness(other, object) < limit
                && own.any(|selector| truth(now, &selector, object) == Truth::Yes)
        })
    };
    !(was_near && change.is_of_others(from, one.object, is_used))
}

impl<'b, 'w> Change<'b, 'w> {
    /// Whether an old file that changed contains an object that the selector may have selected.
    fn took_from(&self, selector: &Selector<'_>) -> bool {
        let written = selector
            .requirements
            .iter()
            .filter(|term| term.key.as_deref().is_some_and(|key| !PodTemplate::is_added_label(key)));
        let term = written.into_iter().find_map(|term| Some((term.key.as_deref()?, term.single_value()?)));
        term.is_none_or(|(key, value)| {
            self.labels.get(key).is_some_and(|values| values.contains(&None) || values.contains(&Some(value)))
        })
    }

    /// The effect of the change on the object that was selected, and its place.
    fn what_became(
        &self,
        old_from: &Resource<'b>,
        from: &'w Resource<'w>,
        fact: &SelectorFact<'w>,
        selector: &Selector<'w>,
        target: &'b Resource<'b>,
    ) -> (&'w Resource<'w>, Node<'w>, How) {
        let node = short_place(selector);
        let is_selectable =
            |new: &&'w Resource<'w>| fact.selects != Some(Kind::Pod) || self.now.template(new).is_some();
        let Some(new) = self.pairs.now(target).filter(is_selectable) else {
            return match self.is_moved(old_from, from) && self.pairs.now(target).is_some() {
                true => (from, namespace_place(from), How::MovedAway),
                false => (from, node, How::Deleted),
            };
        };
        if truth(self.now, selector, new) == Truth::No {
            return (new, self.label_place(selector, new), How::Changed);
        }
        if self.is_moved(target, new) {
            (new, namespace_place(new), How::Moved)
        } else if self.is_moved(old_from, from) {
            (from, namespace_place(from), How::MovedAway)
        } else {
            (from, node, How::Other)
        }
    }

    /// The place of the label that the selector does not match, or otherwise of the labels of the object.
    fn label_place(&self, selector: &Selector<'w>, new: &'w Resource<'w>) -> Node<'w> {
        let template = self.now.template(new);
        let own = Labels::below(new.root);
        let labels = template.map_or(&own, |template| &template.labels);
        let fails = |term: &&Requirement<'w>| {
            term.key.as_deref().is_some_and(|key| term.holds_as_written(labels.find(key)) == Truth::No)
        };
        let failing = selector.requirements.iter().find(fails);
        if let Some(label) = failing.and_then(|term| labels.get(term.key.as_deref()?)) {
            return label.entry.value;
        }
        let keyed = template.map_or_else(
            || new.root.find(&["metadata", "labels"]).and_then(|labels| labels.key()),
            |template| template.labels_entry.or(template.metadata).or(template.entry).map(|entry| entry.key),
        );
        keyed.unwrap_or_else(|| new.head())
    }
}

/// The old selector that is equal to this one, or that was at its place and no longer exists.
fn old_fact<'b>(
    change: &Change<'b, '_>,
    fact: &SelectorFact<'_>,
    selector: &Selector<'_>,
    old_from: &'b Resource<'b>,
) -> Option<&'b SelectorFact<'b>> {
    let path = fact.entry.value.path();
    let all = &change.then.facts(old_from).selectors;
    let alike =
        || all.iter().filter(|old| old.selects == fact.selects && shape(&old.entry.value.path()) == shape(&path));
    let is_same = |old: &&SelectorFact<'b>| read(old_from, old).is_some_and(|old| say_the_same(&old, selector));
    let is_single = alike().count() == 1;
    alike().find(is_same).or_else(|| alike().find(|old| is_single || old.entry.value.path() == path))
}

/// Reads a selector that certainly selects objects. Returns `None` for the selector of a workload, which belongs to its
/// own pods.
fn read<'a>(from: &Resource<'a>, fact: &SelectorFact<'a>) -> Option<Selector<'a>> {
    let is_own =
        from.kind.is_workload() && from.spec_entry("selector").is_some_and(|own| own.value == fact.entry.value);
    let selector = fact.selector();
    let is_known = !selector.is_empty() && !selector.open && fact.entry.value.is_certain();
    (!is_own && is_known && fact.selects.is_some()).then_some(selector)
}

/// The objects that a selector selects, or may select.
fn select<'a>(
    workspace: &'a Workspace<'a>,
    from: &'a Resource<'a>,
    fact: &SelectorFact<'a>,
    selector: &Selector<'a>,
) -> Vec<Match<'a>> {
    let candidates: Vec<&'a Resource<'a>> = match fact.selects {
        Some(Kind::Pod) => workspace.candidates(from, selector).map(|template| workspace.owner(template)).collect(),
        Some(kind) => workspace.of_kind(kind).collect(),
        None => Vec::new(),
    };
    let is_everywhere = looks_everywhere(fact);
    let fits = |object: &'a Resource<'a>| {
        let relation = match workspace.relation(from, object) {
            Relation::Different if is_everywhere || object.kind.is_cluster_scoped() => Relation::Maybe,
            relation => relation,
        };
        let truth = truth(workspace, selector, object);
        (relation != Relation::Different && truth != Truth::No).then_some(Match { object, relation, truth })
    };
    candidates.into_iter().filter_map(fits).collect()
}

/// Whether a selector matches an object, or its pods if it makes some.
fn truth<'a>(workspace: &Workspace<'a>, selector: &Selector<'_>, object: &Resource<'a>) -> Truth {
    match workspace.template(object) {
        Some(template) => matches(selector, template),
        None => {
            let labels = Labels::below(object.root);
            selector.matches(|key| labels.find(key))
        }
    }
}

/// Whether namespaces are written next to a selector, so that it also selects objects in other namespaces.
fn looks_everywhere(fact: &SelectorFact<'_>) -> bool {
    let holder = fact.entry.value.parent();
    let says = |key| holder.and_then(|holder| holder.get(key)).is_some_and(|node| !node.is_empty());
    says("namespaceSelector") || says("namespaces")
}

/// Whether two terms have the same meaning.
fn are_alike(a: &Requirement<'_>, b: &Requirement<'_>) -> bool {
    a.key == b.key && a.operator == b.operator && a.values == b.values
}

/// Whether two selectors have the same meaning, in any order.
fn say_the_same(a: &Selector<'_>, b: &Selector<'_>) -> bool {
    a.requirements.len() == b.requirements.len() && new_term(a, b).is_none() && new_term(b, a).is_none()
}

/// A term of a selector that another selector does not have.
fn new_term<'s, 'a>(selector: &'s Selector<'a>, old: &Selector<'_>) -> Option<&'s Requirement<'a>> {
    selector.requirements.iter().find(|term| !old.requirements.iter().any(|known| are_alike(known, term)))
}

/// The place of the only term of a selector, or otherwise of its key.
fn short_place<'w>(selector: &Selector<'w>) -> Node<'w> {
    match selector.requirements.as_slice() {
        [term] => term.node,
        _ => selector.entry.key,
    }
}
