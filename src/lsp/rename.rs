//! Renaming: a name is changed at all its places, or at none.

use std::collections::{BTreeMap, HashSet};

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use super::edits::workspace_edit;
use super::hover::title;
use super::state::{Asked, Refusal, State};
use crate::kube::values::names;
use crate::source::Span;
use crate::workspace::{Mention, Thing, What};
use crate::yaml;

/// The name at a place that can be renamed.
///
/// # Errors
/// If the name cannot be changed, with the reason.
pub fn prepare(state: &State, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>, Refusal> {
    let Some(asked) = state.asked(&params.text_document.uri)? else { return Ok(None) };
    let offset = asked.places.encoding.offset(asked.source, params.position);
    let places = all(&asked, offset)?;
    let here = places.values().find(|mention| is_at(mention, &asked, offset));
    Ok(here.map(|mention| PrepareRenameResponse::RangeWithPlaceholder {
        range: asked.places.encoding.range(asked.source, mention.span),
        placeholder: asked.source.slice(mention.span).to_owned(),
    }))
}

/// Changes a name at all its places.
///
/// # Errors
/// If the name cannot be changed, with the reason.
pub fn rename(state: &State, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let place = params.text_document_position;
    let Some(asked) = state.asked(&place.text_document.uri)? else { return Ok(None) };
    let offset = asked.places.encoding.offset(asked.source, place.position);
    let places = all(&asked, offset)?;
    let things: HashSet<usize> = places.values().map(|mention| mention.thing).collect();
    for thing in things.iter().filter_map(|&thing| asked.snapshot.names().things.get(thing)) {
        check(thing, &params.new_name, &asked)?;
    }
    let written: Vec<(Span, String)> =
        places.values().map(|mention| (mention.span, write(mention, &params.new_name))).collect();
    let edits = written.iter().map(|(span, text)| (*span, text.as_str()));
    Ok(workspace_edit(edits, state.client.versioned_edits, asked.snapshot, &asked.places))
}

fn is_at(mention: &Mention, asked: &Asked<'_>, offset: u32) -> bool {
    mention.span.file == asked.source.id() && mention.span.start <= offset && offset <= mention.span.end
}

/// The places of a name. If a place names several things, the places of all of them.
fn all<'a>(asked: &Asked<'a>, offset: u32) -> Result<BTreeMap<Span, &'a Mention>, Refusal> {
    let names = asked.snapshot.names();
    let mut things: HashSet<usize> = names.at(asked.source.id(), offset).map(|mention| mention.thing).collect();
    if things.is_empty() {
        return Err(Refusal::Failed("there is no name here that bowline can change".to_owned()));
    }
    loop {
        let spans: HashSet<Span> =
            names.mentions.iter().filter(|one| things.contains(&one.thing)).map(|one| one.span).collect();
        let meant = names.mentions.iter().filter(|one| spans.contains(&one.span)).map(|one| one.thing);
        let more: HashSet<usize> = meant.collect();
        if more.len() == things.len() {
            break;
        }
        things = more;
    }
    let mut places = BTreeMap::new();
    for mention in names.mentions.iter().filter(|one| things.contains(&one.thing)) {
        if let Some(doubt) = mention.doubt {
            let source = asked.snapshot.sources.get(mention.span.file);
            let line = source.position(mention.span.start).line;
            return Err(Refusal::Failed(format!("{}:{line}: {doubt}", source.name)));
        }
        places.insert(mention.span, mention);
    }
    if !names.mentions.iter().any(|one| things.contains(&one.thing) && one.declares) {
        return Err(Refusal::Failed("no file makes what has this name".to_owned()));
    }
    Ok(places)
}

/// Checks whether a thing may have a name.
fn check(thing: &Thing, name: &str, asked: &Asked<'_>) -> Result<(), Refusal> {
    let form = match thing.what {
        // Names of roles may have colons.
        What::Object(_) if names::dns1123_subdomain(&thing.name).is_err() => names::path_segment(name),
        What::Object(_) => names::dns1123_subdomain(name),
        What::Key => names::data_key(name),
        What::Port => names::port_name(name),
        What::Volume => names::dns1123_label(name),
        What::Label => names::label_value(name),
        What::Variable if name.is_empty() || name.contains(['=', ')', ' ']) => {
            Err("it is not a name of a variable".to_owned())
        }
        What::Variable => Ok(()),
    };
    form.map_err(|why| Refusal::Failed(format!("`{name}`: {why}")))?;
    let is_same = |other: &&Thing| match thing.what {
        What::Label => false,
        What::Object(_) => other.what == thing.what && other.namespace == thing.namespace,
        _ => other.what == thing.what && (other.owner, &other.of) == (thing.owner, &thing.of),
    };
    let taken =
        asked.snapshot.names().things.iter().filter(is_same).find(|other| other.name == name && *other != thing);
    match taken {
        Some(taken) => Err(Refusal::Failed(format!("there is a {} already", title(taken)))),
        None => Ok(()),
    }
}

/// The text of a name at a place. It is quoted if YAML would otherwise read another value.
fn write(mention: &Mention, name: &str) -> String {
    if mention.is_plain { yaml::quoted(name) } else { name.to_owned() }
}
