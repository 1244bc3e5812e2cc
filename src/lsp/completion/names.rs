//! Known names of objects, keys, ports, volumes, variables and labels. They never include values of secrets.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use lsp_types::CompletionItemKind;

use super::context::Context;
use super::{Offer, has_role};
use crate::kube::Kind;
use crate::lsp::fields::Known;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::state::State;
use crate::schema::{Keys, PortOwner, Role, Shape};
use crate::workspace::{Thing, What};

/// The names that fit a value. `known` has the facts about the value, and `holder` those about the mapping with its
/// key.
pub(super) fn referred(
    state: &State,
    path: &Path,
    known: Known<'_>,
    holder: Option<(Known<'_>, &str)>,
    context: &Context,
) -> Vec<Offer> {
    let Some(snapshot) = state.named_around(path) else { return Vec::new() };
    let of_holder = |name: &str| holder.filter(|(_, key)| *key == name).map(|(holder, _)| holder);
    let is_key = of_holder("key").is_some_and(has_keys);
    if is_key {
        let of = context.siblings.iter().find(|(key, _)| key == "name").map(|(_, name)| name.as_str());
        return things(snapshot, path, |thing| thing.what == What::Key && of.is_none_or(|of| is_of(thing, of)));
    }
    let kinds = kinds(known).or_else(|| kinds(of_holder("name")?));
    if let Some(kinds) = kinds {
        let written = context.siblings.iter().find(|(key, _)| key == "kind").map(|(_, kind)| kind.as_str());
        let fits = |kind: Kind| match written {
            Some(written) => kind.is_called(written),
            None => kinds.is_empty() || kinds.contains(&kind),
        };
        return things(snapshot, path, |thing| matches!(thing.what, What::Object(kind) if fits(kind)));
    }
    let is_mount = context.steps.iter().any(
        |step| matches!(step, crate::lsp::fields::Step::Key(key) if key == "volumeMounts" || key == "volumeDevices"),
    );
    if is_mount && of_holder("name").is_some() {
        return in_file(state, path, What::Volume);
    }
    if has_role(known, |role| matches!(role, Role::Port(role) if !role.declares && role.owner == PortOwner::Container))
    {
        return match context.kind.as_str() {
            "Service" => things(snapshot, path, |thing| thing.what == What::Port),
            _ => in_file(state, path, What::Port),
        };
    }
    let key = holder.map(|(_, key)| key).unwrap_or_default();
    things(snapshot, path, |thing| thing.what == What::Label && thing.of == key)
}

/// Whether a mapping names an object and one of its keys.
fn has_keys(holder: Known<'_>) -> bool {
    let Shape::Record(definition) = holder.shape else { return false };
    let by_key = |role: &Role| matches!(role, Role::Reference(role) if role.keys == Keys::Key);
    definition.field("name").any(|field| field.roles().iter().any(by_key))
}

/// The kinds of the objects that a place may name. Returns `None` if it names none.
fn kinds(known: Known<'_>) -> Option<&'static [Kind]> {
    let mut roles = known.field?.roles().iter();
    roles.find_map(|role| if let Role::Reference(role) = role { Some(role.kinds) } else { None })
}

/// Whether a thing is a part of the object with a name.
fn is_of(thing: &Thing, name: &str) -> bool {
    thing.of.split('`').nth(1) == Some(name)
}

/// The known keys of labels, in a selector or next to labels.
pub(super) fn label_keys(state: &State, context: &Context) -> Vec<Offer> {
    let is_label = context.steps.iter().any(|step| {
        matches!(step, crate::lsp::fields::Step::Key(key) if matches!(key.as_str(), "labels" | "matchLabels" | "selector"))
    });
    if !is_label {
        return Vec::new();
    }
    let labels = state.named().flat_map(|snapshot| &snapshot.names().things);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels.filter(|thing| thing.what == What::Label) {
        *counts.entry(label.of.as_str()).or_default() += 1;
    }
    let missing = counts.into_iter().filter(|(key, _)| !context.siblings.iter().any(|(other, _)| other == key));
    let offer = |(key, _): (&str, usize)| Offer {
        text: Some(format!("{key}: ")),
        ..Offer::word(key, CompletionItemKind::PROPERTY)
    };
    missing.map(offer).collect()
}

/// The variables of the containers in a file, in the form `$(NAME)`.
pub(super) fn variables(state: &State, path: &Path, context: &Context) -> Vec<Offer> {
    let Some(at) = context.prefix.rfind("$(") else { return Vec::new() };
    let before = &context.prefix[..at];
    let all = in_file(state, path, What::Variable).into_iter();
    let offer = |offer: Offer| Offer {
        text: Some(format!("{before}$({})", offer.label)),
        label: format!("{before}$({})", offer.label),
        ..offer
    };
    all.map(offer).collect()
}

/// The names of things that pass a test. Names in the folder of a file come first.
fn things(snapshot: &Snapshot, path: &Path, test: impl Fn(&Thing) -> bool) -> Vec<Offer> {
    let names = snapshot.names();
    let folder = path.parent();
    let mut near: BTreeMap<(bool, &str), &Thing> = BTreeMap::new();
    for mention in names.mentions.iter().filter(|mention| mention.declares) {
        let Some(thing) = names.things.get(mention.thing).filter(|thing| test(thing)) else { continue };
        let is_far = snapshot.path(mention.span.file).parent() != folder;
        near.entry((is_far, &thing.name)).or_insert(thing);
    }
    let mut seen = HashSet::new();
    let once = near.into_iter().filter(|((_, name), _)| seen.insert(*name));
    once.map(|(_, thing)| offer(thing)).collect()
}

/// The names of some things that a file defines. If it cannot be read completely, those of its last readable text.
fn in_file(state: &State, path: &Path, what: What) -> Vec<Offer> {
    let readable = state.readable.get(path).map(|snapshot| &**snapshot);
    let Some(snapshot) = readable.or_else(|| state.holding(path)) else { return Vec::new() };
    let Some(source) = snapshot.source(path) else { return Vec::new() };
    let names = snapshot.names_within(source.id());
    let made = names.of_file(source.id()).iter().filter(|mention| mention.declares);
    let made = made.filter_map(|mention| names.things.get(mention.thing)).filter(|thing| thing.what == what);
    let mut seen = HashSet::new();
    made.filter(|thing| seen.insert(&thing.name)).map(offer).collect()
}

fn offer(thing: &Thing) -> Offer {
    Offer { detail: Some(super::super::hover::title(thing)), ..Offer::word(&thing.name, CompletionItemKind::REFERENCE) }
}
