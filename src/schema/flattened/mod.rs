//! Manifests that lost their indentation when they were copied. They are recognized by their lines, and rebuilt with
//! the help of the schema.

mod fit;
mod habits;
mod lines;
mod walk;

use std::collections::HashSet;

use super::{Api, built_in};
use std::sync::Arc;

use crate::source::{Source, Span};
use crate::text::list::list;
use crate::yaml::{Applicability, Document, Edits, MovedLine, Parsed, Problem, ProblemKind, move_lines, parse_moved};
use lines::{Entry, Line, Value};

/// The most keys that a message names.
const MAX_NAMED: usize = 3;

/// The most keys among which those for the message are searched.
const MAX_LOOKED_AT: usize = 50;

/// The difference in price to the next best walk that makes a walk certain.
const CLEAR: u32 = 1;

/// Rebuilds each document that lost its indentation, with places in the text as it is written.
///
/// Such a document has a problem of the kind [`ProblemKind::Flattened`]. If its meaning is not certain, it counts as
/// broken, and nothing else is reported in it.
pub fn repair(parsed: &mut Parsed) {
    for document in parsed.documents.iter_mut().filter(|document| !document.is_template) {
        let source = Arc::clone(document.tree.source());
        if let Some(flat) = Flat::read(&source, document.span) {
            flat.repair(document);
        }
    }
}

/// A document whose lines all start at one column although they cannot belong there.
struct Flat<'s> {
    source: &'s Arc<Source>,
    span: Span,
    api: Api<'static>,
    lines: Vec<(MovedLine, Line<'s>)>,
}

/// A key at the root.
#[derive(Clone, Copy)]
struct Key<'s> {
    name: &'s str,
    span: Span,
    value: Value<'s>,
}

impl<'s> Flat<'s> {
    fn read(source: &'s Arc<Source>, span: Span) -> Option<Flat<'s>> {
        let lines = flat_lines(source, span)?;
        let value = |name: &str| {
            let entry = entries(&lines).find(|entry| entry.dash.is_none() && entry.key == Some(name))?;
            match entry.value {
                Value::Scalar(scalar) => scalar.into_key_text().ok(),
                _ => None,
            }
        };
        let (api_version, kind) = (value("apiVersion")?, value("kind")?);
        let api = built_in().api(&api_version, &kind).or_else(|| built_in().meant(&api_version, &kind))?;
        let flat = Flat { source, span, api, lines };
        let emptied: HashSet<&str> = flat.emptied().map(|key| key.name).collect();
        // A single emptied key is one typo, and does not affect the whole manifest.
        (emptied.len() >= 2 && flat.orphans().nth(1).is_some()).then_some(flat)
    }

    fn keys(&self) -> impl Iterator<Item = Key<'s>> {
        let (file, text) = (self.span.file, self.source.text.as_str());
        entries(&self.lines).filter(|entry| entry.dash.is_none()).filter_map(move |entry| {
            let name = entry.key?;
            let start = (name.as_ptr() as usize - text.as_ptr() as usize) as u32;
            Some(Key { name, span: Span::new(file, start, start + name.len() as u32), value: entry.value })
        })
    }

    /// The keys of the object that lost the values below them.
    fn emptied(&self) -> impl Iterator<Item = Key<'s>> {
        let root = self.api.definition();
        let is_filled_below = move |key: &Key<'_>| root.field(key.name).any(|field| fit::holds(field.shape()));
        self.keys().filter(|key| key.value == Value::Nothing).filter(is_filled_below)
    }

    /// The keys that do not belong to the object itself, or that it already has.
    fn orphans(&self) -> impl Iterator<Item = Key<'s>> {
        let root = self.api.definition();
        let mut seen = HashSet::new();
        self.keys().filter(move |key| root.field(key.name).next().is_none() || !seen.insert(key.name))
    }

    fn repair(mut self, document: &mut Document) {
        let repaired = self.columns().and_then(|()| {
            let places: Vec<MovedLine> = self.lines.iter().map(|(line, _)| *line).collect();
            let repaired = parse_moved(self.source, self.span, &places)?;
            Some((repaired, move_lines(self.source, &places)))
        });
        match repaired {
            Some((repaired, edits)) => {
                let problem = self.problem(Some(&repaired), edits);
                *document = repaired;
                document.problems.insert(0, problem);
            }
            None => {
                document.problems = vec![self.problem(None, Edits::default())];
                document.broken = true;
            }
        }
    }

    /// Finds the column of each line.
    fn columns(&mut self) -> Option<()> {
        let found = walk::walk(self.api.definition(), self.lines.iter().map(|(_, line)| *line))?;
        if found.ahead < CLEAR {
            return None;
        }
        let mut columns = found.columns.into_iter();
        for (place, line) in &mut self.lines {
            if matches!(line, Line::Entry(_)) {
                place.column = columns.next()?;
            }
        }
        // A comment has the indentation of the next line.
        let mut below = 0;
        for (place, line) in self.lines.iter_mut().rev() {
            match line {
                Line::Entry(_) => below = place.column,
                Line::Comment => place.column = below,
                Line::Blank | Line::Unclear => {}
            }
        }
        Some(())
    }

    fn problem(&self, repaired: Option<&Document>, edits: Edits) -> Problem {
        // The name of a field is never a secret.
        let is_field = |key: &Key<'_>| built_in().definitions().any(|known| known.field(key.name).next().is_some());
        let mut seen = HashSet::new();
        let new = self.orphans().filter(|key| seen.insert(key.name)).take(MAX_LOOKED_AT);
        let orphans: Vec<Key<'s>> = new.filter(is_field).take(MAX_NAMED).collect();
        let mut emptied: Vec<&str> = Vec::new();
        for key in self.emptied() {
            if !emptied.contains(&key.name) {
                emptied.push(key.name);
            }
        }
        let message = format!(
            "the indentation of this manifest is lost: keys such as {} belong inside {}, so `kubectl apply` fails",
            list(orphans.iter().map(|key| key.name), "and"),
            list(&emptied, "and")
        );
        let head = self.emptied().next().map_or(self.span, |key| key.span);
        let mut problem = Problem::new(ProblemKind::Flattened, head, message).label("there is nothing below it");
        for key in &orphans {
            let node = repaired.and_then(|repaired| repaired.tree.nodes().find(|node| node.written_span() == key.span));
            let place = node.map_or("this belongs deeper".to_owned(), |node| format!("this is `{}`", node.path()));
            problem = problem.related(key.span, place);
        }
        if edits.is_empty() {
            return problem
                .help("copy it again with its indentation, or indent it by hand: nothing else of it is checked");
        }
        problem
            .help("indent it as shown and look it over: the schema tells where each key may be, not what was meant")
            .fix(Applicability::Unsafe, "indent its lines", edits)
    }
}

fn entries<'l, 's>(lines: &'l [(MovedLine, Line<'s>)]) -> impl Iterator<Item = Entry<'s>> + use<'l, 's> {
    lines.iter().filter_map(|(_, line)| match line {
        Line::Entry(entry) => Some(*entry),
        _ => None,
    })
}

/// The lines of a document that all start at one column, or the dashes of items at a second one. Returns `None` for any
/// other document. Usually, the first few lines are enough to see that.
fn flat_lines(source: &Source, span: Span) -> Option<Vec<(MovedLine, Line<'_>)>> {
    let text = source.text.as_str();
    let (mut keys, mut dashes) = (None, None);
    let mut lines = Vec::new();
    let mut start = span.start;
    for line in source.slice(span).split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        let indent = (line.len() - content.len()) as u32;
        let says = lines::read(content.trim_end());
        let end = start + line.len() as u32;
        let is_whole = start == 0 || text[..start as usize].ends_with(['\n', '\u{feff}']);
        let content = match says {
            Line::Blank => start,
            // After a separator.
            Line::Comment if !is_whole => start,
            _ if !is_whole => return None,
            Line::Comment => start + indent,
            Line::Entry(_) | Line::Unclear => {
                let is_item = matches!(says, Line::Entry(Entry { dash: Some(_), .. }));
                let column = if is_item { &mut dashes } else { &mut keys };
                if *column.get_or_insert(indent) != indent {
                    return None;
                }
                start + indent
            }
        };
        lines.push((MovedLine { start, content, end, column: 0 }, says));
        start = end;
    }
    Some(lines)
}
