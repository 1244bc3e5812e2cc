//! Keys of ConfigMaps and Secrets and ports of Services that a change removes although references require them.

use super::{Asks, Broken, Change, How, Known, Left, identity};
use crate::kube::{Kind, Resource, resource::items, resource::known_str};
use crate::workspace::{Reference, Relation, Workspace};
use crate::yaml::Node;

/// The part of an object that a reference requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    /// A port by its number.
    PortNumber,
    /// A port by its name.
    PortName,
}

/// The references whose object no longer has the required part.
pub(super) fn broken<'b, 'w>(
    change: &Change<'b, 'w>,
    known: &Known<'b, 'w>,
    found: &[(&'w Resource<'w>, Relation)],
) -> Vec<Broken<'w>> {
    let asked = asked(&known.reference);
    asked.iter().filter_map(|&(part, node)| of_part(change, known, found, part, node)).collect()
}

fn of_part<'b, 'w>(
    change: &Change<'b, 'w>,
    known: &Known<'b, 'w>,
    found: &[(&'w Resource<'w>, Relation)],
    part: Part,
    node: Node<'w>,
) -> Option<Broken<'w>> {
    let reference = known.reference;
    let wanted = known_str(node).or_else(|| node.as_i64().map(|_| node.text()))?;
    // If there are several objects, each of them may be the one that is meant.
    for (object, _) in found {
        let was = change.pairs.before(object).and_then(|old| all(change.then, old, part));
        let has = all(change.now, object, part)
            .or_else(|| was.filter(|_| is_emptied(change, object, part)).map(|_| Vec::new()))?;
        if has.iter().any(|has| has.text() == wanted) {
            return None;
        }
    }
    let (old_part, old_node) = old_part(known, part, node)?;
    let has_had =
        |old: &&&'b Resource<'b>| parts(change.then, old, old_part).iter().any(|had| had.text() == old_node.text());
    let target = *known.targets.iter().find(has_had)?;
    let object = found.iter().find(|(object, _)| change.pairs.now(target).is_some_and(|now| now.id == object.id));
    let object = object.or(found.first()).map(|(object, _)| *object)?;
    let (at, place, how) = if known.is_edited() {
        (reference.from, reference.node(), How::Reference(known.old.name.unwrap_or_default().to_owned()))
    } else if old_node.text() != wanted || old_part != part {
        (reference.from, node, How::Reference(old_node.text().to_owned()))
    } else {
        lost_place(change, target, object, part)
    };
    let asks = if part == Part::Key { Asks::Key(wanted) } else { Asks::Port(wanted) };
    let is_sure = matches!(found, [(_, Relation::Same)]) && part != Part::PortNumber;
    let left = Left { from: reference.from, place: node.as_written(), extent: node, asks, is_sure };
    let place = place.as_written();
    Some(Broken { target: identity(target), at, place, how, was: object.title(), other: Some(object), left })
}

/// The parts that a reference requires, with their places.
fn asked<'w>(reference: &Reference<'w>) -> Vec<(Part, Node<'w>)> {
    let port = reference.fact.port().filter(|_| reference.kind == Kind::Service);
    let part = |node: Node<'_>| if node.as_i64().is_some() { Part::PortNumber } else { Part::PortName };
    reference.fact.keys().map(|key| (Part::Key, key)).chain(port.map(|port| (part(port), port))).collect()
}

/// The part that the reference required before: an equal one, or one that it no longer requires.
fn old_part<'b>(known: &Known<'b, '_>, part: Part, node: Node<'_>) -> Option<(Part, Node<'b>)> {
    let (old, new) = (asked(&known.old), asked(&known.reference));
    let same = old.iter().find(|(was, asked)| *was == part && asked.text() == node.text());
    let is_gone = |asked: &Node<'_>| !new.iter().any(|(_, kept)| kept.text() == asked.text());
    same.or_else(|| old.iter().find(|(_, asked)| is_gone(asked))).copied()
}

/// The written parts of an object of one sort.
fn parts<'a>(workspace: &Workspace<'a>, object: &Resource<'a>, part: Part) -> Vec<Node<'a>> {
    let field = match part {
        Part::Key => return workspace.keys(object),
        Part::PortNumber => "port",
        Part::PortName => "name",
    };
    items(object.spec(), "ports").filter_map(|port| port.get(field)).collect()
}

/// All parts of an object of one sort. Returns `None` if it may have others.
fn all<'a>(workspace: &Workspace<'a>, object: &Resource<'a>, part: Part) -> Option<Vec<Node<'a>>> {
    if part == Part::Key {
        return workspace.all_keys(object);
    }
    let parts = parts(workspace, object, part);
    let is_known = parts.iter().all(|node| known_str(*node).is_some() || node.as_i64().is_some());
    let has_ports = items(object.spec(), "ports").next().is_some();
    (object.kind == Kind::Service && object.root.is_certain_at(&["spec", "ports"]) && has_ports && is_known)
        .then_some(parts)
}

/// Whether the change removes all keys of a ConfigMap or Secret.
fn is_emptied<'w>(change: &Change<'_, 'w>, object: &Resource<'w>, part: Part) -> bool {
    part == Part::Key && change.now.keys(object).is_empty() && object.root.is_certain_at(&["data"]) && !object.broken
}

/// The place at which the object lost a part, and whether another part is there now.
pub(super) fn lost_place<'b, 'w>(
    change: &Change<'b, 'w>,
    target: &Resource<'b>,
    object: &'w Resource<'w>,
    part: Part,
) -> (&'w Resource<'w>, Node<'w>, How) {
    let (had, has) = (parts(change.then, target, part), parts(change.now, object, part));
    let is_new = |node: &&Node<'w>| !had.iter().any(|had| had.text() == node.text());
    let lost = had.iter().filter(|had| !has.iter().any(|has| has.text() == had.text())).count();
    let new: Vec<&Node<'w>> = has.iter().filter(is_new).collect();
    match new.as_slice() {
        [new] if lost == 1 => (object, **new, How::Renamed(new.text().to_owned())),
        _ => {
            let holder = if part == Part::Key { object.root.get("data") } else { object.root.find(&["spec", "ports"]) };
            (object, holder.and_then(|holder| holder.key()).unwrap_or_else(|| object.head()), How::Changed)
        }
    }
}
