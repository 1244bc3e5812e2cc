//! The names that kustomizations write: of objects that generators make, and of those that patches and replacements are for.

use super::{Id, Table, What};
use crate::kube::Kind;
use crate::kube::resource::{items, known_str};
use crate::workspace::Reference;
use crate::yaml::Node;

/// An object that a generator makes.
pub(super) struct Generated<'w> {
    /// The number of the kustomization among the [sets](crate::workspace::Sets).
    kustomization: usize,
    kind: Kind,
    name: &'w str,
    thing: usize,
}

impl<'w> Table<'w> {
    /// The names that all kustomizations write, as far as they are not patterns.
    pub(super) fn kustomizations(&mut self) {
        let workspace = self.workspace;
        for (number, one) in workspace.sets.kustomizations.iter().enumerate() {
            let file = workspace.files.iter().find(|file| file.file() == one.file);
            let documents = file.into_iter().flat_map(|file| &file.documents).filter(|document| !document.broken);
            let Some(root) = documents.filter_map(|document| document.tree.root()).next() else { continue };
            self.generators(number, root);
            let targets = ["patches", "patchesJson6902"].into_iter().flat_map(|key| items(Some(root), key));
            targets.filter_map(|patch| patch.get("target")).for_each(|target| self.target(number, target));
            for replacement in items(Some(root), "replacements") {
                let selected = items(Some(replacement), "targets").filter_map(|target| target.get("select"));
                replacement.get("source").into_iter().chain(selected).for_each(|target| self.target(number, target));
            }
        }
    }

    fn generators(&mut self, kustomization: usize, root: Node<'w>) {
        for (key, kind) in [("configMapGenerator", Kind::ConfigMap), ("secretGenerator", Kind::Secret)] {
            for node in items(Some(root), key).filter_map(|generator| generator.get("name")) {
                let Some(name) = known_str(node) else { continue };
                let thing = self.thing(Id::Generated(node.span()), What::Object(kind), name, None);
                if let Some(thing) = self.names.things.get_mut(thing) {
                    thing.of = format!("{} `{name}`", kind.name());
                }
                self.mention(node, thing, true, None);
                self.generated.push(Generated { kustomization, kind, name, thing });
            }
        }
    }

    /// A kind and a name by which a kustomization finds objects.
    fn target(&mut self, kustomization: usize, target: Node<'w>) {
        let text = |key: &str| target.get(key).and_then(known_str);
        let Some((node, name)) = target.get("name").and_then(|node| Some((node, known_str(node)?))) else { return };
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
        let mut things: Vec<usize> = generated.map(|one| one.thing).collect();
        things.extend(objects.into_iter().filter_map(|object| self.object(object)));
        let doubt = (things.len() != 1).then_some("it is not certain which object is meant here");
        things.into_iter().for_each(|thing| self.mention(node, thing, false, doubt));
    }

    /// The name of an object that a generator makes, where another object refers to it.
    pub(super) fn of_generated(&mut self, reference: &Reference<'w>) {
        let builders = &self.workspace.sets.get(reference.from.set).kustomizations;
        let is_it = |one: &&Generated<'w>| {
            one.kind == reference.kind && Some(one.name) == reference.name && builders.contains(&one.kustomization)
        };
        let things: Vec<usize> = self.generated.iter().filter(is_it).map(|one| one.thing).collect();
        let doubt = (things.len() != 1).then_some("it is not certain which object is meant here");
        things.into_iter().for_each(|thing| self.mention(reference.node(), thing, false, doubt));
    }
}
