//! Validates an object against its definition: one walk for all requested versions.

use std::collections::{HashMap, HashSet};

use super::facts::{Facts, Place};
use super::problem::{
    BrokenLimit, MissingField, NotBase64, NullField, Problem, SameItems, Spot, UnknownField, UnknownWord, Within,
    WrongType,
};
use super::{
    Api, Definition, Field, MakesRole, Meant, OBJECT_META, Role, Scope, Shape, Type, Unique, built_in, constraint, fit,
    placement, rows,
};
use crate::kube::Kind;
use crate::kube::values::version_set::VersionSet;
use crate::source::Span;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// The contents of an object of a kind, and its problems in some of the versions.
///
/// A version that does not serve the API at all is ignored: that is one finding, not one for each key. If the API is
/// not known, only the fields that all objects have are read.
pub fn facts<'w>(kind: Kind, api: Option<Api<'w>>, root: Node<'w>, versions: VersionSet) -> Facts<'w> {
    let mut walk = Walk::new(root);
    match api {
        Some(api) => walk.record(root, api.definition(), None, versions.and(api.versions())),
        None => walk.common(),
    }
    walk.custom(kind);
    let mut facts = std::mem::take(&mut walk.facts);
    facts.api = api;
    facts.texts.finish(root);
    facts.problems = walk.found;
    if let Some(api) = api {
        placement::search::explain(api.definition(), root, &mut facts.problems);
    }
    facts
}

/// The problems of an object in some of the versions, in order of the walk.
pub fn problems<'w>(api: Api<'w>, root: Node<'w>, versions: VersionSet) -> Vec<Problem<'w>> {
    facts(Kind::Custom, Some(api), root, versions).problems
}

/// The problems of a mapping by its definition.
pub(super) fn of_definition<'w>(node: Node<'w>, definition: Definition<'w>, versions: VersionSet) -> Vec<Problem<'w>> {
    let mut walk = Walk::new(node);
    walk.record(node, definition, None, versions);
    walk.found
}

/// The problems with the keys and types of a kustomization, in order of the walk.
pub fn kustomization(root: Node<'_>) -> Vec<Problem<'_>> {
    let Some(definition) = built_in().definition("kustomize.Kustomization") else { return Vec::new() };
    let mut found = of_definition(root, definition, definition.versions());
    // Go ignores the case of keys in JSON.
    found.retain(|problem| match problem {
        Problem::Unknown(unknown) => {
            let key = unknown.entry.key.key_text();
            !unknown.definition.fields().any(|field| field.name().eq_ignore_ascii_case(&key))
        }
        _ => true,
    });
    placement::search::explain(definition, root, &mut found);
    found
}

/// The fields of a kind of another group that give names to objects which its controller makes.
pub fn makes(kind: Kind) -> impl Iterator<Item = MakesRole> {
    let rows = rows::CUSTOM.iter().filter(move |row| row.kind == kind);
    let roles = rows.flat_map(|row| rows::roles(row.first_role, row.roles));
    roles.filter_map(|role| match role {
        Role::Makes(role) => Some(*role),
        _ => None,
    })
}

struct Walk<'w> {
    root: Node<'w>,
    found: Vec<Problem<'w>>,
    facts: Facts<'w>,
    /// The targets of aliases, with the definition by which they were read, whether their facts were taken, and whether
    /// no version read them. Without this, a walk along aliases of aliases would never end.
    repeated: HashSet<(Span, &'w str, bool, bool)>,
    /// Whether facts are taken. They are not taken below `status`, which the API server fills in itself, or twice for a
    /// field whose type changed.
    takes_facts: bool,
    /// Whether the walk is below `status`.
    is_status: bool,
    scope: Scope,
    /// The number of open mappings with known keys.
    depth: usize,
}

impl<'w> Walk<'w> {
    fn new(root: Node<'w>) -> Walk<'w> {
        Walk {
            root,
            found: Vec::new(),
            facts: Facts::default(),
            repeated: HashSet::new(),
            takes_facts: true,
            is_status: false,
            scope: Scope::Own,
            depth: 0,
        }
    }

    /// Takes the facts of `metadata`, which has the same definition in all objects.
    fn common(&mut self) {
        let metadata = self.root.get("metadata").filter(|metadata| metadata.is_mapping());
        if let Some((metadata, definition)) = metadata.zip(built_in().definition(OBJECT_META)) {
            self.depth = 1;
            self.record(metadata, definition, None, VersionSet::default());
            self.depth = 0;
        }
    }

    /// Takes the facts of the known fields of a kind of another group.
    fn custom(&mut self, kind: Kind) {
        for row in rows::CUSTOM.iter().filter(|row| row.kind == kind) {
            let Some((key, path)) = row.path.split_last() else { continue };
            for holder in at_end(self.root, path) {
                let Some(entry) = holder.written(key) else { continue };
                let shape = built_in().shape(row.shape);
                self.roles(rows::roles(row.first_role, row.roles), entry, holder, shape);
                if let Shape::Record(definition) = shape {
                    self.record(entry.value, definition, None, VersionSet::default());
                }
            }
        }
    }

    fn roles(&mut self, roles: &[Role], entry: Entry<'w>, holder: Node<'w>, shape: Shape<'w>) {
        let is_own_metadata = self.depth == 2;
        for &role in roles {
            match role {
                Role::Within(scope) => self.scope = scope,
                role => self.facts.add(Place { entry, holder, shape, scope: self.scope, is_own_metadata }, role),
            }
        }
    }

    fn value(&mut self, node: Node<'w>, value: Type<'w>, spot: Spot<'w>, versions: VersionSet) {
        let broken = value.limits().filter(|limit| limit.is_broken(node));
        self.found.extend(broken.map(|limit| Problem::Limit(BrokenLimit { node, limit, spot, versions })));
        let shape = value.shape();
        match shape {
            Shape::Record(definition) if node.is_mapping() || is_zero_item(node, spot) => {
                self.record(node, definition, Some(spot), versions);
            }
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
                Some(_) if versions.is_empty() => {}
                Some(_) => self.found.push(Problem::Word(UnknownWord { node, words, spot, versions })),
                None => self.scalar(node, shape, spot, versions),
            },
            Shape::Bytes if !versions.is_empty() && fit::is_broken_base64(node, spot.within) => {
                self.found.push(Problem::Encoding(NotBase64 { node, spot, versions }));
            }
            _ => self.scalar(node, shape, spot, versions),
        }
    }

    fn scalar(&mut self, node: Node<'w>, shape: Shape<'w>, spot: Spot<'w>, versions: VersionSet) {
        if !versions.is_empty() && !fit::fits(node, shape) {
            self.found.push(Problem::Type(WrongType { node, shape, spot, versions }));
        } else if fit::is_left(node, shape) {
            self.facts.left.push(node);
        }
    }

    /// Walks a mapping with known keys. `spot` is its place, or `None` for the object itself.
    fn record(&mut self, node: Node<'w>, definition: Definition<'w>, spot: Option<Spot<'w>>, versions: VersionSet) {
        let is_shared = node.is_alias() || node.is_repeated();
        if versions.is_empty() && !self.takes_facts
            || is_shared
                && !self.repeated.insert((node.span(), definition.name(), self.takes_facts, versions.is_empty()))
        {
            return;
        }
        self.depth += 1;
        let is_root = node == self.root;
        let before = self.found.len();
        let (mut has_template, mut nulls) = (false, Vec::new());
        for entry in node.entries() {
            let key = entry.key.key_text();
            self.is_status |= is_root && *key == *"status";
            let mut missing = versions;
            let mut is_field = false;
            let mut fields = definition.field(&key).enumerate().peekable();
            while let Some((index, field)) = fields.next() {
                is_field = true;
                let first = self.found.len();
                missing = missing.without(field.versions());
                let versions = versions.and(field.versions());
                match entry.value.is_null() {
                    true => nulls.push((entry, field, versions)),
                    false => {
                        let spot = Spot { definition, field, within: Within::Field };
                        self.field(node, entry, spot, versions, fields.peek().is_none());
                    }
                }
                if index > 0 {
                    self.join(before, first);
                }
            }
            self.is_status &= !is_root;
            // A template or a patch may write a key that is not a field.
            let is_template = !is_field && (is_unknown(&key) || key.starts_with('$'));
            let is_unknown = !missing.is_empty() && !definition.is_open();
            has_template |= is_template;
            if is_unknown && !is_template {
                let (parent, versions, meant) = (node, missing, Meant::Unclear);
                self.found.push(Problem::Unknown(UnknownField { entry, parent, definition, versions, meant }));
            }
        }
        // A template may fill in the missing fields.
        if !has_template && !self.is_status && !versions.is_empty() {
            nulls.into_iter().for_each(|(entry, field, versions)| self.null(entry, field, definition, versions));
            self.missing(node, definition, versions);
        }
        if !self.is_status && !versions.is_empty() {
            constraint::evaluate(definition.constraints(), node, node, spot, versions, &mut self.found);
        }
        self.depth -= 1;
    }

    /// Walks a field with one of its types. Facts are taken only for the newest type.
    fn field(&mut self, holder: Node<'w>, entry: Entry<'w>, spot: Spot<'w>, versions: VersionSet, is_newest: bool) {
        let (takes_facts, scope) = (self.takes_facts, self.scope);
        self.takes_facts &= is_newest && !self.is_status;
        let roles = spot.field.roles();
        if self.takes_facts && !roles.is_empty() {
            self.roles(roles, entry, holder, spot.field.shape());
        }
        self.value(entry.value, spot.field.value(), spot, versions);
        if !self.is_status && !versions.is_empty() {
            let (rows, found) = (spot.field.constraints(), &mut self.found);
            constraint::evaluate(rows, holder, entry.value, Some(spot), versions, found);
        }
        (self.takes_facts, self.scope) = (takes_facts, scope);
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
        let fields = definition.fields().take(if definition.requires() { usize::MAX } else { 0 });
        for field in fields {
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
        let mut seen: HashMap<fit::Identity<'w>, Node<'w>> = HashMap::new();
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

    /// Joins equal problems, as a field whose type changed is walked once for each type.
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
}

/// Whether a null is an item of a list, which Go reads as an empty item.
fn is_zero_item(node: Node<'_>, spot: Spot<'_>) -> bool {
    node.is_null() && spot.within == Within::Item
}

/// The nodes at the end of a path of keys. The path leads through all items of lists on its way.
fn at_end<'w>(node: Node<'w>, path: &[&str]) -> Vec<Node<'w>> {
    if node.is_sequence() {
        return node.items().flat_map(|item| at_end(item, path)).collect();
    }
    match path.split_first() {
        None => vec![node],
        Some((key, rest)) => node.get(key).map(|value| at_end(value, rest)).unwrap_or_default(),
    }
}
