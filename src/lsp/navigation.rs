//! Navigation from a name to its definition, and to all its places.

use std::collections::HashSet;

use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams, GotoDefinitionResponse,
    Location, ReferenceParams, TextDocumentPositionParams,
};

use super::state::{Asked, Refusal, State};
use crate::render::kustomize;
use crate::source::{Span, paths};
use crate::workspace::Mention;
use crate::yaml;

/// The definition of the object that is named at a place.
///
/// # Errors
/// If the text changed in the meantime.
pub fn definition(state: &State, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>, Refusal> {
    let place = params.text_document_position_params;
    let Some(asked) = state.asked(&place.text_document.uri)? else { return Ok(None) };
    let offset = asked.places.encoding.offset(asked.source, place.position);
    let mentions = mentions(&asked, &place);
    let all = || mentions.iter().filter(|mention| mention.declares);
    // At the definition, a person needs the references.
    let is_there = all().any(|mention| {
        mention.span.file == asked.source.id() && mention.span.start <= offset && offset <= mention.span.end
    });
    let wanted = mentions.iter().filter(|mention| mention.declares != is_there);
    let mut places: Vec<Location> =
        wanted.filter_map(|mention| asked.places.location(asked.snapshot, mention.span)).collect();
    places.extend(file(&asked, offset));
    Ok((!places.is_empty()).then_some(GotoDefinitionResponse::Array(places)))
}

/// All places of the name at a place.
///
/// # Errors
/// If the text changed in the meantime.
pub fn references(state: &State, params: ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let place = params.text_document_position;
    let Some(asked) = state.asked(&place.text_document.uri)? else { return Ok(None) };
    let with_own = params.context.include_declaration;
    let mentions = mentions(&asked, &place).into_iter().filter(|mention| with_own || !mention.declares);
    Ok(Some(mentions.filter_map(|mention| asked.places.location(asked.snapshot, mention.span)).collect()))
}

/// The places of the name in the same file.
///
/// # Errors
/// If the text changed in the meantime.
pub fn highlight(state: &State, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>, Refusal> {
    let place = params.text_document_position_params;
    let Some(asked) = state.asked(&place.text_document.uri)? else { return Ok(None) };
    let here = mentions(&asked, &place).into_iter().filter(|mention| mention.span.file == asked.source.id());
    let highlight = |mention: &Mention| DocumentHighlight {
        range: asked.places.encoding.range(asked.source, mention.span),
        kind: Some(if mention.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    };
    Ok(Some(here.map(highlight).collect()))
}

/// The mentions of the objects that are named at a place, each place once.
fn mentions<'a>(asked: &Asked<'a>, place: &TextDocumentPositionParams) -> Vec<&'a Mention> {
    let offset = asked.places.encoding.offset(asked.source, place.position);
    let names = asked.snapshot.names();
    let things: HashSet<usize> = names.at(asked.source.id(), offset).map(|mention| mention.thing).collect();
    if things.is_empty() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let of_things = names.mentions.iter().filter(|mention| things.contains(&mention.thing));
    of_things.filter(|mention| seen.insert(mention.span)).collect()
}

/// The file that an entry of a kustomization names. For a folder, its kustomization.
fn file(asked: &Asked<'_>, offset: u32) -> Option<Location> {
    if !kustomize::is_file_name(&asked.source.name) {
        return None;
    }
    let parsed = yaml::parse(asked.source);
    let (_, node) = super::fields::node_at(&parsed, offset)?;
    // Entries of generators may have the form `key=path`.
    let entry = node.text().rsplit('=').next()?;
    let named = paths::normalize(&format!("{}/{entry}", paths::folder(&asked.source.name)));
    let file = asked.snapshot.named(&named).or_else(|| {
        let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
        names.iter().find_map(|name| asked.snapshot.named(&format!("{named}/{name}")))
    })?;
    asked.places.location(asked.snapshot, Span::new(file, 0, 0))
}
