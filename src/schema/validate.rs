//! An object against its definition: one walk for all versions that are asked for.

use std::collections::{HashMap, HashSet};

use super::problem::{
    BrokenLimit, MissingField, NullField, Problem, SameItems, Spot, UnknownField, UnknownWord, Within, WrongType,
};
use super::{Api, Definition, Field, Meant, Shape, Type, Unique, fit, placement};
use crate::kube::values::version_set::VersionSet;
use crate::source::Span;
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// How many unknown keys an object may have before what is missing is left alone, and where keys belong.
pub(super) const MAX_SLIPS: usize = 100;

/// What is wrong with an object in some of the versions, in order of the walk.
///
/// A version that does not serve the API at all has no say: that it does not is one finding, not one for each key.
pub fn problems<'w>(api: Api<'w>, root: Node<'w>, versions: VersionSet) -> Vec<Problem<'w>> {
    let mut walk = Walk { root, found: Vec::new(), repeated: HashSet::new(), is_status: false };
    walk.record(root, api.definition(), versions.and(api.versions()));
    let mut found = walk.settle();
    placement::search::explain(api, root, &mut found);
    found
}

struct Walk<'w> {
    root: Node<'w>,
    found: Vec<Problem<'w>>,
    /// What aliases stand for, and as what it was seen already: an alias of aliases would never end.
    repeated: HashSet<(Span, &'w str)>,
    /// True below `status`, which the server fills in itself.
    is_status: bool,
}

impl<'w> Walk<'w> {
    fn value(&mut self, node: Node<'w>, value: Type<'w>, spot: Spot<'w>, versions: VersionSet) {
        let broken = value.limits().filter(|limit| limit.is_broken(node));
        self.found.extend(broken.map(|limit| Problem::Limit(BrokenLimit { node, limit, spot, versions })));
        let shape = value.shape();
        match shape {
            Shape::Record(definition) if node.is_mapping() => self.record(node, definition, versions),
            Shape::List { item, unique } if node.is_sequence() => {
                let inside = Spot { within: Within::Item, ..spot };
                node.items().for_each(|node| self.value(node, item, inside, versions));
                self.same_items(node, unique, spot, versions);
            }
            Shape::Map(value) if node.is_mapping() => {
                let inside = Spot { within: Within::Map, ..spot };
                node.entries().for_each(|entry| self.value(entry.value, value, inside, versions));
            }
            Shape::Enum(words) => match node.as_str() {
                Some(text) if words.iter().any(|word| word == text) || text.is_empty() || is_unknown(text) => {}
                Some(_) => self.found.push(Problem::Word(UnknownWord { node, words, spot, versions })),
                None => self.scalar(node, shape, spot, versions),
            },
            _ => self.scalar(node, shape, spot, versions),
        }
    }

    fn scalar(&mut self, node: Node<'w>, shape: Shape<'w>, spot: Spot<'w>, versions: VersionSet) {
        if !fit::fits(node, shape) && !versions.is_empty() {
            self.found.push(Problem::Type(WrongType { node, shape, spot, versions }));
        }
    }

    fn record(&mut self, node: Node<'w>, definition: Definition<'w>, versions: VersionSet) {
        if versions.is_empty() || node.is_repeated() && !self.repeated.insert((node.span(), definition.name())) {
            return;
        }
        let is_root = node == self.root;
        let before = self.found.len();
        let (mut is_odd, mut nulls) = (false, Vec::new());
        for entry in node.entries() {
            let key = entry.key.key_text();
            self.is_status |= is_root && *key == *"status";
            let mut missing = versions;
            for (index, field) in definition.field(&key).enumerate() {
                let first = self.found.len();
                missing = missing.without(field.versions());
                let versions = versions.and(field.versions());
                match entry.value.is_null() {
                    true => nulls.push((entry, field, versions)),
                    false => self.value(
                        entry.value,
                        field.value(),
                        Spot { definition, field, within: Within::Field },
                        versions,
                    ),
                }
                if index > 0 {
                    self.join(before, first);
                }
            }
            self.is_status &= !is_root;
            // What a template or a patch writes there is no field.
            let is_template = is_unknown(&key) || key.starts_with('$');
            let is_unknown = !missing.is_empty() && !definition.is_open();
            is_odd |= is_template || is_unknown;
            if is_unknown && !is_template {
                let (parent, versions, meant) = (node, missing, Meant::Unclear);
                self.found.push(Problem::Unknown(UnknownField { entry, parent, definition, versions, meant }));
            }
        }
        // What is missing may be what stands there under a wrong name.
        if !is_odd && !self.is_status {
            nulls.into_iter().for_each(|(entry, field, versions)| self.null(entry, field, definition, versions));
            self.missing(node, definition, versions);
        }
    }

    fn null(&mut self, entry: Entry<'w>, field: Field<'w>, definition: Definition<'w>, versions: VersionSet) {
        if versions.and(field.required()).is_empty() && !versions.is_empty() && field.shape().is_collection() {
            self.found.push(Problem::Null(NullField {
                entry,
                spot: Spot { definition, field, within: Within::Field },
                versions,
            }));
        }
    }

    fn missing(&mut self, node: Node<'w>, definition: Definition<'w>, versions: VersionSet) {
        for field in definition.fields() {
            let versions = versions.and(field.required());
            if !versions.is_empty() && node.written(field.name()).is_none() {
                let (null, spot) = (node.entry(field.name()), Spot { definition, field, within: Within::Field });
                self.found.push(Problem::Missing(MissingField { parent: node, null, spot, versions }));
            }
        }
    }

    fn same_items(&mut self, list: Node<'w>, unique: Unique<'w>, spot: Spot<'w>, versions: VersionSet) {
        if matches!(unique, Unique::Nothing) || versions.is_empty() || list.items().nth(1).is_none() {
            return;
        }
        let mut seen: HashMap<String, Node<'w>> = HashMap::new();
        for item in list.items() {
            let Some(key) = fit::identity(item, unique) else { continue };
            match seen.get(&key) {
                Some(&first) => {
                    self.found.push(Problem::Same(SameItems { first, second: item, unique, spot, versions }));
                }
                None => {
                    seen.insert(key, item);
                }
            }
        }
    }

    /// A field whose type changed is walked once for each type: what both find is one problem.
    fn join(&mut self, before: usize, first: usize) {
        let later = self.found.split_off(first);
        let mut known: HashMap<_, usize> =
            self.found.iter().enumerate().skip(before).map(|(index, problem)| (problem.identity(), index)).collect();
        for problem in later {
            match known.get(&problem.identity()) {
                Some(&index) => *self.found[index].versions_mut() = self.found[index].versions().or(problem.versions()),
                None => {
                    known.insert(problem.identity(), self.found.len());
                    self.found.push(problem);
                }
            }
        }
    }

    /// Nothing is missing that stands at another level, or under another name.
    fn settle(mut self) -> Vec<Problem<'w>> {
        let unknown: Vec<String> = self
            .found
            .iter()
            .filter_map(|problem| match problem {
                Problem::Unknown(field) => Some(field.entry.key.key_text().into_owned()),
                _ => None,
            })
            .take(MAX_SLIPS)
            .collect();
        self.found.retain(|problem| match problem {
            Problem::Missing(missing) => {
                let name = missing.spot.field.name();
                unknown.len() < MAX_SLIPS && !unknown.iter().any(|key| key == name || is_slip(key, name))
            }
            _ => true,
        });
        self.found
    }
}
