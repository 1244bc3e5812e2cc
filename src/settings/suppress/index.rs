//! Directives by what they cover, so that a finding is not compared with each of them.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Directive, Scope};
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{FileId, Nest, Sources, Span};

/// The directives of several files, by the current ids of rules, and whether each of them silenced a finding.
#[derive(Debug, Default)]
pub struct Index {
    lines: BTreeMap<(FileId, &'static str, usize), bool>,
    /// For each part of a file, whether a directive for it silenced a finding.
    spans: HashMap<(FileId, &'static str), Nest<Cell<bool>>>,
}

impl Index {
    /// An index of the directives of several files.
    pub fn new(directives: &[Directive]) -> Self {
        let mut lines = BTreeMap::new();
        let mut spans: HashMap<_, HashSet<Span>> = HashMap::new();
        for (directive, id) in directives.iter().flat_map(|directive| ids(directive).map(move |id| (directive, id))) {
            let file = directive.written.file;
            match &directive.scope {
                Scope::Line(line) => drop(lines.insert((file, id, *line), false)),
                Scope::Spans(parts) => spans.entry((file, id)).or_default().extend(parts),
            }
        }
        let nest = |parts: HashSet<Span>| Nest::new(parts.into_iter().map(|part| (part, Cell::new(false))));
        Self { lines, spans: spans.into_iter().map(|(place, parts)| (place, nest(parts))).collect() }
    }

    /// Whether a directive silences the finding. All directives that do count as used.
    pub fn covers(&mut self, sources: &Sources, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.primary.span;
        let (file, id) = (place.file, diagnostic.rule);
        let mut covered = false;
        for used in self.spans.get(&(file, id)).into_iter().flat_map(|nest| nest.around(place)) {
            used.set(true);
            covered = true;
        }
        if !self.lines.is_empty() {
            let source = sources.get(file);
            let last = place.end.saturating_sub(u32::from(!place.is_empty()));
            let lines = (file, id, source.line_index(place.start))..=(file, id, source.line_index(last));
            for (_, used) in self.lines.range_mut(lines) {
                (*used, covered) = (true, true);
            }
        }
        covered
    }

    /// Whether a directive silenced a finding.
    pub fn is_used(&self, directive: &Directive) -> bool {
        ids(directive).any(|id| self.is_used_for(directive, id))
    }

    fn is_used_for(&self, directive: &Directive, id: &'static str) -> bool {
        let file = directive.written.file;
        match &directive.scope {
            Scope::Line(line) => self.lines.get(&(file, id, *line)) == Some(&true),
            Scope::Spans(spans) => {
                self.spans.get(&(file, id)).is_some_and(|nest| spans.iter().any(|span| nest.at(*span).any(Cell::get)))
            }
        }
    }
}

/// The current ids of the rules that a directive names.
fn ids(directive: &Directive) -> impl Iterator<Item = &'static str> {
    rules::named(&directive.id).into_iter().map(|rule| rule.meta.id)
}
