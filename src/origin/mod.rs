//! Makes a source map from the stamps in rendered text: the output of `helm template` or `kubectl kustomize` on
//! standard input.

mod stamp;
mod template;

use std::collections::HashMap;

use crate::source::{STDIN, Source, SourceMap, Sources, Span};
use crate::yaml;

pub use stamp::Stamp;
use template::{Indent, Step, Template};

/// The most lines of a document that are searched upward from a place.
const MAX_LINES: usize = 2_000;

/// The origins of all rendered documents, and the lines of some places in them. `find` returns the file of a stamp: its
/// name relative to the working directory, and its text.
pub fn trace(
    sources: &Sources,
    places: impl Iterator<Item = Span>,
    find: &dyn Fn(&Stamp) -> Option<(String, String)>,
) -> SourceMap {
    let mut map = SourceMap::default();
    // Only standard input counts as rendered text. A stamp in a file may be stale, and people edit the file itself.
    let Some((file, source)) = sources.iter().find(|(_, source)| source.name == STDIN && stamp::is_in(&source.text))
    else {
        return map;
    };
    let mut places: Vec<Span> = places.filter(|place| place.file == file).collect();
    if places.is_empty() {
        return map;
    }
    places.sort_unstable();
    places.dedup();
    let mut templates: HashMap<Stamp, Option<(String, Template)>> = HashMap::new();
    for document in &yaml::parse(source).documents {
        let Some(stamp) = stamp::of(document) else { continue };
        let first = places.partition_point(|place| place.start < document.span.start);
        let last = places.partition_point(|place| place.start <= document.span.end);
        let inside = places[first..last].iter().filter(|place| document.span.contains(**place));
        // Read the file only if a place in it is needed.
        let mut inside = inside.peekable();
        if inside.peek().is_none() {
            map.add(document.span, stamp.to_string());
            continue;
        }
        let template = templates
            .entry(stamp.clone())
            .or_insert_with(|| find(&stamp).map(|(name, text)| (name, Template::new(&text))));
        let name = template.as_ref().map_or_else(|| stamp.to_string(), |(name, _)| name.clone());
        map.add(document.span, name);
        if let Some((_, template)) = template {
            for &place in inside {
                line(source, document.span, place, template).into_iter().for_each(|line| map.add_line(place, line));
            }
        }
    }
    map
}

/// The line of a template that a place was rendered from, if only one line is possible. Otherwise, the line of the
/// nearest key above it with one possible line.
fn line(source: &Source, document: Span, place: Span, template: &Template) -> Option<u32> {
    let last = source.line_index(place.start);
    let first = source.line_index(document.start).max(last.saturating_sub(MAX_LINES));
    let lines = (first..=last).rev().map(|index| source.line_range(index));
    let lines = lines.map(|range| &source.text[range.start as usize..range.end as usize]);
    let mut path: Vec<Step<'_>> = Vec::new();
    let mut below: Option<Indent> = None;
    for text in lines.filter(|text| !text.starts_with("---") && !text.trim_start().starts_with('#')) {
        let Some(indent) = Indent::of(text).filter(|indent| below.is_none_or(|below| indent.is_above(below))) else {
            continue;
        };
        path.push(Step { text: text.trim(), is_mate: below.is_some_and(|below| indent.is_mate(below)) });
        below = Some(indent);
    }
    (0..path.len()).find_map(|index| template.only_line(&path[index..]))
}
