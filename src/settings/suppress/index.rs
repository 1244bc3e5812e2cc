//! Directives by what they cover, so that a finding need not be held against each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Directive, Scope};
use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::source::{FileId, Sources};

/// The directives of any files, by the ids that rules have today, and which of them were of use.
#[derive(Debug, Default)]
pub struct Index {
    lines: BTreeMap<(FileId, &'static str, usize), bool>,
    spans: HashMap<(FileId, &'static str), Vec<Area>>,
}

/// A part of a file. Areas of one list are sorted and nest.
#[derive(Debug)]
struct Area {
    start: u32,
    end: u32,
    /// The smallest area around it.
    outer: Option<usize>,
    used: bool,
}

impl Index {
    /// Of the directives of any files.
    pub fn new(directives: &[Directive]) -> Self {
        let mut index = Self::default();
        for (directive, id) in directives.iter().flat_map(|directive| ids(directive).map(move |id| (directive, id))) {
            let file = directive.written.file;
            match &directive.scope {
                Scope::Line(line) => drop(index.lines.insert((file, id, *line), false)),
                Scope::Spans(spans) => {
                    let areas =
                        spans.iter().map(|span| Area { start: span.start, end: span.end, outer: None, used: false });
                    index.spans.entry((file, id)).or_default().extend(areas);
                }
            }
        }
        for areas in index.spans.values_mut() {
            areas.sort_by_key(|area| (area.start, Reverse(area.end)));
            areas.dedup_by_key(|area| (area.start, area.end));
            let mut open: Vec<usize> = Vec::new();
            for at in 0..areas.len() {
                while open.last().is_some_and(|&outer| areas[outer].end < areas[at].end) {
                    open.pop();
                }
                areas[at].outer = open.last().copied();
                open.push(at);
            }
        }
        index
    }

    /// True where a directive silences the finding; all that do count as used.
    pub fn covers(&mut self, sources: &Sources, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.primary.span;
        let (file, id) = (place.file, diagnostic.rule);
        let mut covered = false;
        if let Some(areas) = self.spans.get_mut(&(file, id)) {
            let mut next = areas.partition_point(|area| area.start <= place.start).checked_sub(1);
            while let Some(at) = next {
                if place.end <= areas[at].end {
                    (areas[at].used, covered) = (true, true);
                }
                next = areas[at].outer;
            }
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

    /// Whether a directive silenced something.
    pub fn is_used(&self, directive: &Directive) -> bool {
        ids(directive).any(|id| self.is_used_for(directive, id))
    }

    fn is_used_for(&self, directive: &Directive, id: &'static str) -> bool {
        let file = directive.written.file;
        match &directive.scope {
            Scope::Line(line) => self.lines.get(&(file, id, *line)) == Some(&true),
            Scope::Spans(spans) => self.spans.get(&(file, id)).is_some_and(|areas| {
                spans.iter().any(|span| {
                    let place = (span.start, Reverse(span.end));
                    let at = areas.partition_point(|area| (area.start, Reverse(area.end)) < place);
                    areas.get(at).is_some_and(|area| area.used)
                })
            }),
        }
    }
}

/// The ids that the rules of a directive have today.
fn ids(directive: &Directive) -> impl Iterator<Item = &'static str> {
    rules::called(&directive.id).into_iter().map(|rule| rule.meta.id)
}
