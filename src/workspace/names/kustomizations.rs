//! The names in kustomizations: those of generated objects, and those of the targets of patches and replacements.

use super::{Id, REWRITTEN, Table, UNSURE, What};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::source::Span;
use crate::workspace::Reference;
use crate::yaml::Node;

/// An object that a generator makes.
pub(super) struct Generated<'w> {
    /// The number of the kustomization among the [sets](crate::workspace::Sets).
    kustomization: usize,
    kind: Kind,
    name: &'w str,
    /// The place of its name.
    place: Span,
    thing: usize,
}

/// The object that a kind and a name mean in a kustomization.
#[derive(Clone, Copy)]
enum Meant<'w> {
    /// The object of the generator whose name is at this place.
    Generated(Span),
    /// An object of a file.
    Object(&'w Resource<'w>),
}

/// Why a rename cannot change a key that is the name of a file.
const FILE: &str = "the key here is the name of a file";

impl<'w> Table<'w> {
    /// Adds the names in all kustomizations that are not patterns.
    pub(super) fn kustomizations(&mut self) {
        let workspace = self.workspace;
        for (number, one) in workspace.sets.kustomizations.iter().enumerate() {
            let file = workspace.files.iter().find(|file| file.file() == one.file);
            let documents = file.into_iter().flat_map(|file| &file.documents).filter(|document| !document.broken);
            let Some(root) = documents.filter_map(|document| document.tree.root()).next() else { continue };
            self.generators(number, root);
            let targets = ["patches", "patchesJson6902"].into_iter().flat_map(|key| items(Some(root), key));
            for target in targets.filter_map(|patch| patch.get("target")) {
                self.target(number, target);
            }
            for replacement in items(Some(root), "replacements") {
                self.replacement(number, replacement);
            }
        }
    }

    fn generators(&mut self, kustomization: usize, root: Node<'w>) {
        for (key, kind) in [("configMapGenerator", Kind::ConfigMap), ("secretGenerator", Kind::Secret)] {
            for generator in items(Some(root), key) {
                let Some(node) = generator.get("name") else { continue };
                let Some(name) = known_str(node) else { continue };
                let thing = self.thing(Id::Generated(node.span()), What::Object(kind), name, None);
                if let Some(thing) = self.names.things.get_mut(thing) {
                    thing.of = format!("{} `{name}`", kind.name());
                }
                self.mention(node, thing, true, None);
                let place = node.span();
                self.generated.push(Generated { kustomization, kind, name, place, thing });
                self.generated_keys(generator, place, &format!("{} `{name}`", kind.name()));
            }
        }
    }

    /// Adds the keys of a generator: `KEY=value`, `KEY=path`, or the path of a file, whose name is the key.
    fn generated_keys(&mut self, generator: Node<'w>, place: Span, of: &str) {
        for node in ["literals", "files"].into_iter().flat_map(|field| items(Some(generator), field)) {
            let Some(text) = known_str(node) else { continue };
            let (range, doubt) = match text.find('=') {
                Some(end) => (0..end, None),
                None => (text.rfind('/').map_or(0, |at| at + 1)..text.len(), Some(FILE)),
            };
            let Some(key) = text.get(range.clone()).filter(|key| !key.is_empty()) else { continue };
            let thing = self.thing(Id::GeneratedKey(place, key), What::Key, key, None);
            if let Some(thing) = self.names.things.get_mut(thing) {
                of.clone_into(&mut thing.of);
            }
            let part = node.text_part(range);
            let doubt = doubt.or_else(|| (part.text() != key).then_some(REWRITTEN));
            self.declare_part(&part, thing, doubt);
        }
    }

    /// Adds the source and the targets of a replacement, and the keys in their data.
    fn replacement(&mut self, kustomization: usize, replacement: Node<'w>) {
        if let Some(source) = replacement.get("source") {
            let meant = self.target(kustomization, source);
            source.get("fieldPath").into_iter().for_each(|path| self.key_in_path(path, &meant));
        }
        for target in items(Some(replacement), "targets") {
            let Some(select) = target.get("select") else { continue };
            let meant = self.target(kustomization, select);
            items(Some(target), "fieldPaths").for_each(|path| self.key_in_path(path, &meant));
        }
    }

    /// Adds the key in a path such as `data.KEY`.
    fn key_in_path(&mut self, path: Node<'w>, meant: &[Meant<'w>]) {
        let Some((_, key)) = known_str(path).and_then(|path| path.split_once('.')) else { return };
        let part = path.text_part(path.text().len() - key.len()..path.text().len());
        let doubt = (meant.len() != 1).then_some(UNSURE).or_else(|| (part.text() != key).then_some(REWRITTEN));
        for one in meant {
            let thing = match *one {
                Meant::Generated(place) => self.known.get(&Id::GeneratedKey(place, key)).copied(),
                Meant::Object(object) => {
                    let has_key = self.workspace.keys(object).iter().any(|known| known.text() == key);
                    has_key.then(|| self.thing(Id::Key(object.id, key), What::Key, key, Some(object)))
                }
            };
            if let Some(thing) = thing {
                self.mention_part(&part, thing, doubt);
            }
        }
    }

    /// Adds the name of a target, by which a kustomization finds objects. Returns the objects that it means.
    fn target(&mut self, kustomization: usize, target: Node<'w>) -> Vec<Meant<'w>> {
        let text = |key: &str| target.get(key).and_then(known_str);
        let Some((node, name)) = target.get("name").and_then(|node| Some((node, known_str(node)?))) else {
            return Vec::new();
        };
        let (kind, group) = (text("kind"), text("group"));
        let is_meant = |found: Kind, written: &str| {
            kind == Some(written) && (group.is_none() || found == Kind::of(group.unwrap_or_default(), written))
        };
        let sets = self.workspace.sets;
        let objects = self.workspace.resources.iter().filter(|object| {
            object.name == Some(name)
                && is_meant(object.kind, object.kind_name)
                && sets.get(object.set).kustomizations.contains(&kustomization)
        });
        let objects: Vec<_> = objects.collect();
        let generated = self.generated.iter().filter(|one| {
            one.kustomization == kustomization && one.name == name && is_meant(one.kind, one.kind.name())
        });
        let mut meant: Vec<(usize, Meant<'w>)> =
            generated.map(|one| (one.thing, Meant::Generated(one.place))).collect();
        meant.extend(objects.into_iter().filter_map(|object| Some((self.object(object)?, Meant::Object(object)))));
        let doubt = (meant.len() != 1).then_some(UNSURE);
        meant.iter().for_each(|(thing, _)| self.mention(node, *thing, false, doubt));
        meant.into_iter().map(|(_, one)| one).collect()
    }

    /// Adds the name of a generated object to which another object refers.
    pub(super) fn of_generated(&mut self, reference: &Reference<'w>) {
        let builders = &self.workspace.sets.get(reference.from.set).kustomizations;
        let is_it = |one: &&Generated<'w>| {
            one.kind == reference.kind && Some(one.name) == reference.name && builders.contains(&one.kustomization)
        };
        let things: Vec<(usize, Span)> =
            self.generated.iter().filter(is_it).map(|one| (one.thing, one.place)).collect();
        let doubt = (things.len() != 1).then_some(UNSURE);
        for (thing, place) in things {
            self.mention(reference.node(), thing, false, doubt);
            for key in reference.fact.keys() {
                if let Some(&thing) = self.known.get(&Id::GeneratedKey(place, key.text())) {
                    self.mention(key, thing, false, doubt);
                }
            }
        }
    }
}
