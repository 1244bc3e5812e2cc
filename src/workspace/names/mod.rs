//! Every place where the files write a name, and the named thing: object, key, port, volume, variable or label.
//!
//! With this table, an editor goes from one place of a name to the others, and a rename changes all of them.

mod kustomizations;
mod labels;
mod parts;

use std::collections::HashMap;

use super::refs::Resolution;
use super::refs::hosts::Leads;
use super::{Relation, Workspace};
use crate::kube::{Kind, Resource};
use crate::source::{FileId, Span};
use crate::yaml::{Node, Place, Style};

/// A thing that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// The sort of the thing.
    pub what: What,
    /// The name; for a label, its value.
    pub name: String,
    /// The index of the object that is the thing or contains it. `None` for a label.
    pub owner: Option<usize>,
    /// The kind and name of that object, or the key of a label.
    pub of: String,
    /// The namespace of that object, if it is known.
    pub namespace: Option<String>,
    /// The number of a port, if it is known.
    pub detail: Option<String>,
}

/// The sort of a thing that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// An object.
    Object(Kind),
    /// A key of a ConfigMap or a Secret.
    Key,
    /// A port of a Service or a container.
    Port,
    /// A volume of a pod.
    Volume,
    /// An environment variable of a container.
    Variable,
    /// The value of a label.
    Label,
}

/// A place where a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The place of the name alone, without quotes.
    pub span: Span,
    /// The index of the thing in [`Names::things`].
    pub thing: usize,
    /// Whether the thing is declared here; otherwise, this is a reference to it.
    pub declares: bool,
    /// Why a rename cannot change this place. `None` if it can.
    pub doubt: Option<&'static str>,
    /// Whether the name has no quotes.
    pub is_plain: bool,
}

/// All names.
#[derive(Debug, Default)]
pub struct Names {
    /// The things with names.
    pub things: Vec<Thing>,
    /// The mentions, in order of files and places.
    pub mentions: Vec<Mention>,
}

impl Names {
    /// The mentions at a place. There are several if the place may mean more than one thing.
    pub fn at(&self, file: FileId, offset: u32) -> impl Iterator<Item = &Mention> {
        let of_file = self.of_file(file);
        of_file.iter().filter(move |mention| mention.span.start <= offset && offset <= mention.span.end)
    }

    /// The mentions of a file, in order.
    pub fn of_file(&self, file: FileId) -> &[Mention] {
        let first = self.mentions.partition_point(|mention| mention.span.file < file);
        let last = self.mentions.partition_point(|mention| mention.span.file <= file);
        self.mentions.get(first..last).unwrap_or_default()
    }

    /// All mentions of a thing.
    pub fn of(&self, thing: usize) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |mention| mention.thing == thing)
    }
}

/// The identity of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Id<'w> {
    Object(usize),
    Key(usize, &'w str),
    Port(usize, &'w str),
    Volume(usize, &'w str),
    Variable(Span, &'w str),
    Label(usize),
    Generated(Span),
    GeneratedKey(Span, &'w str),
}

/// Why a rename cannot change a name with an escape or over several lines.
const REWRITTEN: &str = "the name here is written with an escape, or over several lines";

/// Why a rename cannot change a name that may mean several objects.
const UNSURE: &str = "it is not certain which object is meant here";

/// The table of names while it is built.
struct Table<'w> {
    workspace: &'w Workspace<'w>,
    known: HashMap<Id<'w>, usize>,
    generated: Vec<kustomizations::Generated<'w>>,
    names: Names,
}

impl<'w> Workspace<'w> {
    /// Reads every place where an object of the files writes a name.
    pub fn names(&'w self) -> Names {
        self.read_references();
        let (known, generated) = (HashMap::new(), Vec::new());
        let mut table = Table { workspace: self, known, generated, names: Names::default() };
        table.kustomizations();
        for object in &self.resources {
            table.objects(object);
            table.parts(object);
        }
        for patch in &self.patched {
            table.patch(patch);
        }
        table.labels();
        let mut names = table.names;
        names.mentions.sort_by_key(|mention| (mention.span, mention.thing, !mention.declares));
        names.mentions.dedup();
        names
    }
}

impl<'w> Table<'w> {
    fn thing(&mut self, id: Id<'w>, what: What, name: &str, owner: Option<&Resource<'w>>) -> usize {
        let next = self.names.things.len();
        let thing = *self.known.entry(id).or_insert(next);
        if thing == next {
            let namespace = owner.and_then(|owner| self.workspace.namespace(owner).name()).map(str::to_owned);
            let of = owner.map(Resource::title).unwrap_or_default();
            let owner = owner.map(|owner| owner.id);
            self.names.things.push(Thing { what, name: name.to_owned(), owner, of, namespace, detail: None });
        }
        thing
    }

    /// Adds a scalar that is a name. `doubt` is why a rename cannot change it.
    fn mention(&mut self, node: Node<'w>, thing: usize, declares: bool, doubt: Option<&'static str>) {
        let written = node.written_span();
        let quote = u32::from(matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted) && !node.is_alias());
        let span = Span::new(
            written.file,
            written.start + quote,
            (written.end.saturating_sub(quote)).max(written.start + quote),
        );
        let is_plain = node.style() == Style::Plain;
        let is_whole = node.written_source().slice(span) == node.text();
        let doubt = doubt.or_else(|| (!is_whole).then_some(REWRITTEN));
        let doubt = doubt.or_else(|| (!node.is_certain()).then_some("a kustomization may change the name here"));
        self.names.mentions.push(Mention { span, thing, declares, doubt, is_plain });
    }

    /// Adds a part of a text that is a name. Any quotes belong to the whole text.
    fn mention_part(&mut self, part: &impl Place, thing: usize, doubt: Option<&'static str>) {
        self.names.mentions.push(Mention { span: part.span(), thing, declares: false, doubt, is_plain: false });
    }

    /// Adds a part of a text that is the name of the thing declared there.
    fn declare_part(&mut self, part: &impl Place, thing: usize, doubt: Option<&'static str>) {
        self.names.mentions.push(Mention { span: part.span(), thing, declares: true, doubt, is_plain: false });
    }

    fn object(&mut self, object: &Resource<'w>) -> Option<usize> {
        let name = object.name?;
        Some(self.thing(Id::Object(object.id), What::Object(object.kind), name, Some(object)))
    }

    /// Adds the name of an object, and the names of others that it refers to.
    fn objects(&mut self, object: &'w Resource<'w>) {
        if let (Some(thing), Some(node)) = (self.object(object), object.name_node()) {
            self.mention(node, thing, true, None);
        }
        for (reference, resolution) in self.workspace.resolved(object, |_| true) {
            let Resolution::Found(found) = resolution else {
                self.of_generated(&reference);
                continue;
            };
            let is_only = found.len() == 1;
            for (target, relation) in found {
                let is_sure = is_only && relation == Relation::Same && reference.is_certain();
                let doubt = (!is_sure).then_some(UNSURE);
                let Some(thing) = self.object(target) else { continue };
                self.mention(reference.node(), thing, false, doubt);
                for key in reference.fact.keys() {
                    let thing = self.thing(Id::Key(target.id, key.text()), What::Key, key.text(), Some(target));
                    self.mention(key, thing, false, doubt);
                }
                if let Some(port) = reference.fact.port().filter(|port| port.as_str().is_some()) {
                    let thing = self.thing(Id::Port(target.id, port.text()), What::Port, port.text(), Some(target));
                    self.mention(port, thing, false, doubt);
                }
            }
        }
        for host in self.workspace.hosts(object) {
            let Leads::To(services, is_sure) = &host.leads else { continue };
            let doubt = (!is_sure || services.len() != 1).then_some("it is not certain which Service is meant here");
            for service in services {
                let Some(thing) = self.object(service) else { continue };
                self.mention_part(&host.at(host.name.service), thing, doubt);
            }
        }
    }

    /// Adds the name of the object that a patch is for.
    fn patch(&mut self, patch: &'w Resource<'w>) {
        let (Some(name), Some(node)) = (patch.name, patch.name_node()) else { return };
        let sets = self.workspace.sets;
        let patched: Vec<_> =
            self.workspace.named(patch.kind, name).filter(|object| sets.are_one(patch.set, object.set)).collect();
        let doubt = (patched.len() != 1).then_some("it is not certain which object is patched here");
        for object in patched {
            if let Some(thing) = self.object(object) {
                self.mention(node, thing, false, doubt);
            }
        }
    }
}
