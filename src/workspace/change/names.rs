//! References by name whose object a change removes.

use super::{Asks, Broken, Change, How, Known, Left, identity, namespace_place, parts};
use crate::kube::{Kind, Resource};
use crate::workspace::{Reference, Relation, Resolution};
use crate::yaml::Node;

/// The broken references of all objects to others by name.
pub(super) fn broken<'w>(change: &Change<'_, 'w>) -> Vec<Broken<'w>> {
    let whole = change.now.resources.iter().filter(|from| !from.broken);
    let references = whole.flat_map(|from| change.now.references(from));
    let wanted = references.filter(|reference| !reference.fact.is_optional() && change.may_break(reference));
    wanted.flat_map(|reference| of_reference(change, reference)).collect()
}

fn of_reference<'w>(change: &Change<'_, 'w>, reference: Reference<'w>) -> Vec<Broken<'w>> {
    let resolution = change.now.resolution(&reference);
    if matches!(resolution, Resolution::Unknown(_)) {
        return Vec::new();
    }
    let Some(known) = change.known(reference) else { return Vec::new() };
    match &resolution {
        Resolution::Found(found) if known.holds(change, found) => parts::broken(change, &known, found),
        // An object further away also has the name.
        Resolution::Found(_) if change.now.may_be_there(&reference, reference.name.unwrap_or_default()).is_some() => {
            Vec::new()
        }
        _ => vec![known.broken(change)],
    }
}

impl<'b, 'w> Change<'b, 'w> {
    /// Whether the change touched one of the ends of a reference.
    fn may_break(&self, reference: &Reference<'w>) -> bool {
        let is_named = |name| self.touched.contains(&(reference.kind, name));
        self.is_broad || self.now_files.contains(&reference.from.file()) || reference.name.is_some_and(is_named)
    }

    /// The reference as it was before the change. Returns `None` if it did not exist, or did not certainly resolve.
    fn known(&self, reference: Reference<'w>) -> Option<Known<'b, 'w>> {
        let old_from = self.pairs.before(reference.from)?;
        let old = self.old_reference(&reference, old_from)?;
        let Resolution::Found(found) = self.then.resolution(&old) else { return None };
        let is_only = found.len() == 1;
        let meets = |&(object, relation): &(&'b Resource<'b>, Relation)| {
            self.meet_before(old_from, object, relation, is_only).then_some(object)
        };
        let targets: Vec<_> = found.iter().filter_map(meets).collect();
        (!targets.is_empty()).then_some(Known { reference, old_from, old, targets })
    }

    /// The old reference that is equal to this one, or that was at its place and no longer exists.
    fn old_reference(&self, reference: &Reference<'w>, old_from: &'b Resource<'b>) -> Option<Reference<'b>> {
        let path = reference.node().path();
        let all: Vec<(String, Reference<'b>)> =
            self.then.references(old_from).map(|old| (old.node().path(), old)).collect();
        let is_same = |old: &Reference<'b>| says(old) == says(reference);
        let same = all.iter().find(|(at, old)| *at == path && is_same(old));
        if let Some((_, old)) = same.or_else(|| all.iter().find(|(_, old)| is_same(old))) {
            return Some(*old);
        }
        let kept: Vec<Reference<'w>> = self.now.references(reference.from).collect();
        let is_gone = |old: &Reference<'b>| {
            let left = kept.iter().filter(|kept| says(kept) == says(old)).count();
            left < all.iter().filter(|(_, other)| says(other) == says(old)).count()
        };
        let mut gone = all.iter().filter(|(at, old)| shape(at) == shape(&path) && is_gone(old));
        let at_place = gone.clone().find(|(at, _)| *at == path);
        at_place.or_else(|| gone.next()).map(|(_, old)| *old)
    }
}

impl<'b, 'w> Known<'b, 'w> {
    /// Whether the objects that are found now are those that were meant, not objects of another application further
    /// away.
    fn holds(&self, change: &Change<'b, 'w>, found: &[(&'w Resource<'w>, Relation)]) -> bool {
        let was_near = self.targets.iter().any(|target| change.then.is_nearby(self.old_from, target));
        if self.is_edited() || !was_near {
            return true;
        }
        let from = self.reference.from;
        let is_used = |object: &Resource<'w>, limit| {
            let names = object.name.map_or(&[][..], |name| change.now.referrers(object.kind, name));
            let mut others = names.iter().map(|other| other.from).filter(|other| other.id != from.id);
            others.any(|other| change.now.is_nearby(other, object) && change.now.nearness(other, object) < limit)
        };
        let is_same = |object: &Resource<'w>| {
            change.pairs.before(object).is_some_and(|old| self.targets.iter().any(|target| target.id == old.id))
        };
        found.iter().any(|(object, _)| is_same(object) || !change.is_of_others(from, object, is_used))
    }

    /// Whether the change edited the name itself.
    pub(super) fn is_edited(&self) -> bool {
        says(&self.reference) != says(&self.old)
    }

    fn broken(&self, change: &Change<'b, 'w>) -> Broken<'w> {
        let Known { reference, targets, .. } = self;
        let (from, target) = (reference.from, targets[0]);
        let (at, place, how) = self.edit(change, target);
        let asks = Asks::Name(reference.kind, reference.name.unwrap_or_default());
        let left = Left { from, place: reference.node().as_written(), extent: reference.node(), asks, is_sure: false };
        Broken {
            target: identity(target),
            at,
            place: place.as_written(),
            how,
            was: target.title(),
            other: change.pairs.now(target),
            left,
        }
    }

    /// The effect of the change, and its place.
    fn edit(&self, change: &Change<'b, 'w>, target: &'b Resource<'b>) -> (&'w Resource<'w>, Node<'w>, How) {
        let reference = &self.reference;
        let from = reference.from;
        if self.is_edited() {
            return (from, self.edited_place(), How::Reference(self.old.name.unwrap_or_default().to_owned()));
        }
        match change.pairs.now(target) {
            Some(new) if new.name != target.name => {
                (new, new.head(), How::Renamed(new.name.unwrap_or_default().to_owned()))
            }
            Some(new) if change.is_moved(target, new) => (new, namespace_place(new), How::Moved),
            _ if change.is_moved(self.old_from, from) => (from, namespace_place(from), How::MovedAway),
            Some(_) => (from, reference.node(), How::Other),
            None => (from, reference.node(), How::Deleted),
        }
    }

    /// The part of the reference that was edited.
    fn edited_place(&self) -> Node<'w> {
        let reference = &self.reference;
        let (name, namespace, kind) = (reference.node(), reference.namespace(), reference.fact.holder.get("kind"));
        match (says(reference), says(&self.old)) {
            (new, old) if new.1 != old.1 => name,
            (new, old) if new.0 != old.0 => kind.unwrap_or(name),
            _ => namespace.unwrap_or(name),
        }
    }
}

/// The meaning of a reference: a kind, a name and a namespace.
fn says<'a>(reference: &Reference<'a>) -> (Kind, Option<&'a str>, Option<&'a str>) {
    (reference.kind, reference.name, reference.namespace().map(|node| node.text()))
}

/// A path without the numbers of the items.
pub(super) fn shape(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect::<Vec<_>>().join("[]")
}
