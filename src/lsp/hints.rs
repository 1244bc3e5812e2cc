//! Hints between the lines, if the user turned them on: the references to an object, and the numbers of named ports.

use std::collections::HashSet;

use lsp_types::{CodeLens, CodeLensParams, Command, InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams};

use super::state::{Refusal, State};
use crate::workspace::{By, What};

/// The hints above objects: how many workloads each selects, and how many other objects refer to it.
///
/// # Errors
/// If the text changed in the meantime.
pub fn lenses(state: &State, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>, Refusal> {
    let Some(asked) = state.asked(&params.text_document.uri)? else { return Ok(None) };
    let Some(graph) = asked.snapshot.graph.as_ref().filter(|_| state.preferences.code_lens) else { return Ok(None) };
    let mut lenses = Vec::new();
    for (index, object) in graph.objects.iter().enumerate().filter(|(_, object)| object.head.file == asked.source.id())
    {
        let selects = graph.edges.iter().filter(|edge| edge.from == index && edge.by == By::Labels);
        let selects: HashSet<usize> = selects.filter_map(|edge| edge.target()).collect();
        let named = graph.edges.iter().filter(|edge| edge.target() == Some(index) && edge.from != index);
        let named: HashSet<usize> = named.map(|edge| edge.from).collect();
        let mut words = Vec::new();
        if !selects.is_empty() {
            words.push(format!("selects {}", selects.len()));
        }
        words.push(format!("referenced by {}", named.len()));
        let range = asked.places.encoding.range(asked.source, object.head);
        let command = Command { title: words.join(" · "), command: String::new(), arguments: None };
        lenses.push(CodeLens { range, command: Some(command), data: None });
    }
    Ok(Some(lenses))
}

/// The hints after the names of ports: their numbers.
///
/// # Errors
/// If the text changed in the meantime.
pub fn inlays(state: &State, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>, Refusal> {
    let Some(asked) = state.asked(&params.text_document.uri)? else { return Ok(None) };
    if !state.preferences.inlay_hints {
        return Ok(None);
    }
    let encoding = asked.places.encoding;
    let (start, end) =
        (encoding.offset(asked.source, params.range.start), encoding.offset(asked.source, params.range.end));
    let names = asked.snapshot.names();
    let within = names.of_file(asked.source.id()).iter().filter(|one| start <= one.span.start && one.span.end <= end);
    let mut seen = HashSet::new();
    let hints = within.filter(|one| !one.declares && seen.insert(one.span)).filter_map(|mention| {
        let thing = names.things.get(mention.thing).filter(|thing| thing.what == What::Port)?;
        Some(InlayHint {
            position: encoding.position(asked.source, mention.span.end),
            label: InlayHintLabel::String(format!(": {}", thing.detail.as_ref()?)),
            kind: Some(InlayHintKind::PARAMETER),
            text_edits: None,
            tooltip: None,
            padding_left: None,
            padding_right: None,
            data: None,
        })
    });
    Ok(Some(hints.collect()))
}
