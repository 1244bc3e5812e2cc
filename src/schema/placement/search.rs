//! Finds where keys belong.

use std::collections::{HashMap, HashSet};

use super::frame::{DEPTH, Frame, join, owners, shape_of, tail, takes};
use super::{Meant, Placement, Target};
use crate::kube::values::version_set::VersionSet;
use crate::schema::spelling::{self, MAX_TYPOS, Slip};
use crate::schema::{Definition, Field, Problem, Shape, UnknownField};
use crate::source::Span;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// How many levels are searched next to a mapping's ancestors: from the spec of a pod to the mappings below its
/// containers.
const DEPTH_BESIDE: usize = 2;
/// The length above which a mapping or list is not searched.
const MAX_LOOK: usize = 200;

/// Adds the intended meaning to each unknown key of an object.
///
/// A key that differs from a field only in its case is that field. Otherwise, the first of these counts: a place that
/// the key directly follows; a typo of one letter; the only other place of the object that lacks such a field; any
/// typo. If two places are possible, neither is used. If there are too many unknown keys, other places are not
/// searched.
pub(in crate::schema) fn explain<'w>(object: Definition<'w>, root: Node<'w>, found: &mut [Problem<'w>]) {
    let is_unknown = |problem: &&Problem<'w>| matches!(problem, Problem::Unknown(_));
    let few = found.iter().filter(is_unknown).count() < MAX_TYPOS;
    let mut known: HashMap<(Span, &'w str), Vec<(Node<'w>, Meant<'w>)>> = HashMap::new();
    for problem in found {
        let Problem::Unknown(unknown) = problem else { continue };
        let key = unknown.entry.key.key_text();
        if unknown.definition.field(&key).next().is_some() {
            continue;
        }
        if let Some(place) = left_of_list(unknown) {
            unknown.meant = Meant::Place(Box::new(place));
            continue;
        }
        let mapping = (unknown.parent.span(), unknown.definition.name());
        let search = || Search::new(object, root, unknown).filter(|_| few).map(|search| search.all());
        let meant = known.entry(mapping).or_insert_with(|| search().unwrap_or_default());
        let meant = meant.iter().find(|(known, _)| *known == unknown.entry.key).map(|(_, meant)| meant.clone());
        let spelling = || spelling::nearest(unknown.parent, unknown.definition, unknown.versions, unknown.entry);
        unknown.meant = meant.unwrap_or_else(|| spelling().map_or(Meant::Unclear, Meant::Name));
        if let (Meant::Unclear, Some(help)) = (&unknown.meant, spelling::told(unknown.definition, &key)) {
            unknown.meant = Meant::Told(help);
        }
    }
}

/// The list that the item with the key belongs to, if the item is left of it. The item before it must end with the key
/// of that list, without a value.
fn left_of_list<'w>(unknown: &UnknownField<'w>) -> Option<Placement<'w>> {
    let UnknownField { entry, parent, definition, versions, .. } = *unknown;
    let list = parent.parent().filter(|list| list.is_sequence())?;
    let index = list.items().take(MAX_LOOK).position(|item| item == parent)?.checked_sub(1)?;
    let before = list.items().nth(index)?;
    let last = before.raw_entries().last().filter(|last| last.value.is_null())?;
    let Some(Shape::List { item, .. }) = shape_of(definition, &last.key.key_text(), versions) else { return None };
    let Shape::Record(inner) = item.shape() else { return None };
    let is_meant = |entry: &Entry<'w>| {
        let key = entry.key.key_text();
        definition.field(&key).next().is_none() && takes(inner, &key, entry.value, versions)
    };
    let keys: Vec<Entry<'w>> = parent.raw_entries().take(MAX_LOOK).filter(is_meant).collect();
    let moved = keys.iter().map(|&entry| (entry, 0)).collect();
    let path = last.key.key_text().into_owned();
    let is_here = keys.iter().any(|key| key.key == entry.key);
    is_here.then_some(Placement { keys, path, there: Some(last.key), target: Target::Left, moved, is_exact: true })
}

/// A mapping on the way from the object to the key, or the list that contains it.
struct Level<'w> {
    node: Node<'w>,
    shape: Shape<'w>,
    /// The path from the object.
    path: String,
}

/// A mapping that may have a field of the name, but does not have it yet.
#[derive(Clone)]
struct Found<'w> {
    path: String,
    there: Option<Node<'w>>,
    target: Target<'w>,
    is_written: bool,
}

struct Search<'w> {
    /// The names of all fields of the object, each with the number of types of mappings that have it.
    owners: foldhash::HashMap<&'w str, usize>,
    /// The levels from the object to the mapping that contains the key.
    levels: Vec<Level<'w>>,
    definition: Definition<'w>,
    entries: Vec<Entry<'w>>,
    versions: VersionSet,
}

impl<'w> Search<'w> {
    fn new(object: Definition<'w>, root: Node<'w>, unknown: &UnknownField<'w>) -> Option<Self> {
        let UnknownField { parent, definition, versions, .. } = *unknown;
        let entries: Vec<_> = parent.raw_entries().take(MAX_LOOK + 1).collect();
        let mut nodes = vec![parent];
        while *nodes.last()? != root {
            nodes.push(nodes.last()?.parent()?);
        }
        let mut levels = vec![Level { node: root, shape: Shape::Record(object), path: String::new() }];
        for &node in nodes.iter().rev().skip(1) {
            let above = levels.last()?;
            let (shape, path) = match above.shape {
                Shape::Record(definition) => {
                    let key = node.key()?.key_text();
                    (shape_of(definition, &key, versions)?, join(&above.path, &key))
                }
                Shape::Map(value) => (value.shape(), join(&above.path, &node.key()?.key_text())),
                Shape::List { item, .. } => {
                    let index = above.node.items().take(MAX_LOOK).position(|item| item == node)?;
                    (item.shape(), format!("{}[{index}]", above.path))
                }
                _ => return None,
            };
            levels.push(Level { node, shape, path });
        }
        // An alias may refer to the mapping at another place.
        let is_known = matches!(levels.last()?.shape, Shape::Record(found) if found.name() == definition.name());
        (is_known && entries.len() <= MAX_LOOK).then(|| Self {
            owners: owners(object),
            levels,
            definition,
            entries,
            versions,
        })
    }

    fn is_orphan(&self, entry: &Entry<'w>) -> bool {
        let key = entry.key.key_text();
        let is_field = self.definition.field(&key).next().is_some();
        let is_template = is_unknown(&key) || key.starts_with('$') || key == "<<";
        !is_field && !is_template && !spelling::is_nowhere(self.definition, &key)
    }

    /// The intended meaning of each of the unknown keys.
    fn all(&self) -> Vec<(Node<'w>, Meant<'w>)> {
        let parent = self.levels.last().map(|level| level.node);
        let slips = self.entries.iter().map(|&entry| {
            let is_orphan = parent.filter(|_| self.is_orphan(&entry));
            is_orphan.and_then(|parent| spelling::nearest(parent, self.definition, self.versions, entry))
        });
        let slips: Vec<Option<Slip<'w>>> = slips.collect();
        let mut places: Vec<Placement<'w>> = Vec::new();
        for (index, above) in self.entries.iter().enumerate().filter(|(_, entry)| !self.is_orphan(entry)) {
            self.runs(index, *above, &slips, &mut places);
        }
        let mut found = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for (index, &entry) in self.entries.iter().enumerate().filter(|(_, entry)| self.is_orphan(entry)) {
            let slip = slips[index];
            let is_in = |place: &Placement<'w>| place.moved.iter().any(|(moved, _)| moved.key == entry.key);
            let is_near =
                |slip: Slip<'w>| slip.is_case || (slip.is_word || slip.distance == 1) && slip.is_free && slip.fits;
            if places.iter().any(is_in) || slip.is_some_and(is_near) {
                continue;
            }
            let Some(place) = self.elsewhere(entry) else { continue };
            // Neighbours that belong in the same place are one mistake.
            match last.filter(|&(before, at)| before + 1 == index && places[at].path == place.path) {
                Some((_, at)) => {
                    places[at].keys.push(entry);
                    places[at].moved.push((entry, 0));
                    last = Some((index, at));
                }
                None => {
                    let Found { path, there, target, .. } = place;
                    let (keys, moved) = (vec![entry], vec![(entry, 0)]);
                    last = Some((index, places.len()));
                    places.push(Placement { keys, path, there, target, moved, is_exact: true });
                }
            }
        }
        for (&entry, slip) in self.entries.iter().zip(slips) {
            let place = places.iter().find(|place| place.moved.iter().any(|(moved, _)| moved.key == entry.key));
            let name = slip.map_or(Meant::Unclear, Meant::Name);
            found.push((entry.key, place.map_or(name, |place| Meant::Place(Box::new(place.clone())))));
        }
        found
    }

    /// Adds the places that unknown keys directly follow: mappings that are open at the end of an entry, for the keys
    /// after it.
    fn runs(&self, at: usize, above: Entry<'w>, slips: &[Option<Slip<'w>>], places: &mut Vec<Placement<'w>>) {
        let orphans = || self.entries.iter().zip(slips).skip(at + 1).take_while(|(entry, _)| self.is_orphan(entry));
        let shape = shape_of(self.definition, &above.key.key_text(), self.versions);
        let (Some(shape), Some(_)) = (shape, orphans().next()) else { return };
        let mut frames = tail(above, shape, self.versions);
        // The frames that the run itself opens; they are tried from the innermost.
        let mut opened: Vec<Frame<'w>> = Vec::new();
        let mut run: Option<Placement<'w>> = None;
        for (&entry, slip) in orphans().take_while(|(_, slip)| slip.is_none_or(|slip| !slip.is_case)) {
            let key = entry.key.key_text();
            let find = |test: &dyn Fn(&Frame<'w>) -> bool| {
                let inner = opened.iter().rposition(test).map(|index| (true, index));
                inner.or_else(|| frames.iter().position(test).map(|index| (false, index)))
            };
            let by_name = find(&|frame| frame.names(&key, entry.value, self.versions));
            let by_map = || find(&|frame| slip.is_none() && frame.maps(&key, entry.value));
            let Some((is_inner, index)) = by_name.or_else(by_map) else { break };
            let open = if is_inner { &mut opened } else { &mut frames };
            open.truncate(index + 1);
            let Some(frame) = open.last_mut() else { break };
            frame.taken.insert(key.clone().into_owned());
            let Frame { shape, levels, node, there, path, .. } = frame.clone();
            if !is_inner {
                opened.clear();
                if run.as_ref().is_none_or(|run| run.path != path) {
                    places.extend(run.take());
                    let target = match node.filter(|node| !node.is_empty()) {
                        Some(node) => Target::Into(node),
                        None if index == 0 => Target::Below(above),
                        None => Target::Apart,
                    };
                    let (keys, moved) = (Vec::new(), Vec::new());
                    run = Some(Placement { keys, path, there: Some(there), target, moved, is_exact: true });
                }
            }
            let Some(run) = run.as_mut() else { break };
            if levels == 0 {
                run.keys.push(entry);
            }
            run.moved.push((entry, levels));
            run.is_exact &= by_name.is_some();
            if entry.value.is_null()
                && let Shape::Record(definition) = shape
                && let Some(shape) = shape_of(definition, &key, self.versions)
            {
                let (node, path, taken) = (None, key.into_owned(), HashSet::new());
                opened.push(Frame { shape, node, there: entry.key, path, taken, levels: levels + 1 });
            }
        }
        places.extend(run);
    }

    /// The only other place in the object that may have such a field and lacks it.
    fn elsewhere(&self, entry: Entry<'w>) -> Option<Found<'w>> {
        if !self.owners.contains_key(&*entry.key.key_text()) {
            return None;
        }
        let own = self.levels.last()?;
        let mut found = Vec::new();
        let (below, mut is_clear) = self.below(entry, own, None, DEPTH, "");
        found.extend(below);
        let mut beside = None;
        let mut above = None;
        for pair in self.levels.windows(2).rev() {
            let [outer, inner] = pair else { continue };
            let Shape::Record(definition) = outer.shape else { continue };
            let key = entry.key.key_text();
            if above.is_none() && outer.node.get(&key).is_none() && takes(definition, &key, entry.value, self.versions)
            {
                above = Some(Found {
                    path: outer.path.clone(),
                    there: outer.node.key().or_else(|| outer.node.raw_entries().next().map(|entry| entry.key)),
                    target: Target::Into(outer.node),
                    is_written: true,
                });
            }
            if beside.is_none() {
                let clear;
                (beside, clear) = self.below(entry, outer, Some(inner.node), DEPTH_BESIDE, &outer.path);
                is_clear &= clear;
            }
        }
        found.extend(above);
        found.extend(beside);
        (is_clear && found.len() == 1).then(|| found.pop()).flatten()
    }

    /// The nearest mapping below another one that may have such a field, and whether it is the only one at that
    /// distance.
    fn below(
        &self,
        entry: Entry<'w>,
        from: &Level<'w>,
        except: Option<Node<'w>>,
        depth: usize,
        path: &str,
    ) -> (Option<Found<'w>>, bool) {
        let key = entry.key.key_text();
        let Shape::Record(definition) = from.shape else { return (None, true) };
        let start = Found { path: path.to_owned(), there: None, target: Target::Into(from.node), is_written: true };
        let mut level = vec![(definition, start)];
        // Next to a mapping, an absent mapping is meant only by an item of a list, or if both have the same name.
        let own_key = self.levels.last().and_then(|level| level.node.key()).map(|key| key.key_text());
        let is_alike = |found: &Found<'w>| own_key.as_ref().is_some_and(|key| found.path.ends_with(&format!(".{key}")));
        let is_around = except.is_none_or(Node::is_sequence);
        for levels in 1..=depth {
            level = level.iter().flat_map(|(definition, found)| self.children(*definition, found, except)).collect();
            let has = level.iter().filter(|(definition, found)| {
                let is_free = match found.target {
                    Target::Into(node) => node.get(&key).is_none(),
                    Target::Below(_) | Target::Apart | Target::Left => true,
                };
                // Kubernetes makes the names of pods.
                let is_metadata = definition.name().ends_with(".ObjectMeta") && found.path != "metadata";
                let is_meant = !is_metadata || matches!(&*key, "labels" | "annotations");
                is_free && is_meant && takes(*definition, &key, entry.value, self.versions)
            });
            let has: Vec<&Found<'w>> = has.map(|(_, found)| found).collect();
            let written: Vec<_> = has.iter().filter(|found| found.is_written).collect();
            match (written.as_slice(), has.as_slice()) {
                ([found], _) => return (Some((**found).clone()), true),
                // Only the level between is missing.
                ([], [found]) if except.is_none() && levels == 1 => return (Some((*found).clone()), true),
                ([], [found]) if (is_around || is_alike(found)) && self.owners.get(&*key) == Some(&1) => {
                    return (Some((*found).clone()), true);
                }
                ([], _) => {}
                _ => return (None, false),
            }
        }
        (None, true)
    }

    /// The mappings directly below another one, and those in its lists if these are written.
    fn children(
        &self,
        definition: Definition<'w>,
        found: &Found<'w>,
        except: Option<Node<'w>>,
    ) -> Vec<(Definition<'w>, Found<'w>)> {
        let node = match found.target {
            Target::Into(node) => Some(node),
            Target::Below(_) | Target::Apart | Target::Left => None,
        };
        let fields = definition.fields().filter(|field| {
            self.versions.without(field.versions()).is_empty() && !matches!(field.name(), "status" | "managedFields")
        });
        let child = |field: Field<'w>| {
            let entry = node.and_then(|node| node.entry(field.name()));
            let path = join(&found.path, field.name());
            let there = entry.map(|entry| entry.key);
            if entry.is_some_and(|entry| Some(entry.value) == except) {
                return None;
            }
            match field.shape() {
                Shape::Record(definition) => {
                    let mapping = entry.map(|entry| entry.value).filter(|value| value.is_mapping());
                    let target = mapping.map_or(Target::Apart, Target::Into);
                    Some((definition, Found { path, there, target, is_written: entry.is_some() }))
                }
                Shape::List { item, .. } => {
                    let Shape::Record(definition) = item.shape() else { return None };
                    let mut items = entry?.value.items().filter(|item| item.is_mapping());
                    let (first, second) = (items.next()?, items.next());
                    let found = match second {
                        None => {
                            let there = first.raw_entries().next().map(|entry| entry.key);
                            Found { path: path + "[0]", there, target: Target::Into(first), is_written: true }
                        }
                        Some(_) => Found { path: path + "[]", there, target: Target::Apart, is_written: true },
                    };
                    Some((definition, found))
                }
                _ => None,
            }
        };
        fields.filter_map(child).collect()
    }
}
