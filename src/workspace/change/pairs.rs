//! Pairs each object of the state before a change with the same object of the state after it.

use std::collections::{HashMap, HashSet};

use crate::kube::Resource;
use crate::source::FileId;
use crate::workspace::Workspace;

/// Objects of both states that are the same object.
pub(super) struct Pairs<'b, 'w> {
    now: HashMap<usize, &'w Resource<'w>>,
    before: HashMap<usize, &'b Resource<'b>>,
}

/// The parts that two objects must share to be the same: the kind and, as far as required, the name, namespace and
/// file.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// The rounds of pairing, the most certain first. An object of another name in the same file was renamed.
const ROUNDS: [[bool; 3]; 5] =
    [[true, true, true], [true, false, true], [true, true, false], [true, false, false], [false, false, true]];

impl<'b, 'w> Pairs<'b, 'w> {
    /// Pairs objects of files that are in both states by their places, and those of the given files by their contents.
    pub(super) fn read(
        then: &'b Workspace<'b>,
        then_files: &HashSet<FileId>,
        now: &'w Workspace<'w>,
        now_files: &HashSet<FileId>,
    ) -> Self {
        let mut pairs = Pairs { now: HashMap::new(), before: HashMap::new() };
        let mut places = HashMap::new();
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for object in &then.resources {
            match then_files.contains(&object.file()) {
                true => old.push(object),
                false => drop(places.insert(object.root.span(), object)),
            }
        }
        for object in &now.resources {
            match (now_files.contains(&object.file()), places.get(&object.root.span())) {
                (true, _) => new.push(object),
                (false, Some(same)) => pairs.add(same, object),
                (false, None) => {}
            }
        }
        for round in ROUNDS {
            pairs.pair(&mut old, &mut new, round);
        }
        pairs
    }

    fn add(&mut self, old: &'b Resource<'b>, new: &'w Resource<'w>) {
        self.now.insert(old.id, new);
        self.before.insert(new.id, old);
    }

    /// Pairs objects that share a key with the same number of objects on the other side, and removes them from the
    /// lists.
    fn pair(&mut self, old: &mut Vec<&'b Resource<'b>>, new: &mut Vec<&'w Resource<'w>>, round: [bool; 3]) {
        let mut keys: HashMap<Key<'_>, (Vec<&'b Resource<'b>>, Vec<&'w Resource<'w>>)> = HashMap::new();
        for object in old.iter() {
            keys.entry(key(object, round)).or_default().0.push(object);
        }
        for object in new.iter() {
            keys.entry(key(object, round)).or_default().1.push(object);
        }
        for (old, new) in keys.into_values().filter(|(old, new)| old.len() == new.len()) {
            old.into_iter().zip(new).for_each(|(old, new)| self.add(old, new));
        }
        old.retain(|object| !self.now.contains_key(&object.id));
        new.retain(|object| !self.before.contains_key(&object.id));
    }

    /// The object as it is now. Returns `None` if it was deleted.
    pub(super) fn now(&self, old: &Resource<'b>) -> Option<&'w Resource<'w>> {
        self.now.get(&old.id).copied()
    }

    /// The object as it was before. Returns `None` if it is new.
    pub(super) fn before(&self, new: &Resource<'w>) -> Option<&'b Resource<'b>> {
        self.before.get(&new.id).copied()
    }
}

fn key<'a>(object: &Resource<'a>, [name, namespace, path]: [bool; 3]) -> Key<'a> {
    let written = || object.root.find(&["metadata", "namespace"]).map_or("", |node| node.text());
    let of = |is_asked: bool, text: &'a str| Some(text).filter(|_| is_asked);
    (
        object.kind_name,
        of(name, object.name.unwrap_or_default()),
        of(namespace, written()),
        of(path, &object.source().path),
    )
}
